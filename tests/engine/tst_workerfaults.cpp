// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/cli.h"
#include "tests/support/tinymodel.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <csignal>
#include <map>

using namespace rw::test;

namespace {

constexpr int kQueries = 200;
constexpr int kPairs = kQueries * 10;

} // namespace

/// A run with the real worker, which is treated badly from outside: the run ends with every score.
class tst_WorkerFaults : public QObject
{
    Q_OBJECT

private:
    QString file(const char* name) const { return m_folder.filePath(QLatin1String(name)); }

    static QStringList run(const QString& workspace, const QString& experiment = QStringLiteral("e.json"))
    {
        return {QStringLiteral("run"), experiment, QStringLiteral("--workspace"), workspace,
                QStringLiteral("--verbose")};
    }

    std::map<QString, double> scoresOf(const QString& workspace) const
    {
        const auto rows = m_cli
                              .call({QStringLiteral("export"), QStringLiteral("--workspace"), workspace,
                                     QStringLiteral("--what"), QStringLiteral("scores"), QStringLiteral("--json")})
                              .json()
                              .array();
        std::map<QString, double> scores;
        for (const auto& row : rows)
            scores[row[QStringLiteral("query_id")].toString() + QLatin1Char(' ') +
                   row[QStringLiteral("passage_id")].toString()] = row[QStringLiteral("score")].toDouble();
        return scores;
    }

    void checkScores(const QString& workspace) const
    {
        const auto scores = scoresOf(workspace);
        QCOMPARE(scores.size(), m_undisturbed.size());
        for (const auto& [pair, score] : m_undisturbed)
            QVERIFY2(scores.contains(pair) && std::abs(scores.at(pair) - score) <= 1e-5, qPrintable(pair));
    }

private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        QVERIFY(QFile::link(goldenModel("xlm-roberta"), file("model")));
        writeFile(file("data.jsonl"), pairsData(kQueries, 9));
        writeFile(file("e.json"), experiment(QStringLiteral("model"), QStringLiteral("data.jsonl")));
        // So long that what happens to a worker comes in the middle of it.
        writeFile(file("long.json"),
                  experiment(QStringLiteral("model"), QStringLiteral("data.jsonl"), " \"repeats\": 16,\n"));
        m_cli.setFolder(m_folder.path());
        m_cli.set("XDG_CACHE_HOME", file("cache"));
        m_cli.set("RERANK_WORKER_SILENCE", QStringLiteral("5"));
        const auto undisturbed = m_cli.call(run(file("undisturbed.rwb")));
        QVERIFY2(undisturbed.code == 0, undisturbed.err);
        m_undisturbed = scoresOf(file("undisturbed.rwb"));
        QCOMPARE(m_undisturbed.size(), std::size_t(kPairs));
    }

    void deadly_data()
    {
        QTest::addColumn<int>("signal");
        QTest::addColumn<QByteArray>("reason");
        QTest::newRow("SIGKILL") << SIGKILL << QByteArray("signal 9");
        QTest::newRow("SIGSEGV") << SIGSEGV << QByteArray("signal 11");
        QTest::newRow("SIGTERM") << SIGTERM << QByteArray("signal 15");
        QTest::newRow("SIGSTOP") << SIGSTOP << QByteArray("was silent for 5.0 s");
    }

    void deadly()
    {
        QFETCH(int, signal);
        QFETCH(QByteArray, reason);
        const QString workspace = file("signals") + QString::number(signal) + QStringLiteral(".rwb");
        QProcess process;
        m_cli.start(process, run(workspace, QStringLiteral("long.json")));
        // Both have work: a run that is over does not wait for a worker that was stopped before it had any.
        QByteArray said;
        QTRY_VERIFY_WITH_TIMEOUT((said += process.readAllStandardError()).count(" loaded ") >= 2, 60000);
        const auto victims = childrenOf(process.processId());
        QCOMPARE(victims.size(), 2);
        ::kill(pid_t(victims.front()), signal);
        auto ended = Cli::finish(process);
        ended.err.prepend(said);
        QVERIFY2(ended.code == 0, ended.err);
        // One that is stopped says nothing and answers nothing: whichever is noticed first.
        const bool isStopped = signal == SIGSTOP && ended.err.contains("did not answer for");
        QVERIFY2(ended.err.contains(reason) || isStopped, ended.err);
        checkScores(workspace);
        QTRY_VERIFY_WITH_TIMEOUT(isGone(victims.front()), 3000);
    }

    void closedPipes_data()
    {
        QTest::addColumn<QByteArray>("command");
        QTest::newRow("its answers are not read any more") << QByteArray("\"$worker\" \"$@\" | head -n 4");
        QTest::newRow("its input ends") << QByteArray("sed -u 3q | \"$worker\" \"$@\"");
        QTest::newRow("its input is cut in the middle of a line")
            << QByteArray("dd bs=1 count=700 2>/dev/null | \"$worker\" \"$@\"");
        QTest::newRow("another program's output") << QByteArray("yes");
        QTest::newRow("zeros for ever") << QByteArray("cat /dev/zero");
    }

    // One of the first two workers gets a broken pipe in its way, the one that replaces it does not.
    void closedPipes()
    {
        QFETCH(QByteArray, command);
        const QString script = file("worker.sh");
        QFile::remove(script);
        QDir(file("1")).removeRecursively();
        writeFile(script, "#!/bin/sh\nworker='" RW_BIN_DIR "/rerank-worker'\nif mkdir '" + file("1").toUtf8() +
                              "' 2>/dev/null; then " + command + "\nelse exec \"$worker\" \"$@\"; fi\n");
        QVERIFY(QFile::setPermissions(script, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        m_cli.set("RERANK_WORKER", script);
        const QString workspace = file("pipes") + QString::fromLatin1(QTest::currentDataTag()) + QStringLiteral(".rwb");
        const auto result = m_cli.call(run(workspace, QStringLiteral("long.json")));
        m_cli.unset("RERANK_WORKER");
        QVERIFY2(result.code == 0, result.err);
        QVERIFY2(result.err.contains("starting it again"), result.err);
        checkScores(workspace);
    }

private:
    QTemporaryDir m_folder;
    Cli m_cli;
    std::map<QString, double> m_undisturbed;
};

QTEST_GUILESS_MAIN(tst_WorkerFaults)
#include "tst_workerfaults.moc"
