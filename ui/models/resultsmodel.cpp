// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/resultsmodel.h"

#include "core/stats/nearestrank.h"
#include "ui/session/sessiondata.h"
#include "ui/text/numbers.h"
#include "ui/text/verdicttext.h"

#include <QFileInfo>

#include <algorithm>
#include <cmath>

namespace rw::ui {

namespace {

/// What stands in the way of a verdict; nothing where there is nothing.
std::optional<Cell> badgeOf(const ResultRow& row)
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
        cell.text = ResultsModel::tr("untrained");
        cell.icon = QStringLiteral("warning");
        cell.tone = Tone::Caution;
        cell.tip = ResultsModel::tr("Its weights are random: good for measuring speed, not quality.");
    } else {
        return std::nullopt;
    }
    return cell;
}

Cell outcomeOf(const ComparedRow& entry, const QString& waiting)
{
    Cell cell;
    cell.tone = Tone::Muted;
    if (entry.isFirstStage()) {
        cell.text = ResultsModel::tr("Base");
        return cell;
    }
    const std::optional<Cell> badge = entry.row ? badgeOf(*entry.row) : std::nullopt;
    if (entry.isReference) {
        cell.text = badge ? ResultsModel::tr("Reference, %1").arg(badge->text) : ResultsModel::tr("Reference");
        cell.icon = QStringLiteral("flag");
        cell.tone = badge ? badge->tone : Tone::Normal;
        return cell;
    }
    if (badge)
        return *badge;
    if (!entry.verdict) {
        cell.text = waiting;
        return cell;
    }
    const Verdict& verdict = *entry.verdict;
    cell.text = VerdictText::word(verdict);
    cell.icon = VerdictText::icon(verdict);
    cell.tip = VerdictText::sentence(verdict);
    using Kind = Verdict::Kind;
    // Never red or green for a direction: only what keeps the quality, and what is broken, has a colour of its own.
    cell.tone = verdict.kind == Kind::Keeps || verdict.kind == Kind::Identical ? Tone::Good
                : verdict.kind == Kind::Worse                                  ? Tone::Caution
                : verdict.kind == Kind::Better                                 ? Tone::Normal
                : verdict.kind < Kind::TooFewQueries                           ? Tone::Failed
                                                                               : Tone::Muted;
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

Cell memoryCell(const ResultRow* row)
{
    if (!row || !row->memory)
        return Cell::number(Numbers::none(), -1.0);
    const double gib = static_cast<double>(row->memory->bytes) / (1024.0 * 1024 * 1024);
    Cell cell = Cell::number(Numbers::decimal(gib, gib < 10 ? 2 : 1), gib);
    cell.tip =
        row->memory->isGpu
            ? ResultsModel::tr("GPU memory of a worker, the most of %n samples", nullptr, row->memory->samples)
            : ResultsModel::tr("Resident memory of a worker, the most of %n samples", nullptr, row->memory->samples);
    return cell;
}

QStringList headersFor(const QString& measure, bool isInteractive)
{
    return {ResultsModel::tr("Configuration"),
            ResultsModel::tr("Length"),
            ResultsModel::tr("Type"),
            measure,
            ResultsModel::tr("95 % CI"),
            ResultsModel::tr("Difference, 95 % CI"),
            QStringLiteral("Δ"),
            ResultsModel::tr("Verdict"),
            ResultsModel::tr("W / T / L"),
            ResultsModel::tr("Queries"),
            QStringLiteral("Judged@10"),
            ResultsModel::tr("pairs/s"),
            isInteractive ? ResultsModel::tr("p50 ms/query") : ResultsModel::tr("p50 ms/batch"),
            isInteractive ? ResultsModel::tr("p95 ms/query") : ResultsModel::tr("p95 ms/batch"),
            ResultsModel::tr("Peak GiB"),
            ResultsModel::tr("Base"),
            ResultsModel::tr("Ceiling")};
}

Cell nameCell(const ComparedRow& entry, bool firm)
{
    const ResultRow* row = entry.row;
    Cell cell;
    cell.tone = firm ? Tone::Normal : Tone::Muted;
    if (!entry.runFile.isEmpty()) {
        cell.text = QFileInfo(entry.runFile).fileName();
        cell.icon = QStringLiteral("table");
        cell.tip = ResultsModel::tr("Run file: %1").arg(entry.runFile);
        return cell;
    }
    if (!row) {
        cell.text = ResultsModel::tr("Candidates as given");
        cell.tip = ResultsModel::tr("The order of the candidates before scoring (first stage).");
        return cell;
    }
    cell.text = modelLabel(markUntrained(text(row->unit.modelName), row->unit.untrained), row->unit.cutoffLayer);
    cell.series = row->modelIndex;
    cell.quantization = text(row->unit.quantization);
    return cell;
}

} // namespace

ResultsModel::ResultsModel(QObject* parent)
    : CellModel(headersFor(QStringLiteral("nDCG@10"), false), parent)
{
}

QVariant ResultsModel::data(const QModelIndex& index, int role) const
{
    if (role == PinnedRole)
        return index.row() == m_pinned;
    return CellModel::data(index, role);
}

/// Without the outer fifths of the ends of the intervals: one bad configuration must not flatten all others.
void ResultsModel::findRange(const std::vector<ComparedRow>& rows, double margin)
{
    std::vector<double> lows{-2 * margin};
    std::vector<double> highs{2 * margin};
    for (const ComparedRow& entry : rows) {
        if (entry.isFirstStage() || !entry.paired || !entry.paired->interval)
            continue;
        lows.push_back(entry.paired->interval->low);
        highs.push_back(entry.paired->interval->high);
    }
    std::sort(lows.begin(), lows.end());
    std::sort(highs.begin(), highs.end());
    m_lowest = std::min(lows[lows.size() / 5], -2 * margin);
    m_highest = std::max(highs[highs.size() - 1 - highs.size() / 5], 2 * margin);
}

void ResultsModel::setResults(const std::vector<ComparedRow>& results, const QString& measure, double reference,
                              const QString& waiting)
{
    findRange(results, std::isfinite(reference) ? std::max(0.01 * reference, 1e-4) : 0.01);
    m_pinned = -1;
    // A run has one scenario: times of batches and of queries never share a column.
    const bool isInteractive = std::any_of(results.begin(), results.end(), [](const ComparedRow& entry) {
        return entry.row && !entry.row->queryMs.empty();
    });
    std::vector<Row> rows;
    for (const ComparedRow& entry : results) {
        const ResultRow* row = entry.row;
        if (entry.isFirstStage())
            m_pinned = static_cast<int>(rows.size());
        const SystemResult* system = entry.system;
        const bool hasValues = system && !system->values.empty();
        const bool firm = row ? row->complete && row->unit.status == "finished"
                              : !entry.runFile.isEmpty() && hasValues && system->badge == Badge::None;
        const double mean = row ? row->value : hasValues ? system->values.front().value : kNotAvailable;
        Cell value = valueCell(mean, 4);
        value.bold = firm;
        value.tone = firm ? Tone::Normal : Tone::Muted;
        double low = row ? row->low : kNotAvailable;
        double high = row ? row->high : kNotAvailable;
        if (hasValues && system->values.front().interval) {
            low = system->values.front().interval->low;
            high = system->values.front().interval->high;
        }
        Cell limits = Cell::number(std::isfinite(low) ? tr("%1 to %2").arg(Numbers::ndcg(low), Numbers::ndcg(high))
                                                      : Numbers::none(),
                                   std::isfinite(low) ? low : -1.0);
        limits.tone = Tone::Muted;

        const double delta = entry.isReference ? kNotAvailable
                             : entry.paired    ? entry.paired->difference
                                               : mean - reference;
        Cell drawn;
        if (entry.isReference)
            drawn.interval = QVariantList{kNotAvailable, 0.0, kNotAvailable};
        else if (entry.paired && entry.paired->interval)
            drawn.interval = QVariantList{entry.paired->interval->low, delta, entry.paired->interval->high};
        else
            drawn.interval = QVariantList{kNotAvailable, delta, kNotAvailable};
        drawn.series = row ? row->modelIndex : -1;
        drawn.quantization = row ? text(row->unit.quantization) : QString();
        drawn.sort = entry.isReference ? 0.0 : std::isfinite(delta) ? delta : -9.0;
        if (entry.paired && entry.paired->interval)
            drawn.tip = tr("%1 to %2")
                            .arg(Numbers::decimal(entry.paired->interval->low, 4),
                                 Numbers::decimal(entry.paired->interval->high, 4));
        Cell difference = valueCell(delta, 4);
        difference.sort = drawn.sort;
        Cell wins = Cell::number(Numbers::none(), -1);
        if (entry.paired) {
            const SignTest& sign = entry.paired->sign;
            wins = Cell::number(
                QStringLiteral("%1 / %2 / %3")
                    .arg(Numbers::count(sign.wins), Numbers::count(sign.ties), Numbers::count(sign.losses)),
                sign.wins - sign.losses);
        }
        Cell queries = Cell::number(Numbers::none());
        if (row && row->judgedQueries > 0)
            queries = Cell::number(
                row->scoredQueries == row->judgedQueries
                    ? Numbers::count(row->judgedQueries)
                    : tr("%1 of %2").arg(Numbers::count(row->scoredQueries), Numbers::count(row->judgedQueries)),
                row->scoredQueries);
        else if (!entry.runFile.isEmpty() && system)
            queries = Cell::number(
                system->scoredQueries == system->judgedQueries
                    ? Numbers::count(system->judgedQueries)
                    : tr("%1 of %2").arg(Numbers::count(system->scoredQueries), Numbers::count(system->judgedQueries)),
                system->scoredQueries);
        Cell length =
            Cell::number(row ? Numbers::count(row->unit.maxLength) : Numbers::none(), row ? row->unit.maxLength : 0);
        Cell type;
        type.text = row ? text(row->unit.quantization) : Numbers::none();
        const double speed = row ? row->pairsPerSecond : kNotAvailable;
        const std::vector<double> none;
        const std::vector<double>& times = !row ? none : isInteractive ? row->queryMs : row->batchMs;
        Cell base = valueCell(row ? row->base : kNotAvailable, 4);
        Cell ceiling = valueCell(row ? row->ceiling : kNotAvailable, 4);
        base.tone = ceiling.tone = Tone::Muted;
        rows.push_back(
            {nameCell(entry, firm), length, type, value, limits, drawn, difference, outcomeOf(entry, waiting), wins,
             queries, valueCell(system ? system->judgedAt10 : kNotAvailable, 2), valueCell(speed, speed < 100 ? 1 : 0),
             percentileCell(times, 50), percentileCell(times, 95), memoryCell(row), base, ceiling});
    }
    setHeaders(headersFor(measure, isInteractive));
    setRows(std::move(rows));
}

} // namespace rw::ui
