// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/runcommand.h"

#include "app/cli/dryrun.h"
#include "app/cli/interrupt.h"
#include "app/cli/pairoptions.h"
#include "app/cli/progressevents.h"
#include "app/cli/progressline.h"
#include "app/cli/unittable.h"
#include "core/run/runcontroller.h"

#include <QCoreApplication>

#include <cstdio>
#include <optional>

using namespace Qt::StringLiterals;

namespace rw::cli {

QString RunCommand::name() const
{
    return u"run"_s;
}

QString RunCommand::summary() const
{
    return u"Run an experiment and store every result in a workspace"_s;
}

void RunCommand::describe(QCommandLineParser& parser) const
{
    parser.addPositionalArgument(u"EXPERIMENT.json"_s, u"What to compare."_s, u"EXPERIMENT.json --workspace FILE"_s);
    parser.addOptions({
        {u"workspace"_s, u"Workspace file; made if it is not there."_s, u"FILE"_s},
        {u"resume"_s, u"Go on with the newest run of this experiment: what is finished is not computed again."_s},
        {u"dry-run"_s,
         u"Only say what there is to do, with an estimate of time, memory and disk from a short probe."_s},
        {u"progress"_s,
         u"How progress is told on standard error: auto (a line), or json (an event a line, for programs)."_s,
         u"auto|json"_s, u"auto"_s},
        {u"devices"_s, u"Instead of the devices of the experiment: auto, or a list such as cpu,cpu."_s, u"LIST"_s},
    });
}

int RunCommand::run(const QCommandLineParser& parser, const Output& output)
{
    if (parser.positionalArguments().size() != 1)
        return fail({"exactly one experiment file is expected"}, WrongUsage);
    if (!parser.isSet(u"workspace"_s))
        return fail({"--workspace FILE is missing"}, WrongUsage);
    const QString how = parser.value(u"progress"_s);
    if (how != u"auto"_s && how != u"json"_s)
        return fail({"--progress " + how.toStdString() + " is not known; expected auto or json"}, WrongUsage);
    auto experiment = Experiment::read(parser.positionalArguments().first().toStdString());
    if (!experiment)
        return fail(experiment.error());
    if (parser.isSet(u"devices"_s)) {
        auto devices = deviceList(parser.value(u"devices"_s));
        if (!devices)
            return fail(devices.error(), WrongUsage);
        experiment->devices = std::move(*devices);
    }
    const auto measures = parseMeasures(experiment->measures);
    if (!measures)
        return fail(measures.error());

    RunController::Request request;
    request.experiment = *experiment;
    request.workspace = parser.value(u"workspace"_s).toStdString();
    request.resume = parser.isSet(u"resume"_s);

    if (parser.isSet(u"dry-run"_s))
        return DryRun(request, output).run();

    Interrupt interrupt;
    const bool events = how == u"json"_s;
    ProgressLine progress(output.quiet || events);
    RunController controller;
    std::optional<ProgressEvents> told;
    if (events && !output.quiet)
        told.emplace(&controller, output.verbose);
    QObject::connect(&interrupt, &Interrupt::interrupted, &controller, &RunController::cancel);
    QObject::connect(&controller, &RunController::progressed, &controller,
                     [&](const RunProgress& now) { progress.show(now); });
    QObject::connect(&controller, &RunController::logged, &controller, [&](const LogEntry& entry) {
        if (!output.quiet && !events && (entry.level >= LogEntry::Level::Warning || output.verbose))
            progress.say(entry.text);
    });
    RunOutcome outcome;
    QObject::connect(&controller, &RunController::ended, &controller, [&](const RunOutcome& ended) {
        outcome = ended;
        QCoreApplication::quit();
    });
    QMetaObject::invokeMethod(
        &controller, [&] { controller.start(request); }, Qt::QueuedConnection);
    QCoreApplication::exec();
    progress.clear();

    if (outcome.kind == RunOutcome::Kind::Failed)
        return fail(outcome.error);
    if (outcome.run == 0)
        return Interrupted; // before there was anything to save
    const auto status = printUnits(request.workspace, outcome.run, *measures, output);
    if (!status)
        return fail(status.error());
    if (outcome.kind == RunOutcome::Kind::Cancelled) {
        if (!output.quiet && !events)
            std::fprintf(stderr, "interrupted; everything finished is saved, --resume goes on\n");
        return Interrupted;
    }
    return outcome.unitsFailed > 0 ? SomeUnitsFailed : Success;
}

} // namespace rw::cli
