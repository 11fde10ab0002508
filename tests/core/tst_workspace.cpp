// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/schema.h"
#include "tests/support/smallstore.h"
#include "tests/support/tmpfs.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <sqlite3.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace rw;
using namespace rw::test;

/// The file and its writer: what is opened, what is refused, what survives.
class tst_Workspace : public QObject
{
    Q_OBJECT

private slots:
    void init() { QVERIFY((m_folder = std::make_unique<QTemporaryDir>())->isValid()); }

    void freshFile()
    {
        {
            Store store(file());
            QCOMPARE(store.number("PRAGMA user_version"), std::int64_t(schemaVersion()));
            QCOMPARE(store.number("PRAGMA application_id"), std::int64_t(0x52574231)); // "RWB1", for `file`
            QCOMPARE(store.number("PRAGMA foreign_keys"), std::int64_t(1));
            QVERIFY(QFile::exists(file() + QStringLiteral("-wal")));
        }
        // The last connection has taken the log in: the workspace is one file that can be copied.
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList{QStringLiteral("w.rwb")});
        const auto before = contents(file());
        QVERIFY(Workspace::open(file().toStdString(), Workspace::Mode::OpenExisting));
        QVERIFY(WorkspaceReader::open(file().toStdString()));
        QCOMPARE(contents(file()), before);
    }

    void interruptedCreation()
    {
        sqlite3* handle = nullptr;
        QCOMPARE(sqlite3_open(file().toUtf8(), &handle), SQLITE_OK);
        QCOMPARE(sqlite3_exec(handle, "PRAGMA application_id = 0x52574231; PRAGMA journal_mode = WAL", nullptr, nullptr,
                              nullptr),
                 SQLITE_OK);
        sqlite3_close(handle);
        Store store(file());
        QCOMPARE(store.number("PRAGMA user_version"), std::int64_t(schemaVersion()));
    }

    /// Whoever only reads brings an older file up to date, too: nothing that was stored is lost.
    void olderSchema()
    {
        sqlite3* handle = nullptr;
        QCOMPARE(sqlite3_open(file().toUtf8(), &handle), SQLITE_OK);
        const QByteArray first =
            contents(QStringLiteral(RW_SOURCE_DIR "/core/store/sql/001_schema.sql")) +
            "PRAGMA application_id = 0x52574231; PRAGMA journal_mode = WAL; PRAGMA user_version = 1;"
            "INSERT INTO dataset VALUES(1, 'old', '', '', '', '', 'hash', '', '', 1, 1, 1, 0);"
            "INSERT INTO query VALUES(1, 0, 'q0', 'a text');";
        QCOMPARE(sqlite3_exec(handle, first.constData(), nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(handle);

        const auto reader = WorkspaceReader::open(file().toStdString());
        QVERIFY2(reader, reader ? "" : reader.error().what.c_str());
        QCOMPARE((*reader)->datasets()->at(0).name, "old");
        QCOMPARE((*reader)->queryTexts(1)->at(0).second, "a text");
        QCOMPARE((*reader)->queryFields(1)->at(0).second, "");
        QVERIFY((*reader)->units()->empty());
    }

    void twoProgramsCreateIt()
    {
        std::vector<std::thread> threads;
        std::atomic<int> opened = 0;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back(
                [&] { opened += bool(Workspace::open(file().toStdString(), Workspace::Mode::OpenOrCreate)); });
        }
        for (auto& thread : threads)
            thread.join();
        QCOMPARE(opened.load(), 4);
        Store store(file());
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QByteArray>("what");
        QTest::newRow("text") << QByteArray("query\tpassage\n") << QString() << QByteArray("not a workspace");
        QTest::newRow("long text") << QByteArray(10000, 'x') << QString() << QByteArray("not a workspace");
        QTest::newRow("header only") << QByteArray("SQLite format 3\0", 16) << QString() << QByteArray("");
        QTest::newRow("another program's database")
            << QByteArray() << QStringLiteral("CREATE TABLE t(x)") << QByteArray("not a workspace of Rerank Workbench");
        QTest::newRow("another program's id")
            << QByteArray() << QStringLiteral("PRAGMA application_id = 7; CREATE TABLE t(x)")
            << QByteArray("not a workspace of Rerank Workbench");
        QTest::newRow("another program's version")
            << QByteArray() << QStringLiteral("PRAGMA user_version = 1") << QByteArray("not a workspace");
        QTest::newRow("newer schema") << QByteArray()
                                      << QStringLiteral("PRAGMA application_id = 0x52574231; PRAGMA user_version = 999")
                                      << QByteArray("newer version (schema 999");
    }

    void refuses()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, sql);
        QFETCH(QByteArray, what);
        put(file(), content);
        if (!sql.isEmpty()) {
            sqlite3* handle = nullptr;
            QCOMPARE(sqlite3_open(file().toUtf8(), &handle), SQLITE_OK);
            QCOMPARE(sqlite3_exec(handle, sql.toUtf8(), nullptr, nullptr, nullptr), SQLITE_OK);
            sqlite3_close(handle);
            content = contents(file());
        }
        const auto writing = Workspace::open(file().toStdString(), Workspace::Mode::OpenOrCreate);
        const auto reading = WorkspaceReader::open(file().toStdString());
        QVERIFY(!writing && !reading);
        for (const Error& error : {writing.error(), reading.error()}) {
            const auto message = QByteArray::fromStdString(error.what);
            QVERIFY2(message.startsWith(file().toUtf8() + ": ") && message.contains(what), message);
        }
        QCOMPARE(contents(file()), content); // not a byte was changed
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList{QStringLiteral("w.rwb")});
    }

    void refusesPlaces()
    {
        const auto none = file().toStdString();
        for (const Status& status : {Status(Workspace::open(none, Workspace::Mode::OpenExisting).error()),
                                     Status(WorkspaceReader::open(none).error())})
            QVERIFY2(messageOf(status).find("there is no such workspace") != std::string::npos,
                     messageOf(status).c_str());
        QVERIFY(!QFile::exists(file()));
        const auto folder = m_folder->path().toStdString();
        for (const Status& status : {Status(Workspace::open(folder, Workspace::Mode::OpenOrCreate).error()),
                                     Status(WorkspaceReader::open(folder).error())})
            QVERIFY2(messageOf(status).find("is a folder") != std::string::npos, messageOf(status).c_str());
        QVERIFY(!Workspace::open(folder + "/no/such/folder/w.rwb", Workspace::Mode::OpenOrCreate));
    }

    void damagedFile()
    {
        {
            Store store(file());
            store.score(store.units[0], 0, kPairs);
        }
        QByteArray bytes = contents(file());
        for (qsizetype at = 4096; at < bytes.size(); at += 512)
            bytes[at] = char(0xaa);
        put(file(), bytes);
        const auto reader = WorkspaceReader::open(file().toStdString());
        if (!reader)
            return; // refused at once is fine, too
        const auto units = (*reader)->units();
        const auto evaluation = (*reader)->evaluateUnit(1, *parseMeasure("nDCG@10"));
        QVERIFY(!units || !evaluation);
        const Error error = units ? evaluation.error() : units.error();
        QVERIFY2(error.what.find("w.rwb: ") != std::string::npos, error.what.c_str());
    }

    void readOnly()
    {
        const QString folder = m_folder->filePath(QStringLiteral("medium"));
        Tmpfs medium(folder, "size=8m");
        QDir().mkpath(folder);
        const auto path = (folder + QStringLiteral("/50 % #1?.rwb")).toStdString(); // an URI would misread this name
        {
            Store store(QString::fromStdString(path));
            store.score(store.units[0], 0, kPairs);
        }
        if (medium.mounted()) {
            QVERIFY(medium.makeReadOnly());
        } else if (::geteuid() != 0) {
            ::chmod(path.c_str(), 0444);
            ::chmod(folder.toLocal8Bit(), 0555);
        } else {
            QSKIP("root without the right to mount: nothing is read-only here");
        }
        const auto writing = Workspace::open(path, Workspace::Mode::OpenOrCreate);
        const auto reader = WorkspaceReader::open(path);
        const auto evaluation = reader ? (*reader)->evaluateUnit(1, *parseMeasure("nDCG@10")) : reader.error();
        if (::geteuid() != 0)
            ::chmod(folder.toLocal8Bit(), 0755);
        QVERIFY(!writing);
        QVERIFY2(writing.error().what.find("read-only") != std::string::npos, writing.error().what.c_str());
        QVERIFY2(reader, reader ? "" : reader.error().what.c_str());
        QVERIFY2(evaluation, evaluation ? "" : evaluation.error().what.c_str());
        QVERIFY(evaluation->complete);
    }

    void foreignKeys()
    {
        Store store(file());
        store.score(store.units[0], 0, 3);
        const auto wrong = store.workspace->writer().call(
            [](Database& database) { database.execute("INSERT INTO score(unit, pair, value) VALUES(999, 0, 1.0)"); });
        QVERIFY(!wrong);
        QVERIFY2(messageOf(wrong).find("FOREIGN KEY") != std::string::npos, messageOf(wrong).c_str());
        QCOMPARE(store.number("SELECT count(*) FROM score"), std::int64_t(3));
        QVERIFY(!store.workspace->removeModel(store.model));
        QVERIFY(!store.workspace->removeDataset(store.dataset));
        QCOMPARE(store.number("SELECT count(*) FROM query"), std::int64_t(kQueries)); // refused as a whole

        store.writer->postProblem(store.run, store.units[0], 1, "what", "");
        QVERIFY(store.workspace->writer().call(
            [&](Database& database) { database.prepare("DELETE FROM run WHERE id = ?").bind(store.run).run(); }));
        for (const char* table : {"unit", "score", "worker", "batch", "device_sample", "problem"})
            QCOMPARE(store.number(std::string("SELECT count(*) FROM ") + table), std::int64_t(0));
        QVERIFY(store.workspace->removeModel(store.model));
        QVERIFY(store.workspace->removeDataset(store.dataset));
        for (const char* table : {"model", "dataset", "query", "passage", "candidate", "judgment"})
            QCOMPARE(store.number(std::string("SELECT count(*) FROM ") + table), std::int64_t(0));
    }

    void addedOnce()
    {
        Store store(file());
        auto moved = smallModel();
        moved.path = "elsewhere/small";
        QCOMPARE(*store.workspace->addModel(moved, "another name"), store.model);
        QVERIFY(*store.workspace->addModel(smallModel("changed"), "small") != store.model);
        QCOMPARE(*store.workspace->addDataset(smallDataset(kQueries, kCandidates)), store.dataset);
        QCOMPARE(store.number("SELECT count(*) FROM candidate"), std::int64_t(kPairs));
        QVERIFY(*store.workspace->addDataset(smallDataset(2, 2, "other")) != store.dataset);
        const auto models = *store.reader()->models();
        QCOMPARE(models.size(), std::size_t(2));
        QVERIFY(models[0].path.ends_with("elsewhere/small"));
        QCOMPARE(models[0].name, std::string("small"));
        const auto datasets = *store.reader()->datasets();
        QCOMPARE(datasets.size(), std::size_t(2));
        QCOMPARE(datasets[0].queries, std::int64_t(kQueries));
        QCOMPARE(datasets[0].candidates, std::int64_t(kPairs));
    }

    void failedDatasetLeavesNothing()
    {
        Store store(file());
        auto dataset = smallDataset(3, 3, "third");
        dataset.candidates[4].query = 2; // fine
        dataset.queryIds.resize(3);
        const auto wrong = store.workspace->writer().call([&](Database& database) {
            database.execute(
                "INSERT INTO dataset SELECT 99, name, path, format, split, candidate_source, 'x', '', '', queries, "
                "passages, candidates, judgments FROM dataset; INSERT INTO query VALUES(99, 0, 'q', 't'); "
                "INSERT INTO query VALUES(99, 0, 'q', 't')");
        });
        QVERIFY(!wrong);
        QCOMPARE(store.number("SELECT count(*) FROM dataset"), std::int64_t(1));
        QVERIFY(store.workspace->addDataset(dataset)); // and the writer goes on
    }

    // Of a collection the passages that candidates and judgments name.
    void namedPassagesAreStored()
    {
        Store store(file());
        auto dataset = smallDataset(3, 3, "collection");
        TextList texts;
        for (std::size_t i = 0; i + 1 < dataset.passageTexts.size(); ++i)
            texts.push_back(dataset.passageTexts[i]);
        texts.push_back(""); // nothing names the last
        dataset.passageTexts = texts;
        const auto id = store.workspace->addDataset(dataset);
        QVERIFY(id);
        const auto where = " WHERE dataset = " + std::to_string(*id);
        QCOMPARE(store.number("SELECT count(*) FROM passage" + where), std::int64_t(texts.size()) - 1);
        QCOMPARE(store.number("SELECT passages FROM dataset WHERE id = " + std::to_string(*id)),
                 std::int64_t(texts.size()));
        QCOMPARE(store.number("SELECT count(*) FROM candidate JOIN passage ON passage.dataset = candidate.dataset AND "
                              "passage.position = candidate.passage WHERE candidate.dataset = " +
                              std::to_string(*id)),
                 std::int64_t(9));
    }

    // Somebody edits in another program for longer than SQLite waits.
    void heldByAnotherProgram()
    {
        Store store(file());
        sqlite3* other = nullptr;
        QCOMPARE(sqlite3_open(file().toUtf8(), &other), SQLITE_OK);
        QCOMPARE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
        bool failed = false;
        store.workspace->writer().onFailure([&failed](const Error&) { failed = true; });
        // A worker that starts meanwhile keeps nobody waiting either.
        QElapsedTimer clock;
        clock.start();
        const std::int64_t worker = store.worker + 1;
        store.writer->postWorker(store.run, worker, {1, "cpu", "fake", "1", "none", "", "", 1, 4712, 0});
        store.writer->postChunk({{store.units[0], 7, 1.5F}}, worker, {});
        QVERIFY(clock.elapsed() < 5000);
        QTest::qSleep(12000);
        QCOMPARE(sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(other);
        QVERIFY(store.workspace->writer().flush());
        QVERIFY(!failed);
        QCOMPARE(store.number("SELECT count(*) FROM score WHERE pair = 7"), std::int64_t(1));
        QCOMPARE(store.number("SELECT pid FROM worker WHERE lane = 1"), std::int64_t(4712));
    }

    void scoredOnce()
    {
        Store store(file());
        const auto unit = store.units[0];
        store.score(unit, 0, 10);
        store.writer->postChunk({{unit, 9, 99.0F}, {unit, 10, 1.5F}}, store.worker, {});
        QVERIFY(store.workspace->writer().flush());
        QCOMPARE(store.number("SELECT count(*) FROM score"), std::int64_t(11));
        QCOMPARE(store.number("SELECT count(*) FROM score WHERE value > 90"), std::int64_t(0));
        const auto scored = *store.writer->scoredPairs(unit, kPairs);
        QCOMPARE(int(std::count(scored.begin(), scored.end(), true)), 11);
        QVERIFY(scored[10] && !scored[11]);
        const auto units = *store.reader()->units(store.run);
        QCOMPARE(units[0].scored, std::int64_t(11));
        QCOMPARE(units[1].scored, std::int64_t(0));
    }

    void readersWhileWriting()
    {
        Store store(file(), 100, 50);
        std::atomic<bool> done = false;
        std::atomic<int> wrong = 0;
        std::vector<std::thread> readers;
        for (int i = 0; i < 2; ++i) {
            readers.emplace_back([&] {
                std::int64_t last = 0;
                while (!done) {
                    const auto reader = WorkspaceReader::open(store.path);
                    const auto units = reader ? (*reader)->units(store.run) : reader.error();
                    if (!units || (*units)[0].scored < last || (*units)[0].scored % 10 != 0)
                        ++wrong;
                    else
                        last = (*units)[0].scored;
                }
            });
        }
        for (int chunk = 0; chunk < 500; ++chunk) {
            store.score(store.units[0], chunk * 10, chunk * 10 + 10);
            if (chunk % 25 == 0)
                QVERIFY(store.workspace->writer().flush());
        }
        QVERIFY(store.workspace->writer().flush());
        done = true;
        for (auto& reader : readers)
            reader.join();
        QCOMPARE(wrong.load(), 0);
        QCOMPARE(store.reader()->units(store.run)->front().scored, std::int64_t(5000));
    }

    void waitsForAnotherWriter()
    {
        Store store(file());
        sqlite3* handle = nullptr;
        QCOMPARE(sqlite3_open(file().toUtf8(), &handle), SQLITE_OK);
        QCOMPARE(sqlite3_exec(handle, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
        std::thread other([handle] {
            std::this_thread::sleep_for(std::chrono::milliseconds(300));
            sqlite3_exec(handle, "COMMIT", nullptr, nullptr, nullptr);
            sqlite3_close(handle);
        });
        store.score(store.units[0], 0, 5);
        const auto status = store.workspace->writer().flush();
        other.join();
        QVERIFY2(status, messageOf(status).c_str());
    }

    void fullDisk_data()
    {
        QTest::addColumn<bool>("tmpfs");
        QTest::newRow("page limit") << false;
        QTest::newRow("small file system") << true;
    }

    // What was committed stays, later work is refused, the run can go on once there is room.
    void fullDisk()
    {
        QFETCH(bool, tmpfs);
        const QString folder = m_folder->filePath(QStringLiteral("disk"));
        Tmpfs disk(folder, tmpfs ? "size=1500k" : "size=64m");
        if (tmpfs && !disk.mounted())
            QSKIP("needs the right to mount");
        QDir().mkpath(folder);
        const QString path = folder + QStringLiteral("/w.rwb");
        const QString filler = folder + QStringLiteral("/filler");
        if (tmpfs)
            put(filler, QByteArray(400'000, 'x'));
        const int pairs = 200 * 500;
        std::int64_t kept = 0;
        {
            Store store(path, 2, 2);
            if (!tmpfs)
                QVERIFY(store.workspace->writer().call(
                    [](Database& database) { database.number("PRAGMA max_page_count = 100"); }));
            std::atomic<int> failures = 0;
            store.workspace->writer().onFailure([&](const Error&) { ++failures; });
            Status status = ok();
            for (int begin = 0; begin < pairs && status; begin += 500) {
                store.score(store.units[0], begin, begin + 500);
                status = store.workspace->writer().flush();
                if (status)
                    kept = begin + 500;
            }
            QVERIFY(!status);
            QVERIFY2(messageOf(status).find("full") != std::string::npos, messageOf(status).c_str());
            QVERIFY2(status.error().hint.find("--resume") != std::string::npos, status.error().hint.c_str());
            QVERIFY(kept > 0);
            store.score(store.units[0], pairs, pairs + 1); // too late
            QVERIFY(!store.workspace->writer().flush());
            QCOMPARE(failures.load(), 1);
            const auto finished = store.writer->finish(store.run, "finished", {});
            QVERIFY(!finished); // never called finished
            QVERIFY(store.readerNow()->units(store.run)->front().scored == kept);
            QVERIFY(store.readerNow()->runs()->front().status != "finished");
        }
        QFile::remove(filler);
        sqlite3* handle = nullptr;
        QCOMPARE(sqlite3_open(path.toUtf8(), &handle), SQLITE_OK);
        sqlite3_stmt* check = nullptr;
        QCOMPARE(sqlite3_prepare_v2(handle, "PRAGMA integrity_check", -1, &check, nullptr), SQLITE_OK);
        QCOMPARE(sqlite3_step(check), SQLITE_ROW);
        QCOMPARE(QByteArray(reinterpret_cast<const char*>(sqlite3_column_text(check, 0))), QByteArray("ok"));
        sqlite3_finalize(check);
        sqlite3_close(handle);
        auto again = Workspace::open(path.toStdString(), Workspace::Mode::OpenExisting);
        QVERIFY2(again, again ? "" : again.error().what.c_str());
        QVERIFY(RunWriter(**again).start({"name", "key", "batch", "m", "1", "{}", "{}"}, {}, true)->resumed);
    }

    void runStates()
    {
        Store store(file());
        const std::vector units = {smallUnit(store.model, store.dataset, kPairs),
                                   smallUnit(store.model, store.dataset, kPairs, 256)};
        // The program died under the first one; a second start says so.
        const auto second = store.writer->start({"name", "key2", "batch", "m", "1", "{}", "{}"}, units, false);
        QVERIFY(second && !second->resumed);
        QCOMPARE(store.reader()->runs()->back().status, std::string("interrupted"));
        QCOMPARE(store.reader()->runs()->front().status, std::string("running"));
        store.score(second->units[0], 0, 4);
        store.writer->postUnitStatus(second->units[0], "running", {});
        store.writer->postUnitStatus(second->units[1], "running", {});
        QVERIFY(store.writer->finish(second->run, "cancelled", {}));
        const auto after = *store.reader()->units(second->run);
        QCOMPARE(after[0].status, std::string("incomplete"));
        QCOMPARE(after[1].status, std::string("queued")); // nothing of it was done
        QVERIFY(!store.reader()->runs()->front().endedAt.empty());

        // The newest run of the key goes on, with the same units.
        store.writer->postProblem(second->run, second->units[0], 3, "old", "");
        const auto resumed = store.writer->start({"name", "key2", "batch", "m", "1", "{}", "{}"}, units, true);
        QVERIFY(resumed && resumed->resumed);
        QCOMPARE(resumed->run, second->run);
        QCOMPARE(resumed->units, second->units);
        QVERIFY(store.reader()->problems(second->run)->empty()); // it is tried again
        QVERIFY(!store.writer->start({"name", "none", "batch", "m", "1", "{}", "{}"}, units, true)->resumed);

        auto changed = units;
        changed[1].pairs = kPairs + 1;
        const auto refused = store.writer->start({"name", "key2", "batch", "m", "1", "{}", "{}"}, changed, true);
        QVERIFY(!refused);
        QVERIFY2(refused.error().what.find("changed since") != std::string::npos, refused.error().what.c_str());
        QCOMPARE(store.reader()->units(second->run)->front().scored, std::int64_t(4));
    }

private:
    QString file() const { return m_folder->filePath(QStringLiteral("w.rwb")); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(tst_Workspace)
#include "tst_workspace.moc"
