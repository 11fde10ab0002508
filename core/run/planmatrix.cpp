// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/planmatrix.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <set>

namespace rw {

namespace {

std::string optionsJson(const PreparedModel& model)
{
    QJsonObject options{{QStringLiteral("gelu"), QString::fromLatin1(toString(model.gelu))}};
    const auto add = [&options](const QString& key, const std::optional<std::string>& value) {
        if (value)
            options.insert(key, QString::fromStdString(*value));
    };
    const auto& texts = model.instructions;
    add(QStringLiteral("query_instruction"), texts.query);
    add(QStringLiteral("passage_instruction"), texts.passage);
    add(QStringLiteral("prompt"), texts.prompt);
    add(QStringLiteral("query_instruction_format"), texts.queryFormat);
    add(QStringLiteral("passage_instruction_format"), texts.passageFormat);
    return QJsonDocument(options).toJson(QJsonDocument::Compact).toStdString();
}

} // namespace

int PlanMatrix::groupOf(const PlannedPass& pass) const
{
    const auto& quantizations = experiment.quantizations;
    const auto quantization = std::find(quantizations.begin(), quantizations.end(), pass.quantization);
    return pass.model * int(quantizations.size()) + int(quantization - quantizations.begin());
}

bool PlanMatrix::sharesJobs(int passA, int passB) const
{
    const PlannedPass& one = passes[std::size_t(passA)];
    const PlannedPass& other = passes[std::size_t(passB)];
    return passA == passB || (experiment.shareLengths && !interactive() && one.model == other.model &&
                              one.dataset == other.dataset && one.quantization == other.quantization);
}

std::vector<std::string> PlanMatrix::expand()
{
    std::vector<std::string> warnings;
    for (int model = 0; model < int(models.size()); ++model) {
        const auto lengths = lengthsOf(model, warnings);
        for (const int length : std::set<int>(experiment.maxLengths.begin(), experiment.maxLengths.end())) {
            if (!std::binary_search(lengths.begin(), lengths.end(), length))
                leftOut.push_back({model, length});
        }
        for (const auto quantization : experiment.quantizations) {
            for (int dataset = 0; dataset < int(datasets.size()); ++dataset) {
                for (const int length : lengths) {
                    PlannedPass pass{model, dataset, quantization, LengthLimits::of(length), {}};
                    if (experiment.queryMaxLength > 0)
                        pass.limits.queryMaxLength = experiment.queryMaxLength;
                    addUnits(pass, warnings);
                    passes.push_back(std::move(pass));
                }
            }
        }
    }
    return warnings;
}

std::vector<int> PlanMatrix::lengthsOf(int model, std::vector<std::string>& warnings) const
{
    const auto& own = experiment.models[std::size_t(model)].maxLengths;
    const auto& wanted = own.empty() ? experiment.maxLengths : own;
    const std::set<int> distinct(wanted.begin(), wanted.end());
    std::vector<int> lengths(distinct.begin(), distinct.end());
    const std::string& name = models[std::size_t(model)].name;
    const auto& config = models[std::size_t(model)].folder.config;
    const auto tooLong = std::upper_bound(lengths.begin(), lengths.end(), config.maxLength);
    const auto takes = name + " takes at most " + std::to_string(config.maxLength) + " tokens: ";
    if (config.rowLimit() == 0) { // computed as the reference computes it
        for (auto length = tooLong; length != lengths.end(); ++length)
            warnings.push_back(name + " at " + std::to_string(*length) + ": its config names " +
                               std::to_string(config.maxLength) +
                               " positions; how good scores of longer inputs are is not known");
    } else if (tooLong == lengths.begin() && !lengths.empty()) {
        warnings.push_back(takes + "its inputs at " + std::to_string(lengths.front()) + " are cut to that");
        lengths.resize(1);
    } else if (tooLong != lengths.end()) {
        std::string which;
        for (auto length = tooLong; length != lengths.end(); ++length)
            which += (which.empty() ? "" : ", ") + std::to_string(*length);
        warnings.push_back(takes + "it is left out at " + which);
        lengths.erase(tooLong, lengths.end());
    }
    return lengths;
}

void PlanMatrix::addUnits(PlannedPass& pass, std::vector<std::string>& warnings)
{
    const PreparedModel& model = models[std::size_t(pass.model)];
    const auto& dataset = datasets[std::size_t(pass.dataset)];
    const auto cuts = Preparation::cuts(pairsOf(pass), pass.limits);
    if (cuts.queryClamped > 0)
        warnings.push_back(model.name + " at " + std::to_string(pass.limits.maxLength) + ": the queries of " +
                           std::to_string(cuts.queryClamped) + " pairs were cut to fit the model");
    RunWriter::NewUnit unit;
    unit.model = modelIds[std::size_t(pass.model)];
    unit.dataset = dataset.id;
    unit.name = model.name;
    unit.maxLength = pass.limits.maxLength;
    unit.queryMaxLength = pass.limits.queryMaxLength;
    unit.quantization = toString(pass.quantization);
    unit.options = optionsJson(model);
    unit.engine = protocol::kEngineVersion;
    unit.pairs = std::int64_t(dataset.pairs.size());
    unit.truncated = cuts.truncated;
    if (const auto& known = answers[placeOf(pass)]; !known.empty())
        unit.answers = answerCuts(known, pairsOf(pass).tokens->assembler(), pass.limits);
    auto layers = model.cutoffLayers;
    if (layers.empty())
        layers = {0};
    for (const int layer : layers) {
        unit.cutoffLayer = layer;
        pass.units.push_back(int(units.size()));
        units.push_back(unit);
    }
}

} // namespace rw
