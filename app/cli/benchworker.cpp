// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/benchworker.h"

#include "app/cli/interrupt.h"
#include "core/run/workerprocess.h"

#include <QJsonDocument>
#include <QProcessEnvironment>

using namespace Qt::StringLiterals;

namespace rw::cli {

namespace {
constexpr int kLookMs = 100;
constexpr int kStopMs = 2000;
} // namespace

BenchWorker::BenchWorker(const QString& device, int threads, const QString& mode)
{
    m_process.setProcessEnvironment(WorkerProcess::environment());
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.start(WorkerProcess::defaultProgram(),
                    {mode, u"--device"_s, device, u"--threads"_s, QString::number(threads)});
}

BenchWorker::~BenchWorker()
{
    m_process.closeWriteChannel();
    if (!m_process.waitForFinished(kStopMs)) {
        m_process.kill();
        m_process.waitForFinished(kStopMs);
    }
}

Result<QJsonObject> BenchWorker::ask(const QJsonObject& request)
{
    if (!m_process.waitForStarted())
        return Error{m_process.program().toStdString() +
                     " cannot be started: " + m_process.errorString().toStdString()};
    m_process.write(QJsonDocument(request).toJson(QJsonDocument::Compact) + '\n');
    while (!m_process.canReadLine()) {
        if (Interrupt::flag()) {
            m_process.kill();
            return Error{"cancelled"};
        }
        m_process.waitForReadyRead(kLookMs);
        if (m_process.state() == QProcess::NotRunning && !m_process.canReadLine()) {
            return Error{"the worker " + std::string(m_process.exitStatus() == QProcess::CrashExit
                                                         ? "was killed (not enough memory?)"
                                                         : "ended without an answer")};
        }
    }
    const auto answer = QJsonDocument::fromJson(m_process.readLine()).object();
    if (answer.isEmpty())
        return Error{"the worker answered something that is no JSON object"};
    if (answer.contains(u"error"_s))
        return Error{answer[u"error"].toString().toStdString(), {}, answer[u"hint"].toString().toStdString()};
    return answer;
}

} // namespace rw::cli
