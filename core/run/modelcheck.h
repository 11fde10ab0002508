// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QObject>
#include <QProcess>
#include <QStringList>

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rw {

/// One comparison of the fast way to a score with the plain one (docs/doctor.md).
struct PathComparison
{
    enum class Verdict { Fine, Warning, Failed };
    QString device;
    QString quantization;
    QString what; // or why there was no comparison
    int pairs = 0;
    std::optional<double> largest; // difference of scores, in units of the model; absent: not a number
    double tolerance = 0;
    Verdict verdict = Verdict::Failed;
};

/// The comparison that decides for a device and quantization: the worst verdict, then the largest share of its
/// tolerance. Null: there is none.
const PathComparison* decisive(const std::vector<PathComparison>& all, const QString& device,
                               const QString& quantization);

/// Compares a model with itself on each device and in each quantization, as `rerank-cli doctor` does, in worker
/// processes. Nothing here waits. Lives in any thread with an event loop.
class ModelCheck : public QObject
{
    Q_OBJECT

public:
    struct Device
    {
        QString id;
        QStringList quantizations;
    };

    explicit ModelCheck(const QString& program, QObject* parent = nullptr);
    ~ModelCheck() override;

    /// `folder`: of the model. Takes the place of a check that goes on.
    void start(const QString& folder, const std::vector<Device>& devices);
    void cancel();
    bool isRunning() const { return m_process != nullptr; }
    const std::vector<PathComparison>& comparisons() const { return m_comparisons; }

signals:
    /// `quantization` empty: the plain path is being computed.
    void reached(const QString& device, const QString& quantization, int done, int of);
    /// All comparisons of this device and quantization are there.
    void compared(const QString& device, const QString& quantization);
    /// Once after each start(). Without a problem and not cancelled: everything was compared.
    void ended(bool cancelled, const rw::Error& problem);

private:
    void nextDevice();
    void nextStep();
    void read();
    void take(const QByteArray& line);
    void drop();
    void end(bool cancelled, const Error& problem = {});

    QString m_program;
    QString m_folder;
    std::deque<Device> m_devices; // the first one is in hand
    int m_quantization = -1;      // of it; -1: the plain path
    int m_done = 0;
    int m_all = 0;
    QProcess* m_process = nullptr;
    QByteArray m_lastWords;
    std::vector<PathComparison> m_comparisons;
};

} // namespace rw
