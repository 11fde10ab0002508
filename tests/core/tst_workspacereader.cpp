// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/workspaceexport.h"
#include "core/store/evaluationcache.h"
#include "tests/support/smallstore.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <mutex>
#include <set>
#include <sqlite3.h>

using namespace rw;
using namespace rw::test;

namespace {

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

/// What is read back: measures, views, exports, and how it is found.
class tst_WorkspaceReader : public QObject
{
    Q_OBJECT

private slots:
    void init() { QVERIFY((m_folder = std::make_unique<QTemporaryDir>())->isValid()); }

    void cleanup()
    {
        sqlite3_reset_auto_extension();
        g_statements = nullptr;
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

    void cachedEvaluation()
    {
        Store store(file());
        store.score(store.units[0], 0, 3 * kCandidates);
        const auto reader = store.reader();
        EvaluationCache cache;
        const auto isSame = [&](const char* names, std::int64_t unit) {
            const auto measures = *parseMeasure(names);
            const auto found = cache.evaluate(*reader, unit, measures);
            const auto due = reader->evaluateUnit(unit, measures);
            return found && due && found->mean == due->mean && found->base == due->base &&
                   found->ceiling == due->ceiling && found->values == due->values && found->queryIds == due->queryIds &&
                   found->scoredQueries == due->scoredQueries && found->complete == due->complete &&
                   found->measures == due->measures;
        };
        QVERIFY(isSame("nDCG@10,AP", store.units[0]));
        QCOMPARE(cache.computed(), std::size_t(2));
        QVERIFY(isSame("RR@10,ndcg_cut_10,AP", store.units[0])); // one is new, one has another name
        QCOMPARE(cache.computed(), std::size_t(3));
        QVERIFY(isSame("AP(rel=2),nDCG(dcg='exp-log2')@10", store.units[0]));
        QCOMPARE(cache.computed(), std::size_t(5));
        QVERIFY(isSame("nDCG@10", store.units[1]));
        QVERIFY(isSame("nDCG@10,nDCG@10", store.units[0]));
        QCOMPARE(cache.computed(), std::size_t(6));
        // New scores are new values.
        store.score(store.units[0], 3 * kCandidates, kPairs);
        QVERIFY(store.workspace->writer().flush());
        QVERIFY(isSame("nDCG@10,AP", store.units[0]));
        QCOMPARE(cache.computed(), std::size_t(8));
        QVERIFY(!cache.evaluate(*reader, 12345, *parseMeasure("AP")));

        EvaluationCache tiny(1);
        QVERIFY(tiny.evaluate(*reader, store.units[0], *parseMeasure("AP")));
        QVERIFY(tiny.evaluate(*reader, store.units[1], *parseMeasure("AP")));
        QVERIFY(tiny.evaluate(*reader, store.units[0], *parseMeasure("AP")));
        QCOMPARE(tiny.computed(), std::size_t(3)); // the first was dropped for the second
    }

    // A finished unit is read in one piece, which says the same as the rows and never outlives them.
    void packedScores()
    {
        Store store(file());
        const auto unit = store.units[0];
        const auto pieces = [&] {
            return store.number("SELECT count(*) FROM packed_score");
        };
        const auto measures = *parseMeasure("nDCG@10,AP,RR@10");
        store.score(unit, 0, kPairs - 1);
        store.writer->postUnitStatus(unit, "finished", {});
        QCOMPARE(pieces(), std::int64_t(0)); // a pair is missing, whatever its status says
        QCOMPARE(store.reader()->units()->front().scored, std::int64_t(kPairs - 1));
        store.score(unit, kPairs - 1, kPairs);
        store.writer->postUnitStatus(unit, "finished", {});
        store.score(store.units[1], 0, kPairs);
        store.writer->postUnitStatus(store.units[1], "incomplete", {});
        QCOMPARE(pieces(), std::int64_t(1));

        const auto reader = store.reader();
        QCOMPARE(reader->units()->front().scored, std::int64_t(kPairs));
        const auto packed = reader->scores(unit, kPairs);
        const auto rows = reader->scores(store.units[1], kPairs);
        QVERIFY(packed && rows);
        QCOMPARE(packed->count, rows->count);
        QCOMPARE(packed->scores, rows->scores);
        QCOMPARE(reader->evaluateUnit(unit, measures)->values, reader->evaluateUnit(store.units[1], measures)->values);
        const std::string key = *reader->evaluationKey(unit);
        QVERIFY(!reader->scores(unit, kPairs - 1)); // not the data set that it belongs to

        const auto change = [&](const char* sql) {
            return store.workspace->writer().call([&](Database& database) { database.execute(sql); });
        };
        QVERIFY(change("DELETE FROM score WHERE unit = 1 AND pair = 7"));
        QCOMPARE(pieces(), std::int64_t(0));
        QCOMPARE(reader->scores(unit, kPairs)->count, std::int64_t(kPairs - 1));
        QVERIFY(*reader->evaluationKey(unit) != key);
        store.score(unit, 7, 8);
        store.writer->postUnitStatus(unit, "finished", {});
        QCOMPARE(pieces(), std::int64_t(1));
        QVERIFY(change("UPDATE score SET value = 100 WHERE unit = 1 AND pair = 7"));
        QCOMPARE(reader->scores(unit, kPairs)->scores[7], 100.0F);
    }

    // A workspace of a version without pieces can be read, and gets them when it is opened for writing.
    void olderWorkspace()
    {
        UnitEvaluation due;
        {
            Store store(file());
            store.score(store.units[0], 0, kPairs);
            store.writer->postUnitStatus(store.units[0], "finished", {});
            due = *store.reader()->evaluateUnit(store.units[0], *parseMeasure("AP"));
            QVERIFY(store.workspace->writer().call([](Database& database) {
                database.execute("DROP TRIGGER score_updated; DROP TRIGGER score_deleted; DROP TABLE packed_score; "
                                 "PRAGMA user_version = 2");
            }));
        }
        {
            auto reader = WorkspaceReader::open(file().toStdString());
            QVERIFY2(reader, reader ? "" : reader.error().what.c_str());
            QCOMPARE((*reader)->units()->front().scored, std::int64_t(kPairs));
            QVERIFY((*reader)->evaluationKey(1));
            QCOMPARE((*reader)->evaluateUnit(1, *parseMeasure("AP"))->values, due.values);
        }
        auto workspace = Workspace::open(file().toStdString(), Workspace::Mode::OpenExisting);
        QVERIFY(workspace);
        std::int64_t pieces = 0;
        QVERIFY((*workspace)->writer().call([&](Database& database) {
            pieces = database.number("SELECT count(*) FROM packed_score");
        }));
        QCOMPARE(pieces, std::int64_t(1));
        auto reader = WorkspaceReader::open(file().toStdString());
        QCOMPARE((*reader)->evaluateUnit(1, *parseMeasure("AP"))->values, due.values);
    }

    // Readers that are given the same sets read each of them once.
    void sharedCandidates()
    {
        Store store(file());
        const auto second = store.workspace->addDataset(smallDataset(3, 4, "second")).value();
        QVERIFY(store.workspace->writer().flush());
        const auto sets = std::make_shared<CandidateSets>();
        const auto open = [&](const std::shared_ptr<CandidateSets>& shared) {
            return std::move(*WorkspaceReader::open(store.path, shared));
        };
        const auto a = open(sets);
        const auto b = open(sets);
        const auto set = *a->candidates(store.dataset);
        QCOMPARE((*b->candidates(store.dataset)).get(), set.get());
        QVERIFY((*b->candidates(second)).get() != set.get());
        QCOMPARE((*a->candidates(store.dataset)).get(), set.get()); // the other one did not push it out
        QVERIFY((*open(nullptr)->candidates(store.dataset)).get() != set.get());
        const auto measures = *parseMeasure("AP,nDCG@10");
        QCOMPARE(sets->bounds(set, measures)[0].get(), sets->bounds(set, *parseMeasure("nDCG@5,AP"))[1].get());

        const auto few = std::make_shared<CandidateSets>(1);
        const auto c = open(few);
        const auto kept = *c->candidates(store.dataset);
        QCOMPARE((*c->candidates(store.dataset)).get(), kept.get()); // the last one always stays
        QVERIFY(c->candidates(second));
        QVERIFY((*c->candidates(store.dataset)).get() != kept.get());
        QCOMPARE(few->bounds(kept, measures)[1]->baseOfAll,
                 sets->bounds(set, measures)[1]->baseOfAll); // no longer kept
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
        auto dataset = smallDataset(1, 2, "blank");
        dataset.passageIds = {"d0", "d 1", "d2"};
        const auto id = *store.workspace->addDataset(dataset);
        const auto started =
            store.writer->start({"b", "b", "batch", "m", "1", "{}", "{}"}, {smallUnit(store.model, id, 2)}, false);
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
        QTest::newRow("batches") << QStringLiteral("v_batches") << 1 << 2 << 3;
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
        const auto second = store.writer->start({"2", "2", "batch", "m", "1", "{}", "{}"},
                                                {smallUnit(store.model, store.dataset, kPairs)}, false);
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
            const auto resumed = store.writer->start({"name", "key", "batch", "machine", "1", "{}", "{}"},
                                                     {smallUnit(store.model, store.dataset, kPairs)}, true);
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
            for (const char* view : {"v_results", "v_scores", "v_batches", "v_latency", "v_devices"}) {
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
        for (const char* view : {"v_results", "v_scores", "v_batches", "v_latency"})
            statements.insert(std::string("SELECT * FROM ") + view + " WHERE unit = ?");
        for (const char* view : {"v_results", "v_batches", "v_latency", "v_devices"})
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

    void textsOfQueriesAndCandidates()
    {
        Store store(file());
        const auto reader = store.reader();
        const auto queries = reader->queryTexts(store.dataset);
        QVERIFY(queries);
        QCOMPARE(queries->size(), std::size_t(kQueries));
        QCOMPARE((*queries)[2].first, std::string("q2"));
        QCOMPARE((*queries)[2].second, std::string("query 2"));
        // Of the third query: passages d2, d3, ... in first-stage order, and the same as one by one.
        const auto passages = reader->passageTexts(store.dataset, 2 * kCandidates, kCandidates);
        QVERIFY(passages);
        QCOMPARE(passages->size(), std::size_t(kCandidates));
        QCOMPARE(passages->front(), std::string("passage 2"));
        for (int i = 0; i < kCandidates; ++i)
            QCOMPARE((*passages)[std::size_t(i)], reader->pairTexts(store.dataset, 2 * kCandidates + i)->second);
        const auto ids = reader->pairIds(store.dataset, 2 * kCandidates + 3);
        QVERIFY(ids);
        QCOMPARE(ids->first, std::string("q2"));
        QCOMPARE(ids->second, std::string("d5"));
        QVERIFY(reader->pairIds(store.dataset, kPairs)->first.empty());
        QVERIFY(reader->queryTexts(4711)->empty());
        QVERIFY(reader->passageTexts(store.dataset, kPairs, 5)->empty());
    }

    void batchesOfALiveRun()
    {
        Store store(file());
        std::vector<BatchRecord> batches(3);
        for (std::size_t i = 0; i < batches.size(); ++i) {
            batches[i].unit = store.units[0];
            batches[i].startSeconds = 10.0 * double(i);
            batches[i].totalNs = 1000;
        }
        batches.back().tokeniseNs = 0;
        batches.back().copyNs = 12;
        store.writer->postChunk({}, store.worker, batches);
        const auto reader = store.reader();
        QCOMPARE(reader->batches(store.run)->size(), std::size_t(3));
        const auto late = reader->batches(store.run, 10);
        QVERIFY(late);
        QCOMPARE(late->size(), std::size_t(2));
        QCOMPARE(late->front().startSeconds, 10.0);
        QVERIFY(!late->front().tokeniseNs && !late->front().copyNs); // not measured is not 0
        QCOMPARE(late->back().tokeniseNs, std::optional<std::int64_t>(0));
        QCOMPARE(late->back().copyNs, std::optional<std::int64_t>(12));
    }

private:
    QString file() const { return m_folder->filePath(QStringLiteral("w.rwb")); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(tst_WorkspaceReader)
#include "tst_workspacereader.moc"
