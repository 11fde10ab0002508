// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/workspaceexport.h"
#include "core/store/scorecache.h"
#include "core/store/unittimes.h"
#include "tests/support/smallstore.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <map>
#include <set>
#include <sqlite3.h>
#include <string>

using namespace rw;
using namespace rw::test;

namespace {

std::set<std::string> g_statements;

int heard(unsigned, void*, void* statement, void*)
{
    if (const char* sql = sqlite3_sql(static_cast<sqlite3_stmt*>(statement)))
        g_statements.insert(sql);
    return 0;
}

/// Called by SQLite for every connection that is opened.
int listen(sqlite3* handle, char**, const sqlite3_api_routines*)
{
    return sqlite3_trace_v2(handle, SQLITE_TRACE_STMT, heard, nullptr);
}

} // namespace

/// Tables that grow with the pairs are only ever searched through an index: what is fast with a hundred pairs stays
/// fast with a million.
class tst_QueryPlans : public QObject
{
    Q_OBJECT

private slots:
    void everyStatement()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("w.rwb"));
        sqlite3_auto_extension(reinterpret_cast<void (*)()>(listen));
        {
            Store store(file);
            store.score(store.units[0], 0, kPairs);
            QVERIFY(store.writer->scoredPairs(store.units[0], kPairs));
            QVERIFY(store.writer->reuse(store.units[1], {{0, 1.0F}}));
            store.writer->postRequest(store.worker, {store.units[0], 0, 8, 100, 1, 1000, 1, 0, false});
            store.writer->postWorkerEnd(store.worker, 1, "done");
            store.writer->postUnitStatus(store.units[0], "finished", {});
            store.writer->postProblem(store.run, store.units[1], 3, "broken", {});
            QVERIFY(store.writer->finish(store.run, "cancelled", {}));
            QVERIFY(store.writer->start({"name", "key", "batch", "m", "1", "{}", "{}"},
                                        {smallUnit(store.model, store.dataset, kPairs)}, true));
            const auto reader = store.reader();
            QVERIFY(reader->runs() && reader->units(store.run) && reader->models() && reader->datasets());
            QVERIFY(reader->batches(store.run) && reader->samples(store.run) && reader->problems(store.run));
            QVERIFY(reader->batches(store.run, 1) && reader->pairIds(store.dataset, 0));
            QVERIFY(reader->queryTexts(store.dataset) && reader->passageTexts(store.dataset, 0, kCandidates));
            QVERIFY(reader->inputRules(store.units[0]) && !reader->inputRules(4711));
            QVERIFY(reader->judgments(store.dataset) && reader->unitRun(store.units[0]));
            QVERIFY(reader->evaluateUnit(store.units[0], *parseMeasure("nDCG@10")));
            for (const char* view : {"v_results", "v_scores", "v_batches", "v_latency", "v_queries", "v_devices"}) {
                for (const auto& [run, unit] :
                     {std::pair(store.run, std::int64_t(0)), std::pair(std::int64_t(0), store.units[0]),
                      std::pair(store.run, store.units[0])})
                    QVERIFY(reader->eachRow({view, run, unit}, [](const auto&, const auto&) { return true; }));
            }
            QVERIFY(unitTimes(store.path, store.run));
            auto cache = ScoreCache::open(store.path);
            QVERIFY(cache);
            const auto sources = (*cache)->sources({"fingerprint", "fp32", 0, "{}", 0});
            QVERIFY(sources && !sources->empty());
            QVERIFY((*cache)->scores(sources->front()));
            QVERIFY((*cache)->samePairs(store.dataset, smallDataset(2, 2)));
            QVERIFY((*cache)->unitsOfRun("key"));
            QVERIFY(store.workspace->addDataset(smallDataset(2, 2, "second")));
        }
        sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(listen));

        // Of all others (and under any alias) a scan is a walk over all that is there.
        const std::set<std::string> small = {"model", "dataset", "run", "sqlite_master", "CONSTANT"};
        sqlite3* handle = nullptr;
        QCOMPARE(sqlite3_open(file.toUtf8(), &handle), SQLITE_OK);
        int looked = 0;
        for (const auto& sql : g_statements) {
            if (sql.find("SELECT") == std::string::npos && sql.find("UPDATE") == std::string::npos &&
                sql.find("DELETE") == std::string::npos)
                continue;
            sqlite3_stmt* plan = nullptr;
            if (sqlite3_prepare_v2(handle, ("EXPLAIN QUERY PLAN " + sql).c_str(), -1, &plan, nullptr) != SQLITE_OK)
                continue; // a statement of the schema, which is there already
            ++looked;
            while (sqlite3_step(plan) == SQLITE_ROW) {
                const std::string step = reinterpret_cast<const char*>(sqlite3_column_text(plan, 3));
                const std::string what = step + " in " + sql;
                QVERIFY2(step.find("AUTOMATIC") == std::string::npos, what.c_str());
                if (step.rfind("SCAN ", 0) == 0) {
                    const auto table = step.substr(5, step.find(' ', 5) - 5);
                    QVERIFY2(small.contains(table), what.c_str());
                }
            }
            sqlite3_finalize(plan);
        }
        sqlite3_close(handle);
        QVERIFY2(looked > 30, qPrintable(QString::number(looked)));
    }

    // What refers to something that is removed is found without reading all that refers to anything.
    void everyReference()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("w.rwb"));
        {
            Store store(file);
        }
        sqlite3* handle = nullptr;
        QCOMPARE(sqlite3_open(file.toUtf8(), &handle), SQLITE_OK);
        sqlite3_stmt* references = nullptr;
        QCOMPARE(
            sqlite3_prepare_v2(handle,
                               "SELECT sqlite_master.name, key.\"from\" FROM sqlite_master JOIN "
                               "pragma_foreign_key_list(sqlite_master.name) AS key WHERE sqlite_master.type = 'table'",
                               -1, &references, nullptr),
            SQLITE_OK);
        int looked = 0;
        while (sqlite3_step(references) == SQLITE_ROW) {
            const auto text = [references](int column) {
                return std::string(reinterpret_cast<const char*>(sqlite3_column_text(references, column)));
            };
            const std::string sql = "EXPLAIN QUERY PLAN SELECT 1 FROM " + text(0) + " WHERE " + text(1) + " = 1";
            sqlite3_stmt* plan = nullptr;
            QCOMPARE(sqlite3_prepare_v2(handle, sql.c_str(), -1, &plan, nullptr), SQLITE_OK);
            QCOMPARE(sqlite3_step(plan), SQLITE_ROW);
            const std::string step = reinterpret_cast<const char*>(sqlite3_column_text(plan, 3));
            QVERIFY2(step.rfind("SEARCH ", 0) == 0, (text(0) + "." + text(1) + ": " + step).c_str());
            sqlite3_finalize(plan);
            ++looked;
        }
        sqlite3_finalize(references);
        sqlite3_close(handle);
        QVERIFY2(looked > 10, qPrintable(QString::number(looked)));
    }
};

QTEST_GUILESS_MAIN(tst_QueryPlans)
#include "tst_queryplans.moc"
