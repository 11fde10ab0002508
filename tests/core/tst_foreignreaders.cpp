// SPDX-License-Identifier: GPL-3.0-or-later
// Other programs at the workspace of a run that goes on: the examples of docs/workspace.md, and one that writes.
#include "tests/support/cli.h"
#include "tests/support/tinymodel.h"

#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace rw::test;

namespace {

constexpr int kQueries = 60;
constexpr int kPairs = kQueries * 10;

/// The programs in docs/workspace.md.
QStringList examples()
{
    QFile page(QStringLiteral(RW_SOURCE_DIR "/docs/workspace.md"));
    if (!page.open(QIODevice::ReadOnly))
        return {};
    const QString text = QString::fromUtf8(page.readAll());
    static const QRegularExpression block(QStringLiteral("```python\n(.*?)```"),
                                          QRegularExpression::DotMatchesEverythingOption);
    QStringList found;
    for (auto match = block.globalMatch(text); match.hasNext();)
        found << match.next().captured(1);
    return found;
}

} // namespace

class tst_ForeignReaders : public QObject
{
    Q_OBJECT

private:
    QString file(const char* name) const { return m_folder.filePath(QLatin1String(name)); }

    Call python(const QString& program) const
    {
        QProcess process;
        process.setWorkingDirectory(m_folder.path());
        process.start(m_python, {QStringLiteral("-c"), program});
        return Cli::finish(process);
    }

    static QString onWorkspace(QString program)
    {
        return program.replace(QStringLiteral("demo.rwb"), QStringLiteral("w.rwb"));
    }

private slots:
    void initTestCase()
    {
        m_python = qEnvironmentVariable("RW_PYTHON", QStandardPaths::findExecutable(QStringLiteral("python3")));
        if (m_python.isEmpty() ||
            python(QStringLiteral("import sqlite3; assert sqlite3.sqlite_version_info >= (3, 37)")).code != 0)
            QSKIP("needs python3 with SQLite 3.37");
        QVERIFY(m_folder.isValid());
        QVERIFY(QFile::link(goldenModel("xlm-roberta"), file("model")));
        writeFile(file("data.jsonl"), pairsData(kQueries, 9));
        writeFile(file("e.json"), experiment(QStringLiteral("model"), QStringLiteral("data.jsonl"))
                                      .replace("\"max_lengths\": [64]", "\"max_lengths\": [32, 64]"));
        m_cli.setFolder(m_folder.path());
        m_cli.set("XDG_CACHE_HOME", file("cache"));
        m_cli.set("RERANK_WORKER", QStringLiteral(RW_BIN_DIR "/rw-fakeworker"));
    }

    void init()
    {
        for (const char* suffix : {"", "-wal", "-shm"})
            QFile::remove(file("w.rwb") + QLatin1String(suffix));
    }

    void examplesWork_data()
    {
        QTest::addColumn<QString>("program");
        const auto found = examples();
        QVERIFY(found.size() >= 2);
        for (const auto& program : found)
            QTest::newRow(program.contains(QStringLiteral("pandas")) ? "pandas" : "sqlite3") << onWorkspace(program);
    }

    void examplesWork()
    {
        QFETCH(QString, program);
        if (program.contains(QStringLiteral("pandas")) && python(QStringLiteral("import numpy, pandas")).code != 0)
            QSKIP("needs pandas");
        m_cli.set("FAKE_WORKER_PAIR_US", QStringLiteral("6000"));
        QProcess run;
        m_cli.start(run, {QStringLiteral("run"), QStringLiteral("e.json"), QStringLiteral("--workspace"),
                          QStringLiteral("w.rwb"), QStringLiteral("--quiet")});
        // What it reads is what is there: more and more of it.
        const auto scored = [this] {
            return python(onWorkspace(
                              QStringLiteral("import sqlite3\n"
                                             "db = sqlite3.connect('file:demo.rwb?mode=ro', uri=True)\n"
                                             "print(db.execute('SELECT count(*) FROM v_scores').fetchone()[0])\n")))
                .out.toInt();
        };
        QTRY_VERIFY_WITH_TIMEOUT(scored() > 0, 30000);
        const auto midway = python(program);
        QVERIFY2(midway.code == 0, midway.err);
        QVERIFY(!midway.out.isEmpty());
        QVERIFY(run.state() == QProcess::Running);
        const auto ended = Cli::finish(run);
        QVERIFY2(ended.code == 0, ended.err);
        QCOMPARE(scored(), 2 * kPairs);
        const auto after = python(program);
        QVERIFY2(after.code == 0, after.err);
        // The piece of a unit is what its rows say.
        const auto same = python(onWorkspace(
            QStringLiteral("import sqlite3\n"
                           "from array import array\n"
                           "db = sqlite3.connect('file:demo.rwb?mode=ro', uri=True)\n"
                           "for unit, packed in db.execute('SELECT unit, scores FROM packed_score'):\n"
                           "    rows = db.execute('SELECT score FROM v_scores WHERE unit = ? ORDER BY pair', (unit,))\n"
                           "    print(list(array('f', packed)) == [row[0] for row in rows])\n")));
        QCOMPARE(same.out, QByteArray("True\nTrue\n"));
    }

    // A table that somebody edits in another program: the run waits, also when units end meanwhile.
    void writerThatTakesItsTime()
    {
        m_cli.set("FAKE_WORKER_PAIR_US", QStringLiteral("2500"));
        QProcess run;
        m_cli.start(run, {QStringLiteral("run"), QStringLiteral("e.json"), QStringLiteral("--workspace"),
                          QStringLiteral("w.rwb"), QStringLiteral("--progress"), QStringLiteral("json")});
        QByteArray said;
        QTRY_VERIFY_WITH_TIMEOUT((said += run.readAllStandardError()).contains("\"Scoring\""), 30000);
        const auto held = python(onWorkspace(QStringLiteral("import sqlite3, time\n"
                                                            "db = sqlite3.connect('demo.rwb', timeout=20)\n"
                                                            "db.isolation_level = None\n"
                                                            "db.execute('BEGIN IMMEDIATE')\n"
                                                            "time.sleep(11)\n"
                                                            "db.execute('COMMIT')\n")));
        QVERIFY2(held.code == 0, held.err);
        const auto ended = Cli::finish(run);
        QVERIFY2(ended.code == 0, said + ended.err);
        const auto list = m_cli.call(
            {QStringLiteral("list"), QStringLiteral("--workspace"), QStringLiteral("w.rwb"), QStringLiteral("--json")});
        QVERIFY2(list.out.contains("\"finished\"") && !list.out.contains("\"failed\""), list.out);
    }

private:
    QTemporaryDir m_folder;
    Cli m_cli;
    QString m_python;
};

QTEST_GUILESS_MAIN(tst_ForeignReaders)
#include "tst_foreignreaders.moc"
