// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/experiment/estimateview.h"

#include "ui/models/cellmodel.h"
#include "ui/text/numbers.h"
#include "ui/text/progresstext.h"
#include "ui/theme/theme.h"
#include "ui/widgets/celldelegate.h"
#include "ui/widgets/pane.h"
#include "ui/widgets/tableview.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace rw::ui {

namespace {

using State = PlanEstimate::State;
using Fit = PlanSummary::Fit;

QLabel* wrapped(const char* name, QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setObjectName(QLatin1String(name));
    label->setWordWrap(true);
    label->hide();
    return label;
}

void setTextOrHide(QLabel* label, const QString& text)
{
    label->setText(text);
    label->setVisible(!text.isEmpty());
}

CellModel::Row fact(const QString& name, const QString& value, const QString& tip = {})
{
    Cell caption;
    caption.text = name;
    caption.tip = tip;
    Cell number = Cell::number(value);
    number.tip = tip;
    return {caption, number};
}

void judge(Cell& cell, Fit fit)
{
    cell.tone = fit == Fit::Not     ? Tone::Failed
                : fit == Fit::Tight ? Tone::Caution
                : fit == Fit::Fits  ? Tone::Good
                                    : Tone::Normal;
    cell.icon = fit == Fit::Not     ? QStringLiteral("failed")
                : fit == Fit::Tight ? QStringLiteral("warning")
                : fit == Fit::Fits  ? QStringLiteral("ok")
                                    : QString();
}

QString fitText(Fit fit)
{
    switch (fit) {
    case Fit::Fits:
        return EstimateView::tr("fits");
    case Fit::Tight:
        return EstimateView::tr("tight: small batches");
    case Fit::Not:
        return EstimateView::tr("does not fit");
    case Fit::Unknown:
        break;
    }
    return EstimateView::tr("not known");
}

} // namespace

EstimateView::EstimateView(QWidget* parent)
    : QWidget(parent)
    , m_time(new QLabel(this))
    , m_range(wrapped("estimateRange", this))
    , m_state(wrapped("estimateState", this))
    , m_bar(new QProgressBar(this))
    , m_advice(wrapped("estimateAdvice", this))
    , m_error(wrapped("estimateError", this))
    , m_again(new QPushButton(tr("Measure &again"), this))
    , m_memory(new CellModel({tr("Device"), tr("Memory"), tr("Verdict")}, this))
    , m_work(new CellModel({tr("Work"), tr("Number")}, this))
{
    const int u = Theme::unit(this);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(u);

    auto* timePane = new Pane(tr("Time"), this);
    m_again->setObjectName(QStringLiteral("measureAgainButton"));
    m_again->setToolTip(tr("What was measured is kept for the same model, type and devices."));
    connect(m_again, &QPushButton::clicked, this, &EstimateView::measureAgainRequested);
    timePane->addControl(m_again);
    auto* box = new QWidget(timePane);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(u / 2);
    m_time->setObjectName(QStringLiteral("estimateTime"));
    m_time->setFont(Theme::scaled(font(), 22.0 / 13, true));
    m_time->setWordWrap(true);
    m_range->setForegroundRole(QPalette::PlaceholderText);
    m_state->setForegroundRole(QPalette::PlaceholderText);
    m_bar->setObjectName(QStringLiteral("estimateBar"));
    m_bar->setAccessibleName(tr("Progress of the estimate"));
    m_bar->setTextVisible(false);
    m_bar->hide();
    m_advice->setProperty("tone", QStringLiteral("caution"));
    m_error->setProperty("tone", QStringLiteral("failed"));
    for (QWidget* widget : std::initializer_list<QWidget*>{m_time, m_range, m_state, m_bar, m_advice, m_error})
        column->addWidget(widget);
    column->addStretch(1); // what wrapped labels ask for too much stays below them
    timePane->addContent(box);
    auto* memory = new TableView(tr("Memory on the devices"), timePane);
    memory->setObjectName(QStringLiteral("memoryTable"));
    memory->setItemDelegate(new CellDelegate(memory));
    memory->setModel(m_memory);
    memory->setStretchColumn(2);
    timePane->addContent(memory, true, 1);
    row->addWidget(timePane, 4);

    auto* workPane = new Pane({}, this);
    auto* work = new TableView(tr("Work of the experiment"), workPane);
    work->setObjectName(QStringLiteral("workTable"));
    work->setItemDelegate(new CellDelegate(work));
    work->setModel(m_work);
    work->setStretchColumn(0);
    workPane->addContent(work, true);
    row->addWidget(workPane, 5);
    showEstimate({});
}

void EstimateView::showEstimate(const PlanEstimate& estimate)
{
    showTime(estimate);
    showMemory(estimate);
    showWork(estimate);
}

void EstimateView::showTime(const PlanEstimate& estimate)
{
    const bool current = estimate.summary && estimate.state != State::Planning;
    const bool busy = estimate.state == State::Planning || estimate.state == State::Measuring;
    const PlanSummary summary = estimate.summary.value_or(PlanSummary());
    QString time = Numbers::none();
    QString range;
    if (current && summary.time.seconds > 0) {
        time = tr("about %1").arg(Numbers::duration(summary.time.seconds));
        range = tr("%1 to %2, measured on this machine. Of that %3 for starting and loading.")
                    .arg(Numbers::duration(summary.time.least), Numbers::duration(summary.time.most),
                         Numbers::duration(summary.setUpSeconds));
    } else if (current && summary.time.seconds == 0) {
        time = tr("nothing to compute");
        range = tr("Every score is in the workspace already.");
    } else if (busy) {
        time = tr("measuring…");
    }
    m_time->setText(time);
    setTextOrHide(m_range, range);
    setTextOrHide(m_state, stateText(estimate));
    m_bar->setVisible(busy);
    const int groups = int(std::count_if(summary.groups.begin(), summary.groups.end(),
                                         [](const auto& group) { return group.tokens > 0; }));
    if (estimate.state == State::Measuring && groups > 1) {
        m_bar->setRange(0, groups);
        m_bar->setValue(groups - estimate.groupsLeft);
    } else if (estimate.state == State::Planning && estimate.done >= 0) {
        m_bar->setRange(0, 100);
        m_bar->setValue(estimate.done);
    } else {
        m_bar->setRange(0, 0);
    }
    setTextOrHide(m_advice, current ? advice(summary) : QString());
    QString error;
    if (estimate.state == State::Failed)
        error = text(estimate.error.what) +
                (estimate.error.hint.empty() ? QString() : QStringLiteral(": ") + text(estimate.error.hint));
    if (current) {
        QStringList failed;
        for (const auto& group : summary.groups)
            if (!group.error.isEmpty())
                failed << tr("%1 in %2 could not be measured: %3").arg(group.model, group.quantization, group.error);
        error = failed.join(QLatin1Char('\n'));
    }
    setTextOrHide(m_error, error);
    m_again->setEnabled(estimate.state == State::Known && summary.tokens > 0 &&
                        estimate.unmeasured == PlanEstimate::Unmeasured::No);
}

QString EstimateView::stateText(const PlanEstimate& estimate)
{
    switch (estimate.state) {
    case State::None:
        return tr("Choose what to compare, and the time is worked out.");
    case State::Planning:
        if (estimate.phase.isEmpty())
            return tr("Planning…");
        return estimate.done < 0 ? ProgressText::phase(estimate.phase)
                                 : QStringLiteral("%1 – %2").arg(ProgressText::phase(estimate.phase),
                                                                 Numbers::percent(estimate.done));
    case State::Measuring:
        if (estimate.group >= 0 && estimate.group < int(estimate.summary->groups.size())) {
            const auto& group = estimate.summary->groups[std::size_t(estimate.group)];
            return tr("Measuring the speed of %1 in %2; %n left", nullptr, estimate.groupsLeft)
                .arg(group.model, group.quantization);
        }
        return tr("Starting workers to measure the speed");
    case State::Known:
        if (estimate.unmeasured == PlanEstimate::Unmeasured::RunGoesOn)
            return tr("The speed is not measured while a run goes on.");
        if (estimate.unmeasured == PlanEstimate::Unmeasured::DoesNotFit)
            return tr("The speed is not measured, since the memory does not suffice.");
        return {};
    case State::Failed:
        return tr("This experiment cannot be planned:");
    }
    return {};
}

QString EstimateView::advice(const PlanSummary& summary)
{
    if (summary.enoughWorkers == 0)
        return {};
    int workers = 0;
    for (const auto& device : summary.devices)
        workers += device.workers;
    return tr("Fewer devices are advised: there is so little work that %1 of %2 workers would be ready about as soon. "
              "Each of them spends %3 on starting.")
        .arg(summary.enoughWorkers)
        .arg(workers)
        .arg(Numbers::duration(summary.setUpSeconds));
}

/// What each device has and needs, with a verdict: what does not fit is seen before the run, not in its log.
void EstimateView::showMemory(const PlanEstimate& estimate)
{
    std::vector<CellModel::Row> rows;
    if (const auto& plan = estimate.summary) {
        for (const auto& device : plan->devices) {
            Cell name;
            name.text =
                device.workers > 1 ? QStringLiteral("%1 × %2").arg(device.device).arg(device.workers) : device.device;
            name.bold = true;
            name.tip = tr("Memory on %1, %n workers", nullptr, device.workers).arg(device.device) +
                       (device.name.isEmpty() ? QString() : QStringLiteral(" – ") + device.name);
            // Nothing is loaded where every score is there already.
            const QString needed = device.neededBytes > 0 ? Numbers::gib(device.neededBytes) : Numbers::none();
            const bool isShare = device.neededBytes > 0 && device.memoryBytes > 0;
            Cell memory = Cell::number(isShare ? tr("%1 of %2").arg(needed, Numbers::gib(device.memoryBytes)) : needed);
            memory.tip = name.tip;
            Cell verdict;
            verdict.text = device.fit() == Fit::Tight ? tr("tight") : fitText(device.fit());
            verdict.tip = fitText(device.fit());
            judge(verdict, device.fit());
            CellModel::Row row{name, memory, verdict};
            if (estimate.state == State::Planning)
                for (Cell& cell : row)
                    cell.tone = Tone::Muted;
            rows.push_back(std::move(row));
        }
    }
    m_memory->setRows(std::move(rows));
}

void EstimateView::showWork(const PlanEstimate& estimate)
{
    std::vector<CellModel::Row> rows;
    const auto share = [](qint64 part, qint64 whole) {
        if (whole <= 0)
            return Numbers::none();
        if (part <= 0 || part >= whole)
            return Numbers::percent(part <= 0 ? 0 : 100, 0);
        // What is almost all is not all.
        return Numbers::percent(std::floor(1000.0 * double(part) / double(whole)) / 10, 1);
    };
    if (const auto& plan = estimate.summary) {
        rows.push_back(fact(tr("Units"), Numbers::count(plan->units)));
        rows.push_back(fact(tr("Pairs of the data"), Numbers::count(plan->pairs)));
        rows.push_back(fact(tr("Pair scores in the results"), Numbers::count(plan->scores)));
        rows.push_back(
            fact(tr("In the workspace already"),
                 QStringLiteral("%1 (%2)").arg(Numbers::count(plan->known), share(plan->known, plan->scores)),
                 tr("The same model, type and engine version got the same input before: reused, never timed.")));
        rows.push_back(fact(tr("Inputs to compute"), Numbers::count(plan->rows),
                            tr("A pair whose input is the same at two lengths is computed once.")));
        rows.back().back().bold = true;
        rows.push_back(fact(tr("Different token counts"), Numbers::count(plan->distinctLengths)));
        rows.push_back(fact(tr("Tokens to compute"), Numbers::count(plan->tokens)));
        rows.push_back(
            fact(tr("Saved by sharing between lengths"),
                 plan->tokensOneByOne > 0 ? share(plan->tokensOneByOne - plan->tokens, plan->tokensOneByOne)
                                          : Numbers::none(),
                 tr("%1 tokens if every length were scored by itself").arg(Numbers::count(plan->tokensOneByOne))));
        const bool isFull = plan->diskFree >= 0 && plan->diskBytes > plan->diskFree;
        rows.push_back(fact(tr("Disk for results"), Numbers::bytes(plan->diskBytes)));
        if (isFull)
            rows.back().back().tone = Tone::Failed;
        if (plan->diskFree >= 0)
            rows.push_back(fact(tr("Disk free"), Numbers::bytes(plan->diskFree)));
        if (estimate.state == State::Planning)
            for (auto& row : rows)
                for (Cell& cell : row)
                    cell.tone = Tone::Muted;
    }
    m_work->setRows(std::move(rows));
}

} // namespace rw::ui
