// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/sessiondata.h"

#include "ui/text/numbers.h"

#include <QCoreApplication>

namespace rw::ui {

QString modelLabel(const QString& model, int cutoffLayer)
{
    return cutoffLayer > 0 ? QStringLiteral("%1 L%2").arg(model).arg(cutoffLayer) : model;
}

QString markUntrained(const QString& name, bool untrained)
{
    if (!untrained || name.contains(QLatin1String("untrained"), Qt::CaseInsensitive))
        return name;
    return QCoreApplication::translate("rw::ui::ModelLabel", "%1 (untrained)").arg(name);
}

QString configurationName(const UnitRecord& unit)
{
    return QStringLiteral("%1 · %2 · %3")
        .arg(modelLabel(markUntrained(text(unit.modelName), unit.untrained), unit.cutoffLayer),
             Numbers::count(unit.maxLength), text(unit.quantization));
}

ModelItem itemOf(const ModelRecord& record)
{
    ModelItem item;
    item.id = record.id;
    item.name = text(record.name);
    item.path = text(record.path);
    item.backbone = text(record.backbone);
    item.parameters = record.parameters;
    item.layers = record.layers;
    item.maxLength = record.maxLength;
    item.untrained = record.untrained;
    return item;
}

void fill(ModelItem& item, ModelFolder folder)
{
    const std::string_view backbone = toString(folder.config.backbone);
    item.backbone = QString::fromUtf8(backbone.data(), static_cast<qsizetype>(backbone.size()));
    item.parameters = folder.parameters;
    item.layers = folder.config.layers;
    item.maxLength = folder.config.maxLength;
    item.untrained = folder.untrained;
    item.checking = false;
    item.problem.clear();
    item.folder = std::move(folder);
}

DataItem itemOf(const DatasetRecord& record)
{
    DataItem item;
    item.id = record.id;
    item.name = text(record.name);
    item.path = text(record.path);
    item.format = text(record.format);
    item.split = text(record.split);
    item.candidateSource = text(record.candidateSource);
    item.contentHash = text(record.contentHash);
    item.queries = record.queries;
    item.passages = record.passages;
    item.candidates = record.candidates;
    item.judgments = record.judgments;
    return item;
}

void fill(DataItem& item, std::shared_ptr<const Dataset> content)
{
    item.name = text(content->name);
    item.format = text(content->format);
    item.split = text(content->split);
    item.candidateSource = text(content->candidateSource);
    item.contentHash = text(content->contentHash);
    item.queries = static_cast<std::int64_t>(content->queryIds.size());
    item.passages = static_cast<std::int64_t>(content->passageIds.size());
    item.candidates = static_cast<std::int64_t>(content->candidates.size());
    item.judgments = 0;
    for (const auto& [query, documents] : content->judgments.queries)
        item.judgments += static_cast<std::int64_t>(documents.size());
    item.reading = false;
    item.problem.clear();
    item.content = std::move(content);
}

} // namespace rw::ui
