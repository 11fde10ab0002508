// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/experimentbuilder.h"

#include "ui/text/numbers.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>

namespace rw::ui {

namespace {

QString say(const char* source)
{
    return QCoreApplication::translate("rw::ui::ExperimentBuilder", source);
}

} // namespace

std::int64_t ExperimentBuilder::candidatesOf(const DataItem& data) const
{
    // An upper bound where both limits apply: the real number is known when the candidates have been read.
    std::int64_t candidates = data.candidates;
    std::int64_t queries = data.queries;
    if (maxQueries > 0 && data.queries > maxQueries) {
        candidates = candidates * maxQueries / std::max<std::int64_t>(1, data.queries);
        queries = maxQueries;
    }
    if (topK > 0)
        candidates = std::min(candidates, queries * topK);
    return candidates;
}

std::vector<int> ExperimentBuilder::lengthsOf(const Model& model) const
{
    std::vector<int> fitting;
    std::copy_if(lengths.begin(), lengths.end(), std::back_inserter(fitting),
                 [&](int length) { return model.item.maxLength == 0 || length <= model.item.maxLength; });
    return fitting;
}

int ExperimentBuilder::passesOf(const Model& model) const
{
    return static_cast<int>(lengthsOf(model).size());
}

int ExperimentBuilder::units() const
{
    int count = 0;
    for (const Model& model : models)
        count += static_cast<int>(std::max<std::size_t>(1, model.cutoffLayers.size())) * passesOf(model);
    return count * static_cast<int>(datasets.size() * quantizations.size());
}

std::int64_t ExperimentBuilder::forwardPairs() const
{
    std::int64_t pairs = 0;
    for (const DataItem& data : datasets)
        for (const Model& model : models)
            pairs += candidatesOf(data) * passesOf(model);
    return pairs * static_cast<std::int64_t>(quantizations.size());
}

std::int64_t ExperimentBuilder::scores() const
{
    std::int64_t count = 0;
    for (const DataItem& data : datasets)
        for (const Model& model : models)
            count += candidatesOf(data) * passesOf(model) *
                     static_cast<std::int64_t>(std::max<std::size_t>(1, model.cutoffLayers.size()));
    return count * static_cast<std::int64_t>(quantizations.size());
}

QString ExperimentBuilder::problem() const
{
    if (models.empty())
        return say(QT_TRANSLATE_NOOP("rw::ui::ExperimentBuilder", "Choose a model."));
    if (datasets.empty())
        return say(QT_TRANSLATE_NOOP("rw::ui::ExperimentBuilder", "Choose a data set."));
    if (lengths.empty())
        return say(QT_TRANSLATE_NOOP("rw::ui::ExperimentBuilder", "Choose a length."));
    if (quantizations.empty())
        return say(QT_TRANSLATE_NOOP("rw::ui::ExperimentBuilder", "Choose a quantization."));
    if (devices.empty())
        return say(QT_TRANSLATE_NOOP("rw::ui::ExperimentBuilder", "Choose a device."));
    if (std::all_of(models.begin(), models.end(), [this](const Model& model) { return lengthsOf(model).empty(); }))
        return say(QT_TRANSLATE_NOOP("rw::ui::ExperimentBuilder",
                                     "No chosen model takes so many tokens: choose a shorter length."));
    return {};
}

QString ExperimentBuilder::leftOut() const
{
    QStringList sentences;
    for (const Model& model : models) {
        const std::vector<int> fitting = lengthsOf(model);
        if (fitting.size() == lengths.size())
            continue;
        QStringList tooLong;
        for (const int length : lengths)
            if (std::find(fitting.begin(), fitting.end(), length) == fitting.end())
                tooLong << Numbers::count(length);
        const QString most = Numbers::count(model.item.maxLength);
        if (fitting.empty())
            sentences << say(QT_TRANSLATE_NOOP("rw::ui::ExperimentBuilder",
                                               "%1 is left out altogether: it takes at most %2 tokens."))
                             .arg(model.item.name, most);
        else
            sentences << say(QT_TRANSLATE_NOOP("rw::ui::ExperimentBuilder",
                                               "%1 is left out at %2: it takes at most %3 tokens."))
                             .arg(model.item.name, tooLong.join(QLatin1String(", ")), most);
    }
    return sentences.join(QLatin1Char('\n'));
}

Experiment ExperimentBuilder::experiment() const
{
    Experiment result;
    result.name = name.toStdString();
    for (const Model& model : models) {
        const std::vector<int> fitting = lengthsOf(model);
        if (fitting.empty())
            continue;
        Experiment::ModelEntry entry;
        entry.path = QFileInfo(model.item.path).filesystemAbsoluteFilePath();
        entry.name = model.item.name.toStdString();
        entry.cutoffLayers = model.cutoffLayers;
        if (fitting.size() < lengths.size())
            entry.maxLengths = fitting;
        result.models.push_back(std::move(entry));
    }
    for (const DataItem& data : datasets) {
        Experiment::DatasetEntry entry;
        entry.path = QFileInfo(data.path).filesystemAbsoluteFilePath();
        entry.options.split = data.split.toStdString();
        entry.options.topK = topK;
        entry.options.maxQueries = maxQueries;
        result.datasets.push_back(std::move(entry));
    }
    result.maxLengths = lengths;
    result.quantizations = quantizations;
    result.devices.clear();
    for (const QString& device : devices)
        result.devices.push_back(device.toStdString());
    result.repeats = repeats;
    return result;
}

std::vector<int> ExperimentBuilder::parseLayers(const QString& text, const std::vector<int>& allowed)
{
    std::vector<int> layers;
    for (const QString& part : text.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        const QStringList ends = part.split(QLatin1Char('-'));
        bool good = ends.size() <= 2;
        bool lastGood = true;
        const int first = ends.first().trimmed().toInt(&good);
        const int last = ends.size() == 2 ? ends.last().trimmed().toInt(&lastGood) : first;
        if (!good || !lastGood || ends.size() > 2 || first > last || last - first > 1000)
            return {};
        for (int layer = first; layer <= last; ++layer) {
            if (std::find(allowed.begin(), allowed.end(), layer) == allowed.end())
                return {};
            layers.push_back(layer);
        }
    }
    std::sort(layers.begin(), layers.end());
    layers.erase(std::unique(layers.begin(), layers.end()), layers.end());
    return layers;
}

} // namespace rw::ui
