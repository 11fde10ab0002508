// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/messages.h"

#include <QElapsedTimer>
#include <QObject>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTimer>

namespace rw {

/// One rerank-worker process and the lines to and from it. Nothing here waits.
class WorkerProcess : public QObject
{
    Q_OBJECT

public:
    WorkerProcess(const QString& program, const QStringList& arguments, int silenceTimeoutMs, QObject* parent);
    ~WorkerProcess() override;

    void start();
    void send(const protocol::Request& request);
    /// The polite end: closes the pipe, then SIGTERM, then SIGKILL. `ended` still comes.
    void stop();
    /// SIGKILL now; `reason` is what `ended` will say.
    void abandon(const QString& reason);

    qint64 pid() const { return m_process.processId(); }
    /// The last lines that the worker wrote to its standard error.
    QString lastWords() const;

    /// $RERANK_WORKER, else the rerank-worker beside this program.
    static QString defaultProgram();
    /// How long a worker may say nothing, milliseconds: $RERANK_WORKER_SILENCE seconds, else 20 of them.
    static int silenceMs();
    /// That of this program, with what a worker needs to be fast.
    static QProcessEnvironment environment();

signals:
    void answered(const rw::protocol::Answer& answer);
    /// Exactly once. `startFailed`: there was no process at all. `asked`: after stop().
    void ended(const QString& reason, bool startFailed, bool asked);

private:
    void readAnswers();
    void end(const QString& reason, bool startFailed = false);

    QProcess m_process;
    QString m_program;
    QStringList m_arguments;
    QTimer m_silence;    // a quarter of what is allowed
    int m_silentFor = 0; // quarters without a line
    bool m_spoke = false;
    QTimer m_stopLadder;
    QByteArray m_errorOutput;
    QString m_abandoned;
    bool m_asked = false;
    bool m_killed = false;
    bool m_ended = false;
};

} // namespace rw
