// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/resultsmodel.h"

#include "core/stats/nearestrank.h"
#include "ui/session/sessiondata.h"
#include "ui/text/numbers.h"

#include <algorithm>
#include <cmath>

namespace rw::ui {

namespace {

Cell stateOf(const ResultRow& row)
{
    Cell cell;
    const QString status = text(row.unit.status);
    if (status == QLatin1String("failed")) {
        cell.text = ResultsModel::tr("failed");
        cell.icon = QStringLiteral("failed");
        cell.tone = Tone::Failed;
        cell.tip = text(row.unit.error);
    } else if (status == QLatin1String("queued")) {
        cell.text = ResultsModel::tr("queued");
        cell.icon = QStringLiteral("clock");
        cell.tone = Tone::Muted;
    } else if (status == QLatin1String("running")) {
        cell.text = ResultsModel::tr("%1 of %2").arg(Numbers::count(row.unit.scored), Numbers::count(row.unit.pairs));
        cell.icon = QStringLiteral("clock");
        cell.tone = Tone::Muted;
    } else if (!row.complete) {
        cell.text = ResultsModel::tr("Incomplete: %1 of %2")
                        .arg(Numbers::count(row.unit.scored), Numbers::count(row.unit.pairs));
        cell.icon = QStringLiteral("warning");
        cell.tone = Tone::Failed;
        cell.tip = text(row.unit.error);
    } else if (row.unit.untrained) {
        cell.text = ResultsModel::tr("complete, untrained");
        cell.icon = QStringLiteral("warning");
        cell.tone = Tone::Caution;
        cell.tip = ResultsModel::tr("Its weights are random: good for measuring speed, not quality.");
    } else {
        cell.text = ResultsModel::tr("complete");
        cell.icon = QStringLiteral("ok");
        cell.tone = Tone::Good;
    }
    return cell;
}

Cell percentileCell(const std::vector<double>& ms, double percent)
{
    if (ms.empty())
        return Cell::number(Numbers::none(), -1.0);
    const auto value = nearestRank(ms, percent);
    Cell cell = Cell::number(value ? Numbers::ms(*value) : QStringLiteral("n/a"), value.value_or(-1));
    cell.tip = value ? ResultsModel::tr("n = %1").arg(Numbers::count(static_cast<qint64>(ms.size())))
                     : ResultsModel::tr("n = %1, needs %2")
                           .arg(Numbers::count(static_cast<qint64>(ms.size())), Numbers::count(samplesNeeded(percent)));
    return cell;
}

Cell valueCell(double value, int digits)
{
    return Cell::number(Numbers::decimal(value, digits), std::isfinite(value) ? value : -1.0);
}

} // namespace

ResultsModel::ResultsModel(QObject* parent)
    : CellModel({tr("Configuration"), tr("Length"), tr("Type"), QStringLiteral("nDCG@10"), tr("Interval"),
                 tr("95 % CI"), tr("Queries"), tr("pairs/s"), tr("p50 ms"), tr("p95 ms"), tr("State"), tr("Base"),
                 tr("Ceiling")},
                parent)
{
}

void ResultsModel::setResults(const std::vector<ResultRow>& results)
{
    m_lowest = 1;
    m_highest = 0;
    for (const ResultRow& row : results) {
        for (const double value : {row.value, row.low, row.high}) {
            if (std::isfinite(value)) {
                m_lowest = std::min(m_lowest, value);
                m_highest = std::max(m_highest, value);
            }
        }
    }
    std::vector<Row> rows;
    for (const ResultRow& row : results) {
        const bool firm = row.complete && row.unit.status == "finished";
        Cell name;
        name.text = modelLabel(markUntrained(text(row.unit.modelName), row.unit.untrained), row.unit.cutoffLayer);
        name.series = row.modelIndex;
        name.quantization = text(row.unit.quantization);
        name.tone = firm ? Tone::Normal : Tone::Muted;
        Cell type;
        type.text = text(row.unit.quantization);
        Cell value = valueCell(row.value, 4);
        value.bold = firm;
        value.tone = name.tone;
        Cell interval;
        interval.interval = QVariantList{row.low, row.value, row.high, row.base, row.ceiling};
        interval.sort = std::isfinite(row.value) ? row.value : -1.0;
        interval.tip = tr("base %1, ceiling %2").arg(Numbers::ndcg(row.base), Numbers::ndcg(row.ceiling));
        Cell queries =
            Cell::number(row.scoredQueries == row.judgedQueries
                             ? Numbers::count(row.judgedQueries)
                             : tr("%1 of %2").arg(Numbers::count(row.scoredQueries), Numbers::count(row.judgedQueries)),
                         row.scoredQueries);
        if (row.judgedQueries == 0)
            queries.text = Numbers::none();
        Cell limits =
            Cell::number(std::isfinite(row.low) ? tr("%1 to %2").arg(Numbers::ndcg(row.low), Numbers::ndcg(row.high))
                                                : Numbers::none(),
                         std::isfinite(row.low) ? row.low : -1.0);
        limits.tone = Tone::Muted;
        Cell base = valueCell(row.base, 4);
        Cell ceiling = valueCell(row.ceiling, 4);
        base.tone = ceiling.tone = Tone::Muted;
        rows.push_back({name, Cell::number(Numbers::count(row.unit.maxLength), row.unit.maxLength), type, value,
                        interval, limits, queries, valueCell(row.pairsPerSecond, row.pairsPerSecond < 100 ? 1 : 0),
                        percentileCell(row.batchMs, 50), percentileCell(row.batchMs, 95), stateOf(row), base, ceiling});
    }
    setRows(std::move(rows));
}

} // namespace rw::ui
