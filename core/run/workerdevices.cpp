// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/workerdevices.h"

#include "core/telemetry/telemetry.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

#include <algorithm>

namespace rw {

namespace {
constexpr int kDescribeMs = 60000;
}

Result<std::vector<protocol::Hello>> describeDevices(const QString& workerProgram)
{
    QProcess process;
    process.start(workerProgram, {QStringLiteral("--describe")});
    if (!process.waitForFinished(kDescribeMs) || process.exitCode() != 0) {
        return Error{workerProgram.toStdString() + ": the worker program did not say what devices there are: " +
                         process.errorString().toStdString(),
                     process.readAllStandardError().trimmed().toStdString(), "build or install rerank-worker"};
    }
    std::vector<protocol::Hello> devices;
    for (const auto& entry : QJsonDocument::fromJson(process.readAllStandardOutput()).array()) {
        const auto object = entry.toObject();
        protocol::Hello device;
        device.device = object.value(QLatin1String("device")).toString().toStdString();
        device.name = object.value(QLatin1String("name")).toString().toStdString();
        device.memoryBytes = object.value(QLatin1String("memory_bytes")).toInteger();
        for (const auto& quantization : object.value(QLatin1String("quantizations")).toArray())
            device.quantizations.push_back(quantization.toString().toStdString());
        device.automatic = quantizationFromString(object.value(QLatin1String("auto")).toString().toStdString())
                               .value_or(Quantization::Fp32);
        device.automaticReason = object.value(QLatin1String("auto_reason")).toString().toStdString();
        devices.push_back(std::move(device));
    }
    if (devices.empty())
        return Error{workerProgram.toStdString() + ": the worker program named no device"};
    return devices;
}

QStringList autoDevices(const std::vector<protocol::Hello>& devices)
{
    QStringList gpus;
    for (const auto& device : devices) {
        if (device.device != "cpu")
            gpus += QString::fromStdString(device.device);
    }
    return gpus.isEmpty() ? QStringList{QStringLiteral("cpu")} : gpus;
}

QStringList expandDevices(const std::vector<std::string>& devices, const QStringList& available)
{
    QStringList expanded;
    for (const auto& device : devices) {
        if (device == "auto")
            expanded += available;
        else
            expanded += QString::fromStdString(device);
    }
    return expanded;
}

Quantization automaticQuantization(const std::vector<protocol::Hello>& described, const QStringList& devices)
{
    for (const auto& device : described) {
        if (!devices.isEmpty() && QString::fromStdString(device.device) == devices.first())
            return device.automatic;
    }
    return Quantization::Fp32;
}

int workerThreads(int asked, const QStringList& devices)
{
    if (asked > 0)
        return asked;
    const auto workers = std::max<qsizetype>(1, devices.count(QStringLiteral("cpu")));
    return std::max(1, processorInfo().cores / int(workers));
}

} // namespace rw
