// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QObject>
#include <QStringList>

#include <vector>

class QProcess;

namespace rw::ui {

struct DeviceItem
{
    enum class State { Ready, Limited, Unusable };

    QString id;   // "cpu", "cuda:0"
    QString name; // "16 cores, AVX2"
    qint64 freeBytes = -1;
    qint64 totalBytes = -1;
    QStringList quantizations;
    State state = State::Ready;
    QString note;
    double bf16Times = 0; // the speed of fp32 that bf16 was measured to have; 0: not measured
};

/// What this machine can compute on: the processor from the system, GPUs from the worker program (`--describe`), whose
/// absence is normal.
class MachineProbe : public QObject
{
    Q_OBJECT

public:
    explicit MachineProbe(QObject* parent = nullptr);

    void start();
    const std::vector<DeviceItem>& devices() const { return m_devices; }
    void setDevices(std::vector<DeviceItem> devices);
    /// For a bug report: everything that was found, and what the worker program said.
    QString diagnosis() const;
    /// `$RERANK_WORKER`, else rerank-worker beside this program.
    static QString workerProgram();

signals:
    void changed();

private:
    void readWorkerAnswer(QProcess* process);
    void takeProcessorAnswer();
    void noWorker(const QString& reason);

    std::vector<DeviceItem> m_devices;
    QJsonObject m_processorAnswer; // as the worker program says
    QString m_workerLog;
};

} // namespace rw::ui
