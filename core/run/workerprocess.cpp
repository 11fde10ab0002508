// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/workerprocess.h"

#include <QCoreApplication>
#include <QDir>

#include <algorithm>
#include <csignal>
#include <cstring>

namespace rw {

namespace {
constexpr int kSilenceSteps = 4;
constexpr int kStartFactor = 6; // before the first line: libraries of gigabytes may come from a slow disk
constexpr int kStopStepMs = 700;
constexpr int kLastWordsBytes = 4096;
constexpr int kSilenceMs = 20'000;
} // namespace

WorkerProcess::WorkerProcess(const QString& program, const QStringList& arguments, int silenceTimeoutMs,
                             QObject* parent)
    : QObject(parent)
    , m_program(program)
    , m_arguments(arguments)
{
    // Counted in steps: when this program itself was stopped for an hour (Ctrl-Z), one of them has passed.
    m_silence.setInterval(std::max(silenceTimeoutMs / kSilenceSteps, 1));
    connect(&m_silence, &QTimer::timeout, this, [this, silenceTimeoutMs] {
        const int factor = m_spoke ? 1 : kStartFactor;
        if (++m_silentFor > factor * kSilenceSteps)
            abandon(tr("was silent for %1 s").arg(factor * silenceTimeoutMs / 1000.0, 0, 'f', 1));
    });
    m_stopLadder.setInterval(kStopStepMs);
    connect(&m_stopLadder, &QTimer::timeout, this, [this] {
        if (m_killed) {
            m_process.kill();
        } else {
            m_process.terminate();
            m_killed = true;
        }
    });
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &WorkerProcess::readAnswers);
    connect(&m_process, &QProcess::readyReadStandardError, this, [this] {
        m_errorOutput += m_process.readAllStandardError();
        if (m_errorOutput.size() > kLastWordsBytes)
            m_errorOutput = m_errorOutput.right(kLastWordsBytes);
    });
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            end(tr("could not be started: %1: %2").arg(m_program, m_process.errorString()), true);
        else if (error == QProcess::WriteError && m_process.state() != QProcess::NotRunning && !m_asked)
            abandon(tr("closed its input"));
    });
    connect(&m_process, &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
        readAnswers(); // what it still said before it ended
        if (status == QProcess::CrashExit)
            end(tr("was killed by signal %1 (%2)").arg(code).arg(QString::fromLocal8Bit(::strsignal(code))));
        else
            end(tr("ended with exit code %1").arg(code));
    });
}

WorkerProcess::~WorkerProcess()
{
    // QProcess waits for its child when it is destroyed: make that short.
    m_ended = true;
    m_process.disconnect(this);
    if (m_process.state() != QProcess::NotRunning) {
        m_process.kill();
        m_process.waitForFinished(kStopStepMs);
    }
}

QString WorkerProcess::defaultProgram()
{
    if (const QString program = qEnvironmentVariable("RERANK_WORKER"); !program.isEmpty())
        return program;
    return QDir(QCoreApplication::applicationDirPath()).absoluteFilePath(QStringLiteral("rerank-worker"));
}

int WorkerProcess::silenceMs()
{
    bool isNumber = false;
    const int seconds = qEnvironmentVariableIntValue("RERANK_WORKER_SILENCE", &isNumber);
    return isNumber && seconds > 0 && seconds <= 24 * 3600 ? seconds * 1000 : kSilenceMs;
}

QProcessEnvironment WorkerProcess::environment()
{
    // OpenMP threads that spin while they wait take the processor from the thread that they wait for as soon as
    // anything else runs on the machine: measured, a small model becomes seven times slower.
    auto environment = QProcessEnvironment::systemEnvironment();
    if (!environment.contains(QStringLiteral("OMP_WAIT_POLICY")) &&
        !environment.contains(QStringLiteral("GOMP_SPINCOUNT")))
        environment.insert(QStringLiteral("OMP_WAIT_POLICY"), QStringLiteral("PASSIVE"));
    return environment;
}

void WorkerProcess::start()
{
    m_process.setProcessEnvironment(environment());
    m_silence.start();
    m_process.start(m_program, m_arguments);
}

void WorkerProcess::send(const protocol::Request& request)
{
    if (m_process.state() != QProcess::NotRunning && !m_asked)
        m_process.write(protocol::encode(request));
}

void WorkerProcess::stop()
{
    if (m_ended || m_asked)
        return;
    m_asked = true;
    m_silence.stop();
    m_process.closeWriteChannel();
    m_stopLadder.start();
}

void WorkerProcess::abandon(const QString& reason)
{
    if (m_ended)
        return;
    m_abandoned = reason;
    m_silence.stop();
    m_process.kill();
}

QString WorkerProcess::lastWords() const
{
    return QString::fromUtf8(m_errorOutput).trimmed();
}

void WorkerProcess::readAnswers()
{
    while (!m_ended && m_abandoned.isEmpty() && m_process.canReadLine()) {
        QByteArray line = m_process.readLine(protocol::kMaxLine + 1);
        if (!line.endsWith('\n')) {
            abandon(tr("answered a line of more than %1 bytes").arg(protocol::kMaxLine));
            return;
        }
        line.chop(1);
        const auto answer = protocol::decodeAnswer(line);
        if (!answer) {
            abandon(tr("answered something that is not in the protocol: %1")
                        .arg(QString::fromStdString(answer.error().what)));
            return;
        }
        m_silentFor = 0;
        m_spoke = true;
        emit answered(*answer);
    }
    if (!m_ended && m_process.bytesAvailable() > protocol::kMaxLine)
        abandon(tr("answered a line of more than %1 bytes").arg(protocol::kMaxLine));
}

void WorkerProcess::end(const QString& reason, bool startFailed)
{
    if (m_ended)
        return;
    m_ended = true;
    m_silence.stop();
    m_stopLadder.stop();
    emit ended(m_abandoned.isEmpty() ? reason : m_abandoned, startFailed, m_asked);
}

} // namespace rw
