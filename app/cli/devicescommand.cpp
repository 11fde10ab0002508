// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/devicescommand.h"

#include "core/run/workerdevices.h"
#include "core/run/workerprocess.h"
#include "core/telemetry/telemetry.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace rw::cli {

QString DevicesCommand::name() const
{
    return u"devices"_s;
}

QString DevicesCommand::summary() const
{
    return u"List the processors and accelerators that can score"_s;
}

void DevicesCommand::describe(QCommandLineParser&) const
{
}

int DevicesCommand::run(const QCommandLineParser& parser, const Output& output)
{
    if (!parser.positionalArguments().isEmpty())
        return fail({"no argument is expected"}, WrongUsage);
    const auto devices = describeDevices(WorkerProcess::defaultProgram());
    if (!devices)
        return fail(devices.error());
    const auto processor = processorInfo();
    QJsonArray list;
    for (const auto& device : *devices) {
        QJsonArray quantizations;
        QStringList names;
        for (const auto& quantization : device.quantizations) {
            quantizations.append(QString::fromStdString(quantization));
            names.append(QString::fromStdString(quantization));
        }
        QJsonObject entry{{u"device"_s, QString::fromStdString(device.device)},
                          {u"name"_s, QString::fromStdString(device.name)},
                          {u"memory_bytes"_s, qint64(device.memoryBytes)},
                          {u"quantizations"_s, quantizations},
                          {u"auto"_s, QString::fromStdString(std::string(toString(device.automatic)))},
                          {u"auto_reason"_s, QString::fromStdString(device.automaticReason)}};
        if (device.device == "cpu") {
            QJsonArray features;
            for (const auto& feature : processor.features)
                features.append(QString::fromStdString(feature));
            entry.insert(u"cores"_s, processor.cores);
            entry.insert(u"features"_s, features);
        }
        list.append(entry);
        if (!output.json) {
            std::printf(
                "%-8s %-42s %10s   %s\n", device.device.c_str(),
                (device.name + (device.device == "cpu" ? ", " + std::to_string(processor.cores) + " cores" : ""))
                    .c_str(),
                qPrintable(QLocale::c().formattedDataSize(device.memoryBytes)), qPrintable(names.join(u", "_s)));
            std::printf("%-8s auto: %s (%s)\n", "", std::string(toString(device.automatic)).c_str(),
                        device.automaticReason.c_str());
        }
    }
    if (output.json)
        std::printf("%s", QJsonDocument(list).toJson().constData());
    return Success;
}

} // namespace rw::cli
