// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QJsonObject>
#include <QProcess>
#include <QString>

namespace rw::cli {

/// A rerank-worker that measures (app/worker/bench.h) or compares (app/worker/doctor.h). Asks and waits: nothing else
/// goes on in this program meanwhile.
class BenchWorker
{
public:
    BenchWorker(const QString& device, int threads, const QString& mode = QStringLiteral("--bench"));
    ~BenchWorker();
    BenchWorker(const BenchWorker&) = delete;
    BenchWorker& operator=(const BenchWorker&) = delete;

    /// The answer to one request. Error: what the worker says is wrong, that it ended, or "cancelled" after Ctrl-C.
    Result<QJsonObject> ask(const QJsonObject& request);

private:
    QProcess m_process;
};

} // namespace rw::cli
