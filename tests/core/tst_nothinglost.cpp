// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/cli.h"
#include "tests/support/tinymodel.h"
#include "tests/support/tmpfs.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <future>
#include <memory>
#include <random>
#include <set>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

using namespace rw::test;

namespace {

constexpr int kQueries = 60;
constexpr int kScores = kQueries * 10 * 2; // ten candidates, two lengths

/// First column of the first row, as a text; what the database says where it fails.
QByteArray value(const QString& file, const char* sql)
{
    sqlite3* handle = nullptr;
    sqlite3_stmt* statement = nullptr;
    QByteArray result;
    if (sqlite3_open(file.toUtf8(), &handle) == SQLITE_OK && sqlite3_busy_timeout(handle, 5000) == SQLITE_OK &&
        sqlite3_prepare_v2(handle, sql, -1, &statement, nullptr) == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW)
        result = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
    else
        result = sqlite3_errmsg(handle);
    sqlite3_finalize(statement);
    sqlite3_close(handle);
    return result;
}

QByteArray integrity(const QString& file)
{
    return value(file, "PRAGMA integrity_check");
}

int scored(const QString& file)
{
    return value(file, "SELECT count(*) FROM score").toInt(); // 0 where there are no tables yet
}

} // namespace

/// A run under attack from outside: whatever happens to the program or its disk, nothing finished is lost, and going on
/// ends with what an undisturbed run gives.
class tst_NothingLost : public QObject
{
    Q_OBJECT

private:
    QString file(const char* name) const { return m_folder->filePath(QLatin1String(name)); }

    static QStringList run(const QString& workspace, const QStringList& more = {})
    {
        return QStringList{QStringLiteral("run"), QStringLiteral("e.json"), QStringLiteral("--workspace"), workspace,
                           QStringLiteral("-q")} +
               more;
    }
    static QStringList resume(const QString& workspace) { return run(workspace, {QStringLiteral("--resume")}); }

    QByteArray scoresOf(const QString& workspace) const
    {
        return m_cli
            .call({QStringLiteral("export"), QStringLiteral("--workspace"), workspace, QStringLiteral("--what"),
                   QStringLiteral("scores")})
            .out;
    }

    static std::set<qint64> workers(const QString& log)
    {
        std::set<qint64> pids;
        QFile file(log);
        if (file.open(QIODevice::ReadOnly)) {
            for (const auto& line : file.readAll().split('\n')) {
                if (!line.isEmpty())
                    pids.insert(line.split(' ').first().toLongLong());
            }
        }
        return pids;
    }

    /// Nothing of what was committed is gone, the file is sound, no worker is left; else what is wrong.
    static QByteArray faultAfterDeath(const QString& workspace, const QString& log, int& before)
    {
        if (QFile::exists(workspace)) {
            if (const auto found = integrity(workspace); found != "ok")
                return found;
            const int now = scored(workspace);
            if (now < before)
                return QByteArray::number(now) + " of " + QByteArray::number(before) + " scores are left";
            before = now;
        }
        for (const auto pid : workers(log)) {
            QDeadlineTimer deadline(5000);
            while (!isGone(pid)) {
                if (deadline.hasExpired())
                    return "worker " + QByteArray::number(pid) + " is left";
                QThread::msleep(10);
            }
        }
        QFile::remove(log);
        return {};
    }

    struct Killed
    {
        int finished = 0; // runs that came to their end between two kills
        int midway = 0;   // kills with some scores in the workspace, and not all
        QByteArray fault;
    };

    /// Kills runs of one workspace. In a thread of its own, so nothing of QTest is used.
    Killed kill(int seed, int times) const
    {
        Killed result;
        Cli cli = m_cli;
        const QString name = file("attack") + QString::number(seed);
        const QString log = name + QStringLiteral(".log");
        const QString workspace = name + QStringLiteral(".rwb");
        cli.set("FAKE_WORKER_LOG", log);
        std::mt19937 random(20250101U + unsigned(seed));
        // Over the whole of a run, however slow this machine is now.
        QElapsedTimer timer;
        timer.start();
        if (const auto timed = cli.call(run(name + QStringLiteral("-timed.rwb"))); timed.code != 0)
            return {0, 0, timed.err};
        std::uniform_int_distribution<int> moment(0, std::max(700, int(timer.elapsed())));
        const auto goOn = [&]() -> QByteArray { // to the end, which is that of an undisturbed run
            const auto end = cli.call(resume(workspace));
            if (end.code != 0)
                return end.err;
            if (scoresOf(workspace) != m_undisturbed)
                return "other scores than those of an undisturbed run";
            if (value(workspace, "SELECT count(*) FROM run") != "1")
                return "another run was begun";
            return QFile::exists(workspace + QStringLiteral(".lock")) ? "the lock is left" : "";
        };
        int before = 0;
        for (int kills = 0; kills < times && result.fault.isEmpty();) {
            QProcess process;
            cli.start(process, resume(workspace));
            if (!process.waitForStarted())
                return {0, 0, "rerank-cli does not start"};
            if (!process.waitForFinished(moment(random))) {
                process.kill();
                process.waitForFinished();
                ++kills;
                result.fault = faultAfterDeath(workspace, log, before);
                result.midway += before > 0 && before < kScores;
            } else if (const auto ended = Cli::finish(process); ended.code != 0) {
                result.fault = ended.err;
            }
            if (before == kScores || process.exitStatus() == QProcess::NormalExit) {
                if (result.fault.isEmpty())
                    result.fault = goOn(); // the last kill may have hit a finished run
                for (const char* suffix : {"", "-wal", "-shm"})
                    QFile::remove(workspace + QLatin1String(suffix));
                before = 0;
                ++result.finished;
            }
        }
        cli.unset("FAKE_WORKER_PAIR_US");
        if (result.fault.isEmpty())
            result.fault = goOn();
        return result;
    }

private slots:
    void initTestCase() { QVERIFY(m_cache.isValid()); }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
        QVERIFY(QFile::link(goldenModel("xlm-roberta"), file("model")));
        writeFile(file("data.jsonl"), pairsData(kQueries, 9));
        writeFile(file("e.json"), experiment(QStringLiteral("model"), QStringLiteral("data.jsonl"))
                                      .replace("\"max_lengths\": [64]", "\"max_lengths\": [32, 64]"));
        m_cli = Cli();
        m_cli.setFolder(m_folder->path());
        m_cli.set("XDG_CACHE_HOME", m_cache.path());
        m_cli.set("RERANK_WORKER", QStringLiteral(RW_BIN_DIR "/rw-fakeworker"));
        const auto undisturbed = m_cli.call(run(file("undisturbed.rwb")));
        QVERIFY2(undisturbed.code == 0, undisturbed.err);
        m_undisturbed = scoresOf(file("undisturbed.rwb"));
        QCOMPARE(m_undisturbed.count('\n'), kScores + 1);
        m_cli.set("FAKE_WORKER_LOG", file("log"));
    }

    // Whoever starts it may have closed everything: no file takes the place of a terminal.
    void closedDescriptors()
    {
        m_cli.set("FAKE_WORKER_PAIR_US", QStringLiteral("4000"));
        QProcess process;
        process.setProcessEnvironment(m_cli.environment());
        process.setWorkingDirectory(m_folder->path());
        process.start(QStringLiteral("/bin/sh"),
                      {QStringLiteral("-c"), QStringLiteral("exec \"$@\" <&- >&- 2>&-"), QStringLiteral("sh"),
                       QStringLiteral(RW_BIN_DIR "/rerank-cli"), QStringLiteral("run"), QStringLiteral("e.json"),
                       QStringLiteral("--workspace"), file("closed.rwb")});
        QVERIFY(process.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(childrenOf(process.processId()).size() == 2, 20000); // the workers
        for (int descriptor = 0; descriptor < 3; ++descriptor)
            QCOMPARE(QFile::symLinkTarget(QStringLiteral("/proc/%1/fd/%2").arg(process.processId()).arg(descriptor)),
                     QStringLiteral("/dev/null"));
        QVERIFY(process.waitForFinished(60000));
        QCOMPARE(scoresOf(file("closed.rwb")), m_undisturbed);
    }

    // kill -9 at any moment: while the workspace is made, while data is read, while scores are stored, at the end.
    void killed()
    {
        constexpr int kKills = 200;
        constexpr int kWorkspaces = 8; // attacked at the same time: most of a run is waiting for the workers
        m_cli.set("FAKE_WORKER_PAIR_US", QStringLiteral("1500"));
        std::vector<std::future<Killed>> attacks;
        for (int i = 0; i < kWorkspaces; ++i)
            attacks.push_back(std::async(std::launch::async, [this, i] { return kill(i, kKills / kWorkspaces); }));
        int finished = 0;
        int midway = 0;
        for (auto& attack : attacks) {
            const Killed killed = attack.get();
            QVERIFY2(killed.fault.isEmpty(), killed.fault);
            finished += killed.finished;
            midway += killed.midway;
        }
        QVERIFY2(finished >= 3 && midway >= kKills / 5, qPrintable(QStringLiteral("%1 %2").arg(finished).arg(midway)));
    }

    // The disk is full, at other moments each time; what was committed stays, and there is room again later.
    void fullDisk()
    {
        const QString disk = file("disk");
        Tmpfs small(disk, "size=2m");
        if (!small.mounted())
            QSKIP("needs the right to mount");
        m_cli.set("FAKE_WORKER_PAIR_US", QStringLiteral("300"));
        const QString workspace = disk + QStringLiteral("/w.rwb");
        const QString filler = disk + QStringLiteral("/filler");
        int before = 0;
        int failed = 0;
        for (int room = 0; room < 1'200'000; room += 40'000) {
            QFile::remove(filler);
            QFile fill(filler);
            QVERIFY(fill.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
            while (fill.write(QByteArray(4096, 'x')) == 4096) {
            }
            fill.resize(std::max<qint64>(0, fill.size() - room));
            fill.close();
            const auto result = m_cli.call(resume(workspace));
            if (result.code == 0)
                break;
            ++failed;
            QCOMPARE(result.code, 1);
            QVERIFY2(result.err.count('\n') == 1 && result.err.startsWith("rerank-cli: error: "), result.err);
            QFile::remove(filler); // integrity_check of a hot WAL may need some room
            const auto fault = faultAfterDeath(workspace, file("log"), before);
            QVERIFY2(fault.isEmpty(), fault);
        }
        QVERIFY2(failed >= 3, qPrintable(QString::number(failed)));
        QFile::remove(filler);
        const auto end = m_cli.call(resume(workspace));
        QVERIFY2(end.code == 0, end.err);
        QCOMPARE(scoresOf(workspace), m_undisturbed);
        QCOMPARE(integrity(workspace), QByteArray("ok"));
    }

    // A file or a folder that cannot be written is refused before anything is computed, and not touched.
    void readOnly_data()
    {
        QTest::addColumn<bool>("medium");
        QTest::newRow("file") << false;
        QTest::newRow("medium") << true;
    }

    void readOnly()
    {
        QFETCH(bool, medium);
        const QString disk = file("disk");
        Tmpfs mount(disk, "size=8m");
        if (medium && !mount.mounted())
            QSKIP("needs the right to mount");
        const QString workspace = disk + QStringLiteral("/w.rwb");
        QVERIFY(QFile::copy(file("undisturbed.rwb"), workspace));
        if (medium) {
            QVERIFY(mount.makeReadOnly());
        } else {
            if (::geteuid() == 0)
                QSKIP("root may write everything");
            QVERIFY(::chmod(workspace.toLocal8Bit(), 0444) == 0);
        }
        const auto refused = m_cli.call(run(workspace));
        QCOMPARE(refused.code, 1);
        QVERIFY2(refused.err.count('\n') == 1 && refused.err.contains("w.rwb: "), refused.err);
        QVERIFY(workers(file("log")).empty());
        QCOMPARE(scoresOf(workspace), m_undisturbed); // reading still works
    }

    // Two programs want the same run: one gets it, whoever comes first, and nothing is there twice.
    void twoPrograms()
    {
        m_cli.set("FAKE_WORKER_PAIR_US", QStringLiteral("500"));
        const QString workspace = file("w.rwb");
        for (int round = 0; round < 5; ++round) {
            QProcess first;
            QProcess second;
            m_cli.start(first, resume(workspace));
            m_cli.start(second, resume(workspace));
            const auto one = Cli::finish(first);
            const auto other = Cli::finish(second);
            // The second may also come so late that there is nothing left to do.
            QVERIFY2(one.code == 0 || other.code == 0, one.err + other.err);
            for (const auto& call : {one, other})
                QVERIFY2(call.code == 0 || call.err.contains("another program is running an experiment"), call.err);
            QCOMPARE(value(workspace, "SELECT count(*) FROM run"), QByteArray("1"));
            QCOMPARE(scoresOf(workspace), m_undisturbed);
            QCOMPARE(integrity(workspace), QByteArray("ok"));
        }
    }

    // What is finished is committed within two seconds, and seen by readers while the run goes on.
    void committedSoon()
    {
        m_cli.set("FAKE_WORKER_PAIR_US", QStringLiteral("4000"));
        const QString workspace = file("w.rwb");
        QProcess process;
        m_cli.start(process, run(workspace));
        QTRY_VERIFY_WITH_TIMEOUT(scored(workspace) > 0, 20000);
        for (int look = 0; look < 3; ++look) {
            QFile log(file("log"));
            QVERIFY(log.open(QIODevice::ReadOnly));
            int answered = 0;
            for (const auto& line : log.readAll().split('\n'))
                answered += line.split(' ').value(1).toInt();
            QTest::qWait(2000);
            QVERIFY2(scored(workspace) >= answered, qPrintable(QString::number(answered)));
        }
        QElapsedTimer clock;
        clock.start();
        process.terminate();
        const auto ended = Cli::finish(process);
        QVERIFY(ended.code == 130 || ended.code == 0);
        QVERIFY2(clock.elapsed() < 3000, qPrintable(QString::number(clock.elapsed())));
    }

private:
    QTemporaryDir m_cache;
    std::unique_ptr<QTemporaryDir> m_folder;
    Cli m_cli;
    QByteArray m_undisturbed;
};

QTEST_GUILESS_MAIN(tst_NothingLost)
#include "tst_nothinglost.moc"
