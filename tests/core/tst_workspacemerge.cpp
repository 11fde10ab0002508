// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/workspacelock.h"
#include "core/store/workspacemerge.h"
#include "tests/support/smallstore.h"

#include <QTemporaryDir>
#include <QTest>

using namespace rw;
using namespace rw::test;

class tst_WorkspaceMerge : public QObject
{
    Q_OBJECT

private:
    QString file(const char* name) const { return m_folder->filePath(QLatin1String(name)); }
    static void flush(Store& store) { QVERIFY(store.workspace->writer().flush()); }

    MergeReport merge(const char* into, const char* from) const
    {
        const auto report = mergeWorkspace(file(into).toStdString(), file(from).toStdString());
        if (!report)
            qFatal("%s", report.error().what.c_str());
        return *report;
    }

    /// Everything that a workspace says, without ids.
    QByteArray contentsOf(const char* name) const
    {
        auto database = Database::open(file(name).toStdString(), Database::Mode::Read);
        QByteArray text;
        for (const char* sql :
             {"SELECT fingerprint FROM model ORDER BY 1", "SELECT content_hash, queries FROM dataset ORDER BY 1",
              "SELECT count(*), sum(length(text)) FROM passage", "SELECT count(*) FROM candidate",
              "SELECT count(*), sum(grade) FROM judgment", "SELECT uuid, status FROM run ORDER BY 1",
              "SELECT run.uuid, max_length, unit.status, pair, value FROM score JOIN unit ON unit.id = score.unit JOIN "
              "run ON run.id = unit.run ORDER BY 1, 2, 4",
              "SELECT count(*), sum(total_ns) FROM batch", "SELECT count(*) FROM device_sample",
              "SELECT id, fields FROM query ORDER BY 1, 2", "SELECT answers, answers_beyond FROM unit ORDER BY 1, 2",
              "SELECT count(*) FROM worker", "SELECT count(*) FROM start",
              "SELECT pair, what FROM problem ORDER BY 1"}) {
            Statement row = (*database)->prepare(sql);
            while (row.step()) {
                for (int column = 0; column < row.columns(); ++column)
                    text += QByteArray::fromStdString(row.text(column)) + ' ';
                text += '\n';
            }
        }
        return text;
    }

private slots:
    void init() { QVERIFY((m_folder = std::make_unique<QTemporaryDir>())->isValid()); }

    void otherRuns()
    {
        Store here(file("a.rwb"));
        here.score(here.units[0], 0, kPairs);
        flush(here);
        {
            Store there(file("b.rwb"));
            there.score(there.units[0], 0, 10);
            there.score(there.units[1], 0, kPairs);
            there.writer->postProblem(there.run, there.units[0], 11, "broken", "");
            const auto more = there.workspace->addDataset(smallDataset(3, 4, "another"));
            QVERIFY(more);
            QVERIFY(there.workspace->addModel(smallModel("other"), "other"));
            QVERIFY(there.writer->finish(there.run, "cancelled", {}));
        }
        here.workspace.reset();
        auto report = merge("a.rwb", "b.rwb");
        QCOMPARE(report.conflictCount, std::int64_t(0));
        QCOMPARE(report.runs, std::int64_t(1));
        QCOMPARE(report.units, std::int64_t(2));
        QCOMPARE(report.scores, std::int64_t(10 + kPairs));
        const auto once = contentsOf("a.rwb");
        auto opened = WorkspaceReader::open(file("a.rwb").toStdString());
        QVERIFY(opened);
        const auto reader = std::move(*opened);
        QCOMPARE(reader->runs()->size(), std::size_t(2));
        QCOMPARE(reader->models()->size(), std::size_t(2));
        QCOMPARE(reader->datasets()->size(), std::size_t(2));
        QCOMPARE(reader->problems(2)->size(), std::size_t(1));
        QCOMPARE(reader->batches(2)->size(), std::size_t(2));
        const auto units = *reader->units(2);
        QCOMPARE(units[0].scored, std::int64_t(10));
        QCOMPARE(units[1].scored, std::int64_t(kPairs));
        QVERIFY(reader->evaluateUnit(units[1].id, *parseMeasure("nDCG@10"))->complete);

        // Twice is once.
        report = merge("a.rwb", "b.rwb");
        QCOMPARE(report.runs + report.units + report.scores, std::int64_t(0));
        QCOMPARE(report.scoresKnown, std::int64_t(10 + kPairs));
        QCOMPARE(contentsOf("a.rwb"), once);
    }

    // A copy was resumed elsewhere: one run, all scores.
    void sameRun()
    {
        {
            Store store(file("a.rwb"));
            store.score(store.units[0], 0, 10);
            store.writer->postProblem(store.run, store.units[0], 20, "broken", "");
            QVERIFY(store.writer->finish(store.run, "cancelled", {}));
        }
        QVERIFY(QFile::copy(file("a.rwb"), file("b.rwb")));
        const auto goOn = [&](const char* name, int unit, int begin, int end) {
            auto workspace = Workspace::open(file(name).toStdString(), Workspace::Mode::OpenExisting);
            QVERIFY(workspace);
            RunWriter writer(**workspace);
            std::vector<RunWriter::Scored> scores;
            for (int pair = begin; pair < end; ++pair)
                scores.push_back({unit, pair, scoreOf(pair)});
            const std::int64_t worker = 100 * unit + begin; // of each call its own
            writer.postWorker(1, worker, {0, "cpu", "fake", "1", "none", "", "", 1, begin, 5.0 + begin});
            BatchRecord batch;
            batch.unit = unit;
            batch.startSeconds = begin;
            writer.postChunk(scores, worker, {batch});
            QVERIFY(writer.finish(1, "cancelled", {}));
        };
        goOn("a.rwb", 1, 10, 30);
        goOn("b.rwb", 1, 25, kPairs);
        goOn("b.rwb", 2, 0, kPairs);
        const auto report = merge("a.rwb", "b.rwb");
        QCOMPARE(report.runs, std::int64_t(0));
        QCOMPARE(report.units, std::int64_t(0));
        QCOMPARE(report.scores, std::int64_t(kPairs - 30 + kPairs));
        auto opened = WorkspaceReader::open(file("a.rwb").toStdString());
        QVERIFY(opened);
        const auto reader = std::move(*opened);
        QCOMPARE(reader->runs()->size(), std::size_t(1));
        QCOMPARE(reader->runs()->front().status, std::string("finished"));
        const auto units = *reader->units();
        for (const auto& unit : units) {
            QCOMPARE(unit.status, std::string("finished"));
            QCOMPARE(unit.scored, std::int64_t(kPairs));
        }
        QVERIFY(reader->problems(1)->empty()); // that pair has its score now
        QCOMPARE(reader->batches(1)->size(), std::size_t(4));
        const auto once = contentsOf("a.rwb");
        QCOMPARE(merge("a.rwb", "b.rwb").scores, std::int64_t(0));
        QCOMPARE(contentsOf("a.rwb"), once);
        // And the other way round it comes to the same.
        (void)merge("b.rwb", "a.rwb");
        QCOMPARE(contentsOf("b.rwb"), once);
    }

    void conflicts_data()
    {
        QTest::addColumn<QByteArray>("change");
        QTest::addColumn<int>("conflicts");
        QTest::newRow("one score") << QByteArray("UPDATE score SET value = value + 0.001 WHERE unit = 1 AND pair = 7")
                                   << 1;
        QTest::newRow("all of a unit") << QByteArray("UPDATE score SET value = -value - 1 WHERE unit = 1") << kPairs;
        QTest::newRow("rounding") << QByteArray("UPDATE score SET value = value + 0.00001") << 0;
        QTest::newRow("another engine") << QByteArray("UPDATE score SET value = value + 1; UPDATE unit SET engine = 9")
                                        << 0;
        QTest::newRow("another prompt")
            << QByteArray("UPDATE score SET value = value + 1; UPDATE unit SET options = '{\"prompt\": 1}'") << 0;
    }

    // Nothing at all is taken over, neither of that unit nor of others.
    void conflicts()
    {
        QFETCH(QByteArray, change);
        QFETCH(int, conflicts);
        for (const char* name : {"a.rwb", "b.rwb"}) {
            Store store(file(name));
            store.score(store.units[0], 0, kPairs);
            if (name == QByteArray("b.rwb")) {
                store.score(store.units[1], 0, kPairs);
                QVERIFY(store.workspace->addDataset(smallDataset(3, 4, "another")));
                QVERIFY(store.workspace->writer().call(
                    [&](Database& database) { database.execute(change.toStdString()); }));
            }
        }
        const auto before = contentsOf("a.rwb");
        const auto report = merge("a.rwb", "b.rwb");
        QCOMPARE(report.conflictCount, std::int64_t(conflicts));
        QCOMPARE(report.conflicts.size(), std::size_t(std::min(conflicts, kMostConflicts)));
        QCOMPARE(contentsOf("a.rwb") == before, conflicts > 0);
        for (const auto& conflict : report.conflicts) {
            QCOMPARE(conflict.unit, std::int64_t(1));
            QCOMPARE(conflict.score, double(scoreOf(int(conflict.pair))));
            QVERIFY(conflict.score != conflict.otherScore);
        }
        if (conflicts == 1)
            QCOMPARE(report.conflicts.front().pair, std::int64_t(7));
    }

    void refuses()
    {
        {
            Store store(file("a.rwb"));
        }
        put(file("text"), "no database");
        const auto refused = [&](const char* into, const char* from) {
            const auto report = mergeWorkspace(file(into).toStdString(), file(from).toStdString());
            return report ? std::string("merged") : report.error().what;
        };
        QVERIFY(refused("a.rwb", "a.rwb").find("is the workspace that") != std::string::npos);
        QVERIFY(refused("a.rwb", "text").find("not a workspace") != std::string::npos);
        QVERIFY(refused("text", "a.rwb").find("not a workspace") != std::string::npos);
        QVERIFY(refused("a.rwb", "none").find("no such workspace") != std::string::npos);
        QVERIFY(refused("none", "a.rwb").find("no such workspace") != std::string::npos);
        QVERIFY(QFile::copy(file("a.rwb"), file("b.rwb")));
        const auto lock = WorkspaceLock::take(file("a.rwb").toStdString());
        QVERIFY(lock);
        QVERIFY(refused("a.rwb", "b.rwb").find("another program is running") != std::string::npos);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(tst_WorkspaceMerge)
#include "tst_workspacemerge.moc"
