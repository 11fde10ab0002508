// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/doctorcommand.h"

#include "app/cli/benchworker.h"
#include "app/cli/interrupt.h"
#include "app/cli/pairoptions.h"
#include "app/cli/progressline.h"
#include "core/model/modelfolder.h"
#include "core/model/shapes.h"
#include "core/run/preparation.h"
#include "core/run/workerdevices.h"
#include "core/run/workerprocess.h"
#include "core/telemetry/telemetry.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

#include <algorithm>
#include <cstdio>

using namespace Qt::StringLiterals;

namespace rw::cli {

namespace {

struct DoctorOptions
{
    QString model; // folder; empty: a shape
    QString shape;
    int layers = 0;
    QStringList quantizations;        // empty: all that a device can run
    std::vector<std::string> devices; // empty: all
    int threads = 0;
};

Result<DoctorOptions> readOptions(const QCommandLineParser& parser)
{
    DoctorOptions options;
    const auto arguments = parser.positionalArguments();
    options.shape = parser.value(u"shape"_s);
    if (arguments.size() != (options.shape.isEmpty() ? 1 : 0))
        return Error{"one model folder or --shape NAME is expected"};
    options.model = arguments.value(0);
    if (parser.isSet(u"layers"_s) && options.shape.isEmpty())
        return Error{"--layers goes with --shape: a model folder has the layers that it has"};
    if (parser.isSet(u"quantizations"_s)) {
        options.quantizations = parser.value(u"quantizations"_s).split(u',');
        for (auto& name : options.quantizations) {
            name = name.trimmed();
            if (!quantizationFromString(name.toStdString()))
                return Error{"--quantizations takes fp32, bf16, fp16, int8, int4 with commas between, not \"" +
                             name.toStdString() + "\""};
        }
        options.quantizations.removeDuplicates();
    }
    if (parser.isSet(u"devices"_s)) {
        auto devices = deviceList(parser.value(u"devices"_s));
        if (!devices)
            return devices.error();
        options.devices = std::move(*devices);
    }
    const auto threads = numberOption(parser, u"threads"_s, 1);
    if (!threads)
        return threads.error();
    options.threads = threads->value_or(0);
    const auto layers = numberOption(parser, u"layers"_s, 1);
    if (!layers)
        return layers.error();
    options.layers = layers->value_or(0);
    if (!options.shape.isEmpty()) {
        if (const auto shape = randomModel(options.shape.toStdString(), options.layers, 1); !shape)
            return shape.error();
    }
    return options;
}

QString number(const QJsonValue& value)
{
    return value.isDouble() ? QString::number(value.toDouble(), 'g', 2) : u"not a number"_s;
}

class Examination
{
public:
    Examination(const DoctorOptions& options, const Output& output)
        : m_options(options)
        , m_output(output)
        , m_progress(output.quiet)
    {
    }

    int run()
    {
        // Before a worker is started: what is wrong with the folder is the most frequent finding.
        if (m_options.shape.isEmpty()) {
            if (const auto folder = ModelFolder::open(m_options.model.toStdString()); !folder)
                return fail(folder.error());
        }
        const auto available = describeDevices(WorkerProcess::defaultProgram());
        if (!available)
            return fail(available.error());
        const auto chosen = choose(*available);
        if (!chosen)
            return fail(chosen.error());
        for (const auto& hello : *chosen) {
            if (auto status = examine(hello); !status) {
                m_progress.clear();
                return Interrupt::flag() ? int(Interrupted) : fail(status.error());
            }
        }
        m_progress.clear();
        judgeMachine();
        print();
        return m_failures > 0 ? Failed : Success;
    }

private:
    using Hello = protocol::Hello;

    QStringList quantizationsOf(const Hello& hello) const
    {
        QStringList able;
        for (const auto& name : hello.quantizations) {
            const auto quantization = QString::fromStdString(name);
            if (m_options.quantizations.isEmpty() || m_options.quantizations.contains(quantization))
                able.append(quantization);
        }
        return able;
    }

    Result<std::vector<Hello>> choose(const std::vector<Hello>& available) const
    {
        std::vector<Hello> chosen;
        if (m_options.devices.empty()) {
            chosen = available;
        } else {
            QStringList names = expandDevices(m_options.devices, autoDevices(available));
            names.removeDuplicates();
            for (const auto& name : names) {
                const auto found = std::find_if(available.begin(), available.end(),
                                                [&](const auto& one) { return one.device == name.toStdString(); });
                if (found == available.end())
                    return Error{"this machine has no device " + name.toStdString()};
                chosen.push_back(*found);
            }
        }
        for (const auto& wanted : m_options.quantizations) {
            const bool runs = std::any_of(chosen.begin(), chosen.end(),
                                          [&](const auto& one) { return quantizationsOf(one).contains(wanted); });
            if (!runs) {
                std::string able;
                for (const auto& one : chosen) {
                    able += "; " + one.device + " can run";
                    for (std::size_t i = 0; i < one.quantizations.size(); ++i)
                        able += (i == 0 ? " " : ", ") + one.quantizations[i];
                }
                return Error{"no device that was asked for can run " + wanted.toStdString() + able};
            }
        }
        return chosen;
    }

    Status examine(const Hello& hello)
    {
        const auto device = QString::fromStdString(hello.device);
        BenchWorker worker(device, workerThreads(m_options.threads, {device}), u"--doctor"_s);
        if (m_machine.isEmpty()) {
            show(device, u"comparing instruction sets"_s);
            const auto machine = worker.ask({{u"type"_s, u"machine"_s}});
            if (!machine)
                return machine.error();
            m_machine = *machine;
        }
        show(device, u"scoring on the plain path"_s);
        QJsonObject request{{u"type"_s, u"model"_s}};
        if (m_options.shape.isEmpty()) {
            request.insert(u"model"_s, m_options.model);
        } else {
            request.insert(u"shape"_s, m_options.shape);
            request.insert(u"layers"_s, m_options.layers);
        }
        const auto model = worker.ask(request);
        if (!model)
            return model.error();
        m_model = *model;
        QJsonObject entry{{u"device"_s, device}, {u"name"_s, QString::fromStdString(hello.name)}};
        for (const auto& quantization : quantizationsOf(hello)) {
            show(device, u"comparing "_s + quantization);
            const auto answer = worker.ask({{u"type"_s, u"check"_s}, {u"quantization"_s, quantization}});
            if (Interrupt::flag())
                return Error{"cancelled"};
            if (!answer) { // too little memory for one type says nothing about the others
                addCheck(device, quantization,
                         {{u"what"_s, QString::fromStdString(answer.error().what)}, {u"verdict"_s, u"failed"_s}});
                continue;
            }
            entry.insert(u"fast_path"_s, (*answer)[u"fast"]);
            for (const auto one : (*answer)[u"checks"].toArray())
                addCheck(device, quantization, one.toObject());
        }
        m_devices.append(entry);
        return ok();
    }

    void addCheck(const QString& device, const QString& quantization, QJsonObject check)
    {
        const auto verdict = check[u"verdict"].toString();
        m_failures += verdict == u"failed"_s;
        m_warnings += verdict == u"warning"_s;
        check.insert(u"device"_s, device);
        check.insert(u"quantization"_s, quantization);
        m_checks.append(check);
    }

    void judgeMachine()
    {
        QJsonArray operators;
        for (const auto value : m_machine[u"operators"].toArray()) {
            auto one = value.toObject();
            const bool same = one[u"found"] == one[u"expected"];
            one.insert(u"verdict"_s, same ? u"ok"_s : u"failed"_s);
            m_failures += !same;
            operators.append(one);
        }
        m_machine.insert(u"operators"_s, operators);
        for (const auto one : m_machine[u"instruction_sets"].toArray())
            m_failures += one[u"verdict"] != u"ok"_s;
        const auto note = [this](const QString& text) {
            m_notes.append(text);
            ++m_warnings;
        };
        if (const auto count = m_machine[u"openmp"].toArray().size(); count > 1)
            note(u"%1 OpenMP libraries are loaded: their threads take the cores from each other"_s.arg(count));
        if (m_options.shape.isEmpty() && !m_model[u"tokenizer"].toBool())
            note(u"the folder has no tokenizer: made-up token ids were scored"_s);
        for (const auto value : std::as_const(m_devices)) {
            const auto device = value.toObject();
            if (device.contains(u"fast_path"_s) && !device[u"fast_path"].toBool())
                m_notes.append(device[u"device"].toString() +
                               u" has no fast path yet: its plain path was compared with the processor's"_s);
        }
    }

    void print() const
    {
        const auto processor = processorInfo();
        QStringList features;
        for (const auto& feature : processor.features)
            features.append(QString::fromStdString(feature));
        if (m_output.json) {
            QJsonObject document = m_machine;
            for (auto one = m_model.begin(); one != m_model.end(); ++one)
                document.insert(one.key(), one.value());
            document.remove(u"seconds"_s);
            document.insert(u"model"_s, name());
            document.insert(u"processor"_s, QString::fromStdString(processor.name));
            document.insert(u"features"_s, QJsonArray::fromStringList(features));
            document.insert(u"devices"_s, m_devices);
            document.insert(u"checks"_s, m_checks);
            document.insert(u"notes"_s, QJsonArray::fromStringList(m_notes));
            document.insert(u"failures"_s, m_failures);
            document.insert(u"warnings"_s, m_warnings);
            std::printf("%s", QJsonDocument(document).toJson().constData());
            return;
        }
        std::printf("%s: %s, %d layers, %s parameters%s\n", qPrintable(name()),
                    qPrintable(m_model[u"backbone"].toString()), m_model[u"layers"].toInt(),
                    qPrintable(QLocale(QLocale::English).toString(m_model[u"parameters"].toInteger())),
                    m_model[u"untrained"].toBool() ? " (random weights)" : "");
        std::printf("%s, %d threads: %s\n", processor.name.c_str(), m_machine[u"threads"].toInt(),
                    qPrintable(features.join(u' ')));
        std::printf("LibTorch %s (%s), oneDNN %s, kernels for %s\n", qPrintable(m_machine[u"libtorch"].toString()),
                    qPrintable(m_machine[u"libtorch_capability"].toString()),
                    qPrintable(m_machine[u"onednn"].toString()), qPrintable(m_machine[u"kernels"].toString()));
        for (const auto file : m_machine[u"openmp"].toArray())
            std::printf("OpenMP: %s\n", qPrintable(file.toString()));
        printMachine();
        std::printf("\n%-8s %-6s %-38s %5s %10s %10s  %s\n", "device", "type", "comparison", "pairs", "largest",
                    "tolerance", "verdict");
        for (const auto value : m_checks) {
            const auto one = value.toObject();
            const bool compared = one.contains(u"tolerance"_s);
            std::printf("%-8s %-6s %-38s %5s %10s %10s  %s\n", qPrintable(one[u"device"].toString()),
                        qPrintable(one[u"quantization"].toString()), qPrintable(one[u"what"].toString()),
                        compared ? qPrintable(QString::number(one[u"pairs"].toInt())) : "",
                        compared ? qPrintable(number(one[u"largest"])) : "",
                        compared ? qPrintable(number(one[u"tolerance"])) : "", qPrintable(one[u"verdict"].toString()));
        }
        std::printf("\n");
        for (const auto& note : m_notes)
            std::printf("Note: %s.\n", qPrintable(note));
        if (m_failures > 0)
            std::printf("%d failed, %d warnings.\n", m_failures, m_warnings);
        else
            std::printf("Nothing is out of tolerance, %d warnings.\n", m_warnings);
    }

    const QString& name() const { return m_options.shape.isEmpty() ? m_options.model : m_options.shape; }

    void printMachine() const
    {
        for (const auto value : m_machine[u"operators"].toArray()) {
            const auto one = value.toObject();
            std::printf("%-32s %s\n", qPrintable(one[u"name"].toString()), qPrintable(one[u"verdict"].toString()));
            if (one[u"verdict"] != u"ok"_s) {
                const auto found = one[u"found"].toString();
                std::printf("    expected %s\n    found    %s\n", qPrintable(one[u"expected"].toString()),
                            found.isEmpty() ? "no such operator" : qPrintable(found));
            }
        }
        struct Set
        {
            QString isa;
            int kernels = 0;
            int wrong = 0;
        };
        std::vector<Set> sets;
        for (const auto value : m_machine[u"instruction_sets"].toArray()) {
            const auto one = value.toObject();
            const auto isa = one[u"isa"].toString();
            if (sets.empty() || sets.back().isa != isa)
                sets.push_back({isa});
            const bool wrong = one[u"verdict"] != u"ok"_s;
            ++sets.back().kernels;
            sets.back().wrong += wrong;
            if (wrong || m_output.verbose)
                std::printf("    %s, %s: %s, tolerance %s: %s\n", qPrintable(isa), qPrintable(one[u"what"].toString()),
                            qPrintable(number(one[u"largest"])), qPrintable(number(one[u"tolerance"])),
                            qPrintable(one[u"verdict"].toString()));
        }
        for (const auto& set : sets)
            std::printf("%-32s %s, %d of %d comparisons agree with the plain C++ ones\n", qPrintable(set.isa),
                        set.wrong > 0 ? "failed" : "ok", set.kernels - set.wrong, set.kernels);
    }

    void show(const QString& device, const QString& what)
    {
        RunProgress progress;
        progress.phase = device + u": "_s + what;
        m_progress.show(progress);
    }

    DoctorOptions m_options;
    Output m_output;
    ProgressLine m_progress;
    Interrupt m_interrupt;
    QJsonObject m_machine;
    QJsonObject m_model;
    QJsonArray m_devices;
    QJsonArray m_checks;
    QStringList m_notes;
    int m_failures = 0;
    int m_warnings = 0;
};

} // namespace

QString DoctorCommand::name() const
{
    return u"doctor"_s;
}

QString DoctorCommand::summary() const
{
    return u"Check that the fast ways to a score agree with the plain one on this machine"_s;
}

void DoctorCommand::describe(QCommandLineParser& parser) const
{
    parser.addPositionalArgument(u"DIR"_s, u"Model folder; or --shape."_s, u"[DIR | --shape NAME]"_s);
    parser.addOptions({
        {u"shape"_s, u"A published model by its shape, with random weights made in memory, as for bench."_s, u"NAME"_s},
        {u"layers"_s, u"Fewer layers than the shape has."_s, u"N"_s},
        {u"devices"_s, u"auto, or a list such as cpu,cuda:0 (all there are)."_s, u"LIST"_s},
        {u"quantizations"_s, u"Such as fp32,bf16,int8 (all that the device can run)."_s, u"LIST"_s},
        {u"threads"_s, u"Threads on the processor (cores)."_s, u"N"_s},
    });
}

int DoctorCommand::run(const QCommandLineParser& parser, const Output& output)
{
    const auto options = readOptions(parser);
    if (!options)
        return fail(options.error(), WrongUsage);
    return Examination(*options, output).run();
}

} // namespace rw::cli
