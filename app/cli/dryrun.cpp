// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/dryrun.h"

#include "app/cli/interrupt.h"
#include "app/cli/progressline.h"
#include "core/base/counted.h"
#include "core/run/speedprobe.h"
#include "core/run/workerprocess.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

#include <cstdio>
#include <mutex>

using namespace Qt::StringLiterals;

namespace rw::cli {

namespace {

QString count(qint64 number)
{
    return QLocale(QLocale::English).toString(number);
}

QString size(qint64 bytes)
{
    return QLocale(QLocale::English).formattedDataSize(bytes);
}

} // namespace

QJsonObject planJson(const PlanSummary& summary)
{
    QJsonArray groups;
    for (const auto& group : summary.groups)
        groups.append(QJsonObject{
            {u"model"_s, group.model},
            {u"quantization"_s, group.quantization},
            {u"scores"_s, group.scores},
            {u"tokens"_s, group.tokens},
            {u"memory_bytes"_s, group.memoryBytes},
            {u"tokens_per_second"_s, group.tokensPerSecond > 0 ? QJsonValue(group.tokensPerSecond) : QJsonValue()},
            {u"load_seconds"_s, group.tokensPerSecond > 0 ? QJsonValue(group.loadSeconds) : QJsonValue()}});
    QJsonArray leftOut;
    for (const auto& one : summary.leftOut)
        leftOut.append(QJsonObject{{u"model"_s, one.model},
                                   {u"max_length"_s, one.maxLength},
                                   {u"model_max_length"_s, one.limit > 0 ? QJsonValue(one.limit) : QJsonValue()}});
    QJsonArray devices;
    for (const auto& device : summary.devices)
        devices.append(QJsonObject{{u"device"_s, device.device},
                                   {u"name"_s, device.name},
                                   {u"workers"_s, device.workers},
                                   {u"memory_bytes"_s, device.memoryBytes},
                                   {u"needed_bytes"_s, device.neededBytes},
                                   {u"fits"_s, device.fits()}});
    const auto seconds = [](double value) {
        return value >= 0 ? QJsonValue(value) : QJsonValue();
    };
    return {{u"units"_s, summary.units},
            {u"left_out"_s, leftOut},
            {u"pairs"_s, summary.pairs},
            {u"scores"_s, summary.scores},
            {u"scores_known"_s, summary.known},
            {u"rows"_s, summary.rows},
            {u"distinct_lengths"_s, summary.distinctLengths},
            {u"tokens"_s, summary.tokens},
            {u"tokens_computed"_s, summary.tokensComputed},
            {u"tokens_one_by_one"_s, summary.tokensOneByOne},
            {u"seconds"_s, seconds(summary.time.seconds)},
            {u"seconds_least"_s, seconds(summary.time.least)},
            {u"seconds_most"_s, seconds(summary.time.most)},
            {u"models"_s, groups},
            {u"devices"_s, devices},
            {u"disk_bytes"_s, summary.diskBytes},
            {u"disk_free_bytes"_s, summary.diskFree >= 0 ? QJsonValue(summary.diskFree) : QJsonValue()},
            {u"advice"_s, QJsonArray::fromStringList(summary.advice)}};
}

namespace {

const char* verdict(PlanSummary::Fit fit)
{
    switch (fit) {
    case PlanSummary::Fit::Tight:
        return "fits tightly: batches will be small";
    case PlanSummary::Fit::Not:
        return "does not fit: fewer workers, or a smaller quantization";
    default:
        return "fits";
    }
}

void line(const char* name, const QString& text)
{
    std::printf("%-10s %s\n", name, qPrintable(text));
}

} // namespace

int DryRun::run()
{
    Interrupt interrupt;
    ProgressLine progress(m_output.quiet);
    std::mutex mutex; // tokenising says how far it is from several threads
    const Preparation::Progress show = [&](const std::string& phase, std::int64_t done, std::int64_t total) {
        RunProgress now;
        now.phase = QString::fromStdString(phase);
        now.done = done;
        now.total = total;
        const std::lock_guard lock(mutex);
        progress.show(now);
    };
    const Preparation preparation(show, Interrupt::flag());
    auto plan = planDry(m_request, WorkerProcess::defaultProgram(), preparation, show);
    progress.clear();
    if (!plan)
        return Interrupt::flag() ? int(Interrupted) : fail(plan.error());
    for (const auto& warning : plan->warnings) {
        if (!m_output.quiet)
            warn(warning);
    }
    if (const int code = probe(*plan); code != Success)
        return code;
    print(plan->summary);
    return Success;
}

int DryRun::probe(DryPlan& plan)
{
    DispatchOptions options;
    options.program = WorkerProcess::defaultProgram();
    options.devices = plan.devices;
    options.threads = plan.threads;
    options.batchTokens = m_request.experiment.batchTokens;
    Interrupt interrupt;
    ProgressLine progress(m_output.quiet);
    SpeedProbe probe(std::move(plan.samples), options);
    QObject::connect(&interrupt, &Interrupt::interrupted, &probe, &SpeedProbe::cancel);
    QObject::connect(&probe, &SpeedProbe::measuring, &probe, [&](int group) {
        const auto& of = plan.summary.groups[std::size_t(group)];
        RunProgress now;
        now.phase = u"Measuring %1 in %2"_s.arg(of.model, of.quantization);
        progress.show(now);
    });
    RunOutcome outcome;
    QObject::connect(&probe, &SpeedProbe::ended, &probe, [&](const RunOutcome& ended) {
        outcome = ended;
        QCoreApplication::quit();
    });
    QMetaObject::invokeMethod(&probe, &SpeedProbe::start, Qt::QueuedConnection);
    QCoreApplication::exec();
    progress.clear();
    if (outcome.kind == RunOutcome::Kind::Cancelled)
        return Interrupted;
    if (outcome.kind == RunOutcome::Kind::Failed)
        return fail(outcome.error);
    estimateTime(plan.summary, probe.speeds());
    return Success;
}

void DryRun::print(const PlanSummary& summary) const
{
    if (m_output.json) {
        std::printf("%s", QJsonDocument(planJson(summary)).toJson().constData());
        return;
    }
    line("units", count(summary.units));
    for (const auto& one : summary.leftOut)
        line("left out",
             one.limit > 0
                 ? u"%1 at %2: it takes at most %3 tokens"_s.arg(one.model, count(one.maxLength), count(one.limit))
                 : u"%1 at %2: the experiment gives it other lengths"_s.arg(one.model, count(one.maxLength)));
    line("scores", u"%1 of %2 pairs; %3 are in the workspace already"_s.arg(count(summary.scores), count(summary.pairs),
                                                                            count(summary.known)));
    line("to compute", u"%1 rows of %2 lengths, %3 tokens (%4 if every length were scored by itself)"_s.arg(
                           count(summary.rows), count(summary.distinctLengths), count(summary.tokens),
                           count(summary.tokensOneByOne)));
    if (summary.tokensComputed < summary.tokens)
        line("shared",
             u"%1 tokens: a decoder computes what rows begin with once, the query for all of its passages and "
             "the passage for all lengths"_s.arg(count(summary.tokensComputed)));
    for (const auto& group : summary.groups) {
        QString text = u"%1 in %2: %3 tokens"_s.arg(group.model, group.quantization, count(group.tokens));
        if (group.tokensPerSecond > 0)
            text += u", %1 tokens/s measured, %2 s to load"_s.arg(count(qint64(group.tokensPerSecond)))
                        .arg(group.loadSeconds, 0, 'f', 1);
        line("model", text + u", about %1 a worker"_s.arg(size(group.memoryBytes)));
    }
    for (const auto& device : summary.devices)
        line("device",
             u"%1 (%2): %3 about %4 of %5 - %6"_s.arg(device.device, device.name)
                 .arg(QString::fromStdString(counted(device.workers, "worker needs", "workers need")))
                 .arg(size(device.neededBytes), size(device.memoryBytes), QLatin1String(verdict(device.fit()))));
    line("disk", u"about %1%2"_s.arg(size(summary.diskBytes),
                                     summary.diskFree >= 0 ? u" of %1 free"_s.arg(size(summary.diskFree)) : QString()));
    if (summary.time.seconds >= 0)
        line("time", u"about %1 (%2 to %3)"_s.arg(duration(summary.time.seconds), duration(summary.time.least),
                                                  duration(summary.time.most)));
    for (const auto& advice : summary.advice)
        line("advice", advice);
}

} // namespace rw::cli
