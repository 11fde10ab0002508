// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/machineprobe.h"

#include "core/telemetry/telemetry.h"
#include "ui/session/background.h"
#include "ui/text/numbers.h"

#include <QCoreApplication>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSysInfo>
#include <QTimer>

namespace rw::ui {

namespace {

DeviceItem processorItem(const ProcessorInfo& info)
{
    DeviceItem item;
    item.id = QStringLiteral("cpu");
    item.name = MachineProbe::tr("%n cores", nullptr, info.cores);
    item.freeBytes = info.freeBytes;
    item.totalBytes = info.memoryBytes;
    item.quantizations = {QStringLiteral("fp32"), QStringLiteral("bf16")};
    if (!info.name.empty())
        item.name += QStringLiteral(", ") + text(info.name);
    return item;
}

QStringList strings(const QJsonValue& value)
{
    QStringList list;
    for (const QJsonValue& entry : value.toArray())
        list << entry.toString();
    return list;
}

} // namespace

MachineProbe::MachineProbe(QObject* parent)
    : QObject(parent)
{
}

QString MachineProbe::workerProgram()
{
    const QString fromEnvironment = qEnvironmentVariable("RERANK_WORKER");
    if (!fromEnvironment.isEmpty())
        return fromEnvironment;
    return QDir(QCoreApplication::applicationDirPath()).absoluteFilePath(QStringLiteral("rerank-worker"));
}

void MachineProbe::start()
{
    inBackground(
        this, QThreadPool::globalInstance(), [] { return processorInfo(); },
        [this](const ProcessorInfo& info) {
            std::erase_if(m_devices, [](const DeviceItem& device) { return device.id == QLatin1String("cpu"); });
            m_devices.push_back(processorItem(info));
            takeProcessorAnswer();
            emit changed();
        });

    auto* process = new QProcess(this);
    connect(process, &QProcess::errorOccurred, this, [this, process](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) {
            noWorker(tr("GPUs were not looked for: the worker program is not installed."));
            process->deleteLater();
        }
    });
    connect(process, &QProcess::finished, this, [this, process] {
        readWorkerAnswer(process);
        process->deleteLater();
    });
    // A driver can hang while it looks for devices.
    QTimer::singleShot(30000, process, [process] { process->kill(); });
    process->start(workerProgram(), {QStringLiteral("--describe")});
}

void MachineProbe::setDevices(std::vector<DeviceItem> devices)
{
    m_devices = std::move(devices);
    emit changed();
}

void MachineProbe::readWorkerAnswer(QProcess* process)
{
    m_workerLog = QString::fromUtf8(process->readAllStandardError());
    const QByteArray answer = process->readAllStandardOutput();
    const QJsonDocument document = QJsonDocument::fromJson(answer);
    if (process->exitStatus() != QProcess::NormalExit || !document.isArray()) {
        noWorker(tr("GPUs were not looked for: the worker program gave no answer."));
        return;
    }
    std::vector<DeviceItem> gpus;
    for (const QJsonValue& value : document.array()) {
        const QJsonObject device = value.toObject();
        DeviceItem item;
        item.id = device.value(QLatin1String("device")).toString();
        item.name = device.value(QLatin1String("name")).toString();
        item.totalBytes = device.value(QLatin1String("memory_bytes")).toInteger(-1);
        item.freeBytes = device.value(QLatin1String("free_bytes")).toInteger(item.totalBytes);
        item.quantizations = strings(device.value(QLatin1String("quantizations")));
        item.note = device.value(QLatin1String("reason")).toString();
        if (item.id == QLatin1String("cpu")) {
            m_processorAnswer = device;
            continue;
        }
        if (item.quantizations.isEmpty())
            item.state = DeviceItem::State::Unusable;
        if (!item.id.isEmpty())
            gpus.push_back(item);
    }
    takeProcessorAnswer();
    if (gpus.empty()) {
        noWorker(tr("No GPU that LibTorch can use was found."));
        return;
    }
    m_devices.insert(m_devices.begin(), gpus.begin(), gpus.end());
    emit changed();
}

/// What the worker measured on this processor, whichever of the two answers comes first.
void MachineProbe::takeProcessorAnswer()
{
    for (DeviceItem& known : m_devices) {
        if (known.id != QLatin1String("cpu") || m_processorAnswer.isEmpty())
            continue;
        known.quantizations = strings(m_processorAnswer.value(QLatin1String("quantizations")));
        known.note = m_processorAnswer.value(QLatin1String("auto_reason")).toString();
        known.bf16Times = m_processorAnswer.value(QLatin1String("bf16_times_fp32")).toDouble();
        if (m_processorAnswer.value(QLatin1String("auto")).toString() == QLatin1String("fp32"))
            known.state = DeviceItem::State::Limited;
    }
}

void MachineProbe::noWorker(const QString& reason)
{
    DeviceItem item;
    item.id = QStringLiteral("cuda");
    item.name = tr("none");
    item.state = DeviceItem::State::Unusable;
    item.note = reason;
    m_devices.insert(m_devices.begin(), item);
    emit changed();
}

QString MachineProbe::diagnosis() const
{
    QStringList lines;
    lines << QStringLiteral("rerank-workbench %1").arg(QCoreApplication::applicationVersion());
    lines << QStringLiteral("%1, %2, Qt %3")
                 .arg(QSysInfo::prettyProductName(), QSysInfo::currentCpuArchitecture(), QLatin1String(qVersion()));
    for (const DeviceItem& device : m_devices) {
        lines << QStringLiteral("%1\t%2\t%3\t%4\t%5\t%6")
                     .arg(device.id, device.name, Numbers::gib(device.freeBytes), Numbers::gib(device.totalBytes),
                          device.quantizations.join(QLatin1Char(' ')), device.note);
    }
    if (!m_workerLog.isEmpty())
        lines << m_workerLog;
    return lines.join(QLatin1Char('\n'));
}

} // namespace rw::ui
