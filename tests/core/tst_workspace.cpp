// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/workspaceexport.h"
#include "core/store/database.h"
#include "core/store/schema.h"
#include "core/store/workspace.h"
#include "core/store/writerthread.h"
#include "tests/support/smalldata.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <cmath>
#include <mutex>
#include <set>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace rw;

namespace {

constexpr int kQueries = 6;
constexpr int kCandidates = 8;
constexpr int kPairs = kQueries * kCandidates;

QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
}

void put(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("%s cannot be written", qPrintable(path));
}

std::string messageOf(const Status& status)
{
    return status ? std::string("no error") : status.error().what;
}

float scoreOf(int pair)
{
    return float((pair * 37) % 23) / 8.0F; // with ties
}

/// A workspace with one run of two units, not scored yet.
struct Store
{
    explicit Store(const QString& file, int queries = kQueries, int candidates = kCandidates)
        : path(file.toStdString())
        , pairs(queries * candidates)
    {
        auto opened = Workspace::open(path, Workspace::Mode::OpenOrCreate);
        if (!opened)
            qFatal("%s", opened.error().what.c_str());
        workspace = std::move(*opened);
        model = workspace->addModel(test::smallModel(), "small").value();
        dataset = workspace->addDataset(test::smallDataset(queries, candidates)).value();
        writer = std::make_unique<RunWriter>(*workspace);
        const auto started =
            writer->start({"name", "key", "machine", "1", "{}"},
                          {test::smallUnit(model, dataset, pairs), test::smallUnit(model, dataset, pairs, 256)}, false);
        if (!started)
            qFatal("%s", started.error().what.c_str());
        run = started->run;
        units = started->units;
        worker = writer->addWorker(run, {0, "cpu", "fake", "1", "none", 1, 4711, 0}).value();
    }

    void score(std::int64_t unit, int begin, int end)
    {
        std::vector<RunWriter::Scored> scores;
        for (int pair = begin; pair < end; ++pair)
            scores.push_back({unit, pair, scoreOf(pair)});
        BatchRecord batch;
        batch.unit = unit;
        batch.pairs = end - begin;
        batch.totalNs = 1000;
        writer->postChunk(std::move(scores), worker, {batch});
        writer->postSample(worker, 1, {});
    }

    std::int64_t number(const std::string& sql)
    {
        std::int64_t value = -1;
        const auto status = workspace->writer().call([&](Database& database) { value = database.number(sql); });
        return status ? value : -2;
    }

    std::unique_ptr<WorkspaceReader> reader()
    {
        if (const auto flushed = workspace->writer().flush(); !flushed)
            qFatal("%s", flushed.error().what.c_str());
        return readerNow();
    }

    std::unique_ptr<WorkspaceReader> readerNow() const
    {
        auto opened = WorkspaceReader::open(path);
        if (!opened)
            qFatal("%s", opened.error().what.c_str());
        return std::move(*opened);
    }

    std::filesystem::path path;
    int pairs = 0;
    std::unique_ptr<Workspace> workspace;
    std::unique_ptr<RunWriter> writer;
    std::int64_t model = 0;
    std::int64_t dataset = 0;
    std::int64_t run = 0;
    std::int64_t worker = 0;
    std::vector<std::int64_t> units;
};

/// A small file system in memory, for full disks and read-only media. Needs root.
class Tmpfs
{
public:
    Tmpfs(const QString& folder, const char* options)
        : m_folder(folder.toLocal8Bit())
    {
        QDir().mkpath(folder);
        m_mounted = ::geteuid() == 0 && ::mount("none", m_folder.constData(), "tmpfs", 0, options) == 0;
    }
    ~Tmpfs()
    {
        if (m_mounted)
            ::umount2(m_folder.constData(), MNT_DETACH);
    }
    bool mounted() const { return m_mounted; }
    bool makeReadOnly() { return ::mount("none", m_folder.constData(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr) == 0; }

private:
    QByteArray m_folder;
    bool m_mounted = false;
};

/// Every statement that a connection of this process runs, as it was prepared.
std::set<std::string>* g_statements = nullptr;
std::mutex g_statementsMutex;

int onStatement(unsigned, void*, void* statement, void*)
{
    const std::lock_guard lock(g_statementsMutex);
    if (const char* sql = sqlite3_sql(static_cast<sqlite3_stmt*>(statement)); g_statements && sql)
        g_statements->insert(sql);
    return 0;
}

int watchConnection(sqlite3* handle, const char**, const struct sqlite3_api_routines*)
{
    return sqlite3_trace_v2(handle, SQLITE_TRACE_PROFILE, &onStatement, nullptr);
}

} // namespace

class tst_Workspace : public QObject
{
    Q_OBJECT

private slots:
    void cleanup()
    {
        sqlite3_reset_auto_extension();
        g_statements = nullptr;
    }
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
        auto moved = test::smallModel();
        moved.path = "elsewhere/small";
        QCOMPARE(*store.workspace->addModel(moved, "another name"), store.model);
        QVERIFY(*store.workspace->addModel(test::smallModel("changed"), "small") != store.model);
        QCOMPARE(*store.workspace->addDataset(test::smallDataset(kQueries, kCandidates)), store.dataset);
        QCOMPARE(store.number("SELECT count(*) FROM candidate"), std::int64_t(kPairs));
        QVERIFY(*store.workspace->addDataset(test::smallDataset(2, 2, "other")) != store.dataset);
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
        auto dataset = test::smallDataset(3, 3, "third");
        dataset.candidates[4].query = 2; // fine
        dataset.queryIds.resize(3);
        const auto wrong = store.workspace->writer().call([&](Database& database) {
            database.execute(
                "INSERT INTO dataset SELECT 99, name, path, format, split, candidate_source, 'x', queries, "
                "passages, candidates, judgments FROM dataset; INSERT INTO query VALUES(99, 0, 'q', 't'); "
                "INSERT INTO query VALUES(99, 0, 'q', 't')");
        });
        QVERIFY(!wrong);
        QCOMPARE(store.number("SELECT count(*) FROM dataset"), std::int64_t(1));
        QVERIFY(store.workspace->addDataset(dataset)); // and the writer goes on
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

    void evaluation_data()
    {
        QTest::addColumn<int>("scored");
        QTest::newRow("all") << kPairs;
        QTest::newRow("some queries") << 3 * kCandidates;
        QTest::newRow("half a query") << 3 * kCandidates + 1;
        QTest::newRow("almost all") << kPairs - 1;
        QTest::newRow("none") << 0;
    }

    // The same numbers as `rerank-cli eval` has for the exported run.
    void evaluation()
    {
        QFETCH(int, scored);
        Store store(file());
        store.score(store.units[0], 0, scored);
        auto measures = *parseMeasure("official,nDCG@10,nDCG@3,RR@10,AP,R@5,ERR@20,Judged@10,RBP(p=0.8),gm_map");
        const auto reader = store.reader();
        const auto found = reader->evaluateUnit(store.units[0], measures);
        QVERIFY(found);
        const int complete = scored / kCandidates;
        QCOMPARE(found->complete, scored == kPairs);
        QCOMPARE(found->judgedQueries, kQueries);
        QCOMPARE(found->scoredQueries, complete);
        QCOMPARE(int(found->queryIds.size()), complete);

        const auto qrels = *reader->judgments(store.dataset);
        auto run = *reader->unitRun(store.units[0]);
        QCOMPARE(int(run.queries.size()), (scored + kCandidates - 1) / kCandidates);
        TrecRun base;
        TrecRun ceiling;
        for (auto query = run.queries.begin(); query != run.queries.end();) {
            if (int(query->second.size()) < kCandidates) {
                query = run.queries.erase(query);
                continue;
            }
            auto& first = base.queries[query->first];
            auto& best = ceiling.queries[query->first];
            for (const auto& document : query->second) { // in first-stage order
                first.push_back({document.document, -float(first.size())});
                const auto& judged = qrels.queries.at(query->first);
                best.push_back({document.document,
                                judged.contains(document.document) ? float(judged.at(document.document)) : 0.0F});
            }
            ++query;
        }
        const auto due = evaluate(measures, qrels, run, false);
        const auto dueBase = evaluate(measures, qrels, base, false);
        const auto dueCeiling = evaluate(measures, qrels, ceiling, false);
        for (std::size_t i = 0; i < measures.size(); ++i) {
            const auto close = [&](double value, double wanted) {
                return std::abs(value - wanted) < 1e-12;
            };
            QVERIFY2(close(found->mean[i], due.all[i]), measures[i].name.c_str());
            QVERIFY2(close(found->base[i], dueBase.all[i]), measures[i].name.c_str());
            QVERIFY2(close(found->ceiling[i], dueCeiling.all[i]), measures[i].name.c_str());
            for (std::size_t query = 0; query < found->queryIds.size(); ++query)
                QCOMPARE(found->values[query][i], due.queries.at(found->queryIds[query])[i]);
        }
        if (complete > 0) {
            const std::size_t ndcg = std::size_t(
                std::find_if(measures.begin(), measures.end(), [](const Measure& m) { return m.name == "nDCG@10"; }) -
                measures.begin());
            QVERIFY(found->mean[ndcg] < found->ceiling[ndcg] && found->mean[ndcg] != found->base[ndcg]);
        }
    }

    void exportedRunReadsBack()
    {
        Store store(file());
        const auto unit = store.units[0];
        store.score(unit, 0, kPairs);
        QVERIFY(store.workspace->writer().flush());
        const QString name = m_folder->filePath(QStringLiteral("unit.trec"));
        QByteArray text;
        ExportRequest request;
        request.workspace = store.path;
        request.what = ExportRequest::What::Run;
        request.format = ExportRequest::Format::Trec;
        request.unit = unit;
        QVERIFY(exportWorkspace(request, [&](std::string_view part) {
            text.append(part.data(), qsizetype(part.size()));
            return true;
        }));
        put(name, text);
        const auto read = readTrecRun(name.toStdString());
        QVERIFY2(read, read ? "" : read.error().what.c_str());
        const auto measures = *parseMeasure("nDCG@10,AP,RR");
        const auto reader = store.reader();
        const auto due = *reader->evaluateUnit(unit, measures);
        const auto found = evaluate(measures, *reader->judgments(store.dataset), *read, false);
        QCOMPARE(found.all, due.mean);
        // A sink that cannot take more is an error.
        QVERIFY(!exportWorkspace(request, [](std::string_view) { return false; }));
        request.unit = 12345;
        QVERIFY(!exportWorkspace(request, [](std::string_view) { return true; }));
    }

    // A TREC run has its fields apart by blanks: ids with one in them would be read back as something else.
    void exportRefusesIdsWithBlanks()
    {
        Store store(file());
        auto dataset = test::smallDataset(1, 2, "blank");
        dataset.passageIds[1] = "d 1";
        const auto id = *store.workspace->addDataset(dataset);
        const auto started =
            store.writer->start({"b", "b", "m", "1", "{}"}, {test::smallUnit(store.model, id, 2)}, false);
        QVERIFY(started);
        store.score(started->units[0], 0, 2);
        QVERIFY(store.workspace->writer().flush());
        ExportRequest request;
        request.workspace = store.path;
        request.what = ExportRequest::What::Run;
        request.format = ExportRequest::Format::Trec;
        request.unit = started->units[0];
        const auto status = exportWorkspace(request, [](std::string_view) { return true; });
        QVERIFY(!status);
        QVERIFY2(messageOf(status).find("\"d 1\"") != std::string::npos, messageOf(status).c_str());
    }

    void unknownThings()
    {
        Store store(file());
        const auto reader = store.reader();
        const auto evaluation = reader->evaluateUnit(12345, *parseMeasure("AP"));
        QVERIFY(!evaluation && evaluation.error().what.find("no unit 12345") != std::string::npos);
        QVERIFY(reader->units(12345)->empty());
        QVERIFY(!reader->eachRow({"v_nothing", 0, 0}, [](const auto&, const auto&) { return true; }));
        QVERIFY(reader->units()->size() == 2); // the reader still works
    }

    void views_data()
    {
        QTest::addColumn<QString>("view");
        QTest::addColumn<int>("ofUnit");
        QTest::addColumn<int>("ofRun");
        QTest::addColumn<int>("all");
        QTest::newRow("results") << QStringLiteral("v_results") << 1 << 2 << 3;
        QTest::newRow("scores") << QStringLiteral("v_scores") << 5 << 12 << 14;
        QTest::newRow("latency") << QStringLiteral("v_latency") << 1 << 2 << 3;
        QTest::newRow("devices") << QStringLiteral("v_devices") << 3 << 3 << 3; // a worker serves every unit
    }

    void views()
    {
        QFETCH(QString, view);
        QFETCH(int, ofUnit);
        QFETCH(int, ofRun);
        QFETCH(int, all);
        Store store(file());
        store.score(store.units[0], 0, 5);
        store.score(store.units[1], 0, 7);
        const auto second = store.writer->start({"2", "2", "m", "1", "{}"},
                                                {test::smallUnit(store.model, store.dataset, kPairs)}, false);
        store.score(second->units[0], 0, 2);
        const auto reader = store.reader();
        const auto rows = [&](std::int64_t run, std::int64_t unit) {
            int count = 0;
            const auto status =
                reader->eachRow({view.toStdString(), run, unit}, [&](const auto& names, const auto& values) {
                    count += names.size() == values.size() ? 1 : 1000;
                    return true;
                });
            return status ? count : -1;
        };
        QCOMPARE(rows(0, 0), all);
        QCOMPARE(rows(store.run, 0), ofRun);
        QCOMPARE(rows(store.run, store.units[0]), ofUnit);
        QCOMPARE(rows(0, store.units[0]), ofUnit);
        int some = 0;
        QVERIFY(reader->eachRow({view.toStdString(), 0, 0}, [&](const auto&, const auto&) { return ++some < 2; }));
        QCOMPARE(some, 2);
    }

    // One unit or run of a big workspace is found by index: no statement of ours reads a whole big table.
    void noFullScans()
    {
        std::set<std::string> statements;
        sqlite3_auto_extension(reinterpret_cast<void (*)()>(&watchConnection));
        g_statements = &statements;
        {
            Store store(file());
            store.score(store.units[0], 0, kPairs);
            (void)store.writer->scoredPairs(store.units[0], kPairs);
            store.writer->postUnitStatus(store.units[0], "finished", {});
            QVERIFY(store.writer->finish(store.run, "finished", {}));
            const auto resumed = store.writer->start({"name", "key", "machine", "1", "{}"},
                                                     {test::smallUnit(store.model, store.dataset, kPairs)}, true);
            QVERIFY2(resumed, resumed ? "" : resumed.error().what.c_str());
            const auto reader = store.reader();
            (void)reader->runs();
            (void)reader->units(store.run);
            (void)reader->units();
            (void)reader->evaluateUnit(store.units[0], *parseMeasure("AP"));
            (void)reader->unitRun(store.units[0]);
            (void)reader->batches(store.run);
            (void)reader->samples(store.run);
            (void)reader->problems(store.run);
            for (const char* view : {"v_results", "v_scores", "v_latency", "v_devices"}) {
                for (const auto unit : {std::int64_t(0), store.units[0]})
                    QVERIFY(reader->eachRow({view, store.run, unit}, [](const auto&, const auto&) { return true; }));
                if (view != std::string("v_devices"))
                    QVERIFY(reader->eachRow({view, 0, store.units[0]}, [](const auto&, const auto&) { return true; }));
            }
            QVERIFY(store.workspace->writer().call(
                [&](Database& database) { database.prepare("DELETE FROM run WHERE id = ?").bind(store.run).run(); }));
        }
        cleanup();
        // What a user of pandas would ask.
        for (const char* view : {"v_results", "v_scores", "v_latency"})
            statements.insert(std::string("SELECT * FROM ") + view + " WHERE unit = ?");
        for (const char* view : {"v_results", "v_latency", "v_devices"})
            statements.insert(std::string("SELECT * FROM ") + view + " WHERE run = ?");

        QVERIFY(statements.size() > 30);
        sqlite3* handle = nullptr;
        QCOMPARE(sqlite3_open(file().toUtf8(), &handle), SQLITE_OK);
        int plans = 0;
        for (const auto& sql : statements) {
            if (!sql.starts_with("SELECT") && !sql.starts_with("UPDATE") && !sql.starts_with("DELETE"))
                continue;
            sqlite3_stmt* plan = nullptr;
            QCOMPARE(sqlite3_prepare_v2(handle, ("EXPLAIN QUERY PLAN " + sql).c_str(), -1, &plan, nullptr), SQLITE_OK);
            while (sqlite3_step(plan) == SQLITE_ROW) {
                const QByteArray step(reinterpret_cast<const char*>(sqlite3_column_text(plan, 3)));
                const QList<QByteArray> words = step.split(' ');
                static const QList<QByteArray> small = {"unit", "run", "model", "dataset", "sqlite_schema", "CONSTANT"};
                const bool isSmall = words.size() > 1 && (small.contains(words[1]) || words[1].startsWith('('));
                QVERIFY2(words[0] != "SCAN" || isSmall || sql.starts_with("SELECT count(*) FROM"),
                         step + " in " + sql.c_str());
                ++plans;
            }
            sqlite3_finalize(plan);
        }
        sqlite3_close(handle);
        QVERIFY(plans > 30);
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
        QVERIFY(RunWriter(**again).start({"name", "key", "m", "1", "{}"}, {}, true)->resumed);
    }

    void runStates()
    {
        Store store(file());
        const std::vector units = {test::smallUnit(store.model, store.dataset, kPairs),
                                   test::smallUnit(store.model, store.dataset, kPairs, 256)};
        // The program died under the first one; a second start says so.
        const auto second = store.writer->start({"name", "key2", "m", "1", "{}"}, units, false);
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
        const auto resumed = store.writer->start({"name", "key2", "m", "1", "{}"}, units, true);
        QVERIFY(resumed && resumed->resumed);
        QCOMPARE(resumed->run, second->run);
        QCOMPARE(resumed->units, second->units);
        QVERIFY(store.reader()->problems(second->run)->empty()); // it is tried again
        QVERIFY(!store.writer->start({"name", "none", "m", "1", "{}"}, units, true)->resumed);

        auto changed = units;
        changed[1].pairs = kPairs + 1;
        const auto refused = store.writer->start({"name", "key2", "m", "1", "{}"}, changed, true);
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
