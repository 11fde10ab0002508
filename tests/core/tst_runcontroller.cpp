// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/runcontroller.h"
#include "core/store/database.h"
#include "core/store/unittimes.h"
#include "core/store/workspace.h"
#include "core/store/writerthread.h"
#include "tests/support/runfixture.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <map>
#include <utility>

using namespace rw;
using namespace rw::test;

class tst_RunController : public QObject, private RunFixture
{
    Q_OBJECT

private slots:
    void initTestCase() { useOwnCache(); }
    void init() { newFolder(); }

    void storesEverything()
    {
        auto wanted = request();
        wanted.experiment.maxLengths = {64, 128};
        const auto heard = run(wanted);
        QVERIFY2(heard.end.kind == RunOutcome::Kind::Finished, heard.end.error.what.c_str());
        QCOMPARE(heard.end.unitsFailed, 0);
        QCOMPARE(heard.progress.done, qint64(2 * kPairs));
        QCOMPARE(heard.progress.total, qint64(2 * kPairs));
        QCOMPARE(computed(), qint64(2 * kPairs));
        const auto scored = scores();
        QCOMPARE(scored.size(), std::size_t(2 * kPairs));
        const auto store = reader();
        QCOMPARE(store->runs()->size(), std::size_t(1));
        QCOMPARE(runStatus(), std::string("finished"));
        QCOMPARE(store->runs()->front().unitsFinished, std::int64_t(2));
        QVERIFY(!store->runs()->front().endedAt.empty());
        QVERIFY(problems(heard.end.run).empty());
        QCOMPARE(heard.units.size(), std::size_t(2));
        for (const auto& unit : unitRecords()) {
            QCOMPARE(unit.status, std::string("finished"));
            QCOMPARE(unit.scored, std::int64_t(kPairs));
            const auto& said = heard.units.at(unit.id);
            QVERIFY(said.state == UnitState::Finished);
            QCOMPARE(said.done, qint64(kPairs));
            const auto evaluation = *store->evaluateUnit(unit.id, *parseMeasure("nDCG@10"));
            QVERIFY(evaluation.complete);
            QCOMPARE(said.ndcg10.value(), evaluation.mean[0]);
        }
        std::int64_t pairs = 0;
        for (const auto& batch : batches(heard.end.run)) {
            QCOMPARE(batch.lengths, 2); // both in one pass
            pairs += batch.pairs;
            QVERIFY(batch.startSeconds >= 0 && batch.startSeconds < 60);
            // Whole nanoseconds of every part; texts were tokenised before, and a processor has nothing to copy.
            QVERIFY(batch.queueNs && batch.totalNs > 0 && batch.assembleNs > 0 && batch.forwardNs > 0);
            QCOMPARE(batch.tokeniseNs, std::optional<std::int64_t>(0));
            QCOMPARE(batch.copyNs, std::optional<std::int64_t>(0));
        }
        QCOMPARE(pairs, std::int64_t(kPairs));
        QCOMPARE(rowsOf("v_batches"), int(batches(heard.end.run).size()));
        QCOMPARE(rowsOf("v_latency"), 0); // their time is that of neither
    }

    void lengthsByThemselves()
    {
        auto wanted = request();
        wanted.experiment.maxLengths = {128, 64}; // in any order
        QVERIFY(run(wanted).end.kind == RunOutcome::Kind::Finished);
        const auto together = scores();
        wanted.workspace = file("alone.rwb").toStdString();
        wanted.experiment.shareLengths = false;
        const auto heard = run(wanted);
        QVERIFY(heard.end.kind == RunOutcome::Kind::Finished);
        QCOMPARE(scores("alone.rwb"), together);
        std::map<std::int64_t, std::int64_t> pairs;
        for (const auto& batch : batches(heard.end.run, "alone.rwb")) {
            QCOMPARE(batch.lengths, 1);
            pairs[batch.unit] += batch.pairs;
        }
        QCOMPARE(pairs, (std::map<std::int64_t, std::int64_t>{{1, kPairs}, {2, kPairs}}));
    }

    // XLM-RoBERTa has no positions beyond 1024 tokens: it is left out there, the other model is not.
    void lengthsThatOneModelDoesNotTake()
    {
        auto wanted = request();
        auto other = wanted.experiment.models[0];
        other.path = goldenModel("gemma").toStdString();
        other.name = "gemma";
        wanted.experiment.models.push_back(other);
        wanted.experiment.maxLengths = {64, 2048, 4096};
        const auto heard = run(wanted);
        QVERIFY(heard.end.kind == RunOutcome::Kind::Finished);
        std::vector<std::pair<std::string, int>> units;
        for (const auto& unit : unitRecords())
            units.emplace_back(unit.modelName, unit.maxLength);
        QCOMPARE(units, (std::vector<std::pair<std::string, int>>{
                            {"xlm-roberta", 64}, {"gemma", 64}, {"gemma", 2048}, {"gemma", 4096}}));
        QVERIFY2(heard.log.join(QLatin1Char('\n'))
                     .contains(QStringLiteral("xlm-roberta takes at most 1024 tokens: it is left out at 2048, 4096")),
                 qPrintable(heard.log.join(QLatin1Char('\n'))));

        // Alone at such lengths, it is scored once, with inputs that fit its table.
        wanted.experiment.models.pop_back();
        wanted.experiment.maxLengths = {2048, 4096};
        wanted.workspace = file("alone.rwb").toStdString();
        const auto alone = run(wanted);
        QVERIFY(alone.end.kind == RunOutcome::Kind::Finished);
        QCOMPARE(alone.units.size(), std::size_t(1));
        QCOMPARE(alone.units.begin()->second.maxLength, 2048);
        QVERIFY(alone.log.join(QLatin1Char('\n')).contains(QStringLiteral("its inputs at 2048 are cut to that")));

        // A model has lengths of its own where the experiment says so.
        wanted.experiment.models = {other};
        wanted.experiment.models[0].maxLengths = {64};
        wanted.workspace = file("own.rwb").toStdString();
        const auto own = run(wanted);
        QCOMPARE(own.units.size(), std::size_t(1));
        QCOMPARE(own.units.begin()->second.maxLength, 64);
    }

    void cutoffLayers()
    {
        const auto heard = run(request("minicpm-layerwise", {6, 3}));
        QVERIFY(heard.end.kind == RunOutcome::Kind::Finished);
        const auto units = unitRecords();
        QCOMPARE(units.size(), std::size_t(2));
        QCOMPARE(units[0].cutoffLayer, 3);
        QCOMPARE(units[1].cutoffLayer, 6);
        QCOMPARE(computed(), qint64(kPairs)); // one pass
        const auto scored = scores();
        QCOMPARE(scored.size(), std::size_t(2 * kPairs));
        for (int pair = 0; pair < kPairs; ++pair) {
            // fakeScore() gives every layer 3/8 more, but for its modulus.
            const double difference = scored.at({units[1].id, pair}) - scored.at({units[0].id, pair});
            QVERIFY(difference == 9.0 / 8 || difference == (9.0 - 1009) / 8);
        }
    }

    void repeats()
    {
        auto wanted = request();
        wanted.experiment.repeats = 3;
        const auto heard = run(wanted);
        QVERIFY(heard.end.kind == RunOutcome::Kind::Finished);
        QCOMPARE(heard.progress.done, qint64(3 * kPairs));
        QCOMPARE(computed(), qint64(3 * kPairs));
        QCOMPARE(scores().size(), std::size_t(kPairs));
        std::map<int, int> pairs;
        for (const auto& batch : batches(heard.end.run))
            pairs[batch.repeat] += batch.pairs;
        QCOMPARE(pairs, (std::map<int, int>{{0, kPairs}, {1, kPairs}, {2, kPairs}}));
    }

    // Further repeats are there for the time of each length.
    void repeatsAreOfOneLength()
    {
        auto wanted = request();
        wanted.experiment.maxLengths = {64, 128};
        wanted.experiment.repeats = 2;
        const auto heard = run(wanted);
        QVERIFY(heard.end.kind == RunOutcome::Kind::Finished);
        std::map<std::pair<int, std::int64_t>, int> pairs; // repeat and first unit
        for (const auto& batch : batches(heard.end.run)) {
            QCOMPARE(batch.lengths, batch.repeat == 0 ? 2 : 1);
            pairs[{batch.repeat, batch.unit}] += batch.pairs;
        }
        QCOMPARE(pairs,
                 (std::map<std::pair<int, std::int64_t>, int>{{{0, 1}, kPairs}, {{1, 1}, kPairs}, {{1, 2}, kPairs}}));
    }

    // One query with all its candidates at a time, in the order of the data, each timed as a whole.
    void interactive()
    {
        qputenv("FAKE_WORKER_PAIR_US", "300");
        auto wanted = request();
        QVERIFY(run(wanted).end.kind == RunOutcome::Kind::Finished);
        const auto batchScores = scores();
        QVERIFY(unitTimes(file("w.rwb").toStdString(), 1)->at(1).pairsPerSecond.value() > 1000);
        QFile::remove(log());
        wanted.workspace = file("i.rwb").toStdString();
        wanted.experiment.scenario = Experiment::Scenario::Interactive;
        wanted.experiment.maxLengths = {64, 128};
        wanted.experiment.repeats = 2;
        wanted.experiment.warmupBatches = 1;
        auto heard = run(wanted);
        QVERIFY2(heard.end.kind == RunOutcome::Kind::Finished, heard.end.error.what.c_str());
        QCOMPARE(computed(), qint64(2 * 2 * kPairs)); // nothing shared, nothing taken from elsewhere
        const auto lines = contents(log()).trimmed().split('\n');
        QCOMPARE(lines.size(), 2 * 2 * kQueries);
        for (const auto& line : lines)
            QCOMPARE(line.split(' ').value(1).toInt(), kCandidates);
        QCOMPARE(reader("i.rwb")->runs()->size(), std::size_t(1));
        std::map<std::string, int> queries;
        const auto looked = reader("i.rwb")->eachRow({"v_queries", 0, 0}, [&](const auto& names, const auto& values) {
            const auto column = [&names](const char* wantedName) {
                return std::size_t(std::find(names.begin(), names.end(), wantedName) - names.begin());
            };
            ++queries[std::get<std::string>(values[column("query_id")])];
            if (std::get<double>(values[column("total_ms")]) < 0.3 * kCandidates)
                qFatal("a query took less than its pairs");
            return true;
        });
        QVERIFY(looked);
        QCOMPARE(queries.size(), std::size_t(kQueries));
        for (const auto& [query, times] : queries)
            QCOMPARE(times, 4);
        const auto times = unitTimes(file("i.rwb").toStdString(), 1);
        QVERIFY(times);
        QCOMPARE(times->size(), std::size_t(2));
        for (const auto& [unit, one] : *times) {
            QVERIFY(one.queryMs.size() >= 2 * kQueries - 2 && one.queryMs.size() <= 2 * kQueries); // less the warm-up
            QVERIFY(nearestRank(one.queryMs, 50) && nearestRank(one.queryMs, 95) && !nearestRank(one.queryMs, 99));
            QVERIFY(!one.pairsPerSecond); // that is the other scenario
        }
        std::size_t same = 0;
        for (const auto& [pair, score] : scores("i.rwb"))
            same += pair.first == 2 && score == batchScores.at({1, pair.second});
        QCOMPARE(same, std::size_t(kPairs));

        // After an interruption only whole queries are samples.
        qputenv("FAKE_WORKER_PAIR_US", "2000");
        wanted.workspace = file("j.rwb").toStdString();
        wanted.experiment.repeats = 1;
        bool cancelled = false;
        heard = run(wanted, [&](RunController& controller, const LaneStatus& lane) {
            if (lane.pairs > 50 && !std::exchange(cancelled, true))
                controller.cancel();
        });
        QVERIFY(heard.end.kind == RunOutcome::Kind::Cancelled);
        qunsetenv("FAKE_WORKER_PAIR_US");
        wanted.resume = true;
        QVERIFY(run(wanted).end.kind == RunOutcome::Kind::Finished);
        QCOMPARE(scores("j.rwb"), scores("i.rwb"));
    }

    void provenance()
    {
        const auto heard = run(request());
        auto wanted = request();
        wanted.resume = true;
        QVERIFY(run(wanted).end.kind == RunOutcome::Kind::Finished);
        auto workspace = Workspace::open(file("w.rwb").toStdString(), Workspace::Mode::OpenExisting);
        QVERIFY(workspace);
        QVERIFY((*workspace)->writer().call([&](Database& database) {
            QCOMPARE(database.number("SELECT count(*) FROM start"), std::int64_t(2)); // both starts
            Statement row = database.prepare("SELECT provenance FROM start WHERE run = ?");
            row.bind(std::int64_t(heard.end.run));
            QVERIFY(row.step());
            const auto json = QJsonDocument::fromJson(QByteArray::fromStdString(row.text(0))).object();
            for (const char* path : {"program.version", "program.build_id", "program.engine", "libraries.sqlite",
                                     "machine.processor", "machine.features", "batching.threads", "batching.devices",
                                     "batching.warmup_batches", "conditions.load_average", "preparation.tokenise_ns"}) {
                const auto parts = QString::fromLatin1(path).split(QLatin1Char('.'));
                const auto value = json[parts[0]][parts[1]];
                QVERIFY2(!value.isUndefined() && value != QJsonValue(QString()), path);
            }
            QCOMPARE(database.number("SELECT count(*) FROM dataset WHERE length(judgments_hash) = 64 AND "
                                     "length(candidates_hash) = 64 AND judgments_hash != candidates_hash"),
                     std::int64_t(1));
            QCOMPARE(database.number("SELECT count(*) FROM run WHERE length(uuid) = 36"), std::int64_t(1));
        }));
    }

    // While it goes on: the measure over the queries that are complete, and how many these are.
    void ndcgSoFar()
    {
        qputenv("FAKE_WORKER_PAIR_US", "25000");
        auto wanted = request();
        wanted.experiment.scenario = Experiment::Scenario::Interactive; // query by query
        RunController controller;
        int ends = 0;
        int looks = 0;
        int most = 0;
        connect(&controller, &RunController::progressed, &controller, [&](const RunProgress& progress) {
            if (!progress.ndcg10SoFar)
                return;
            ++looks;
            most = std::max(most, progress.queriesComplete);
            if (progress.queriesJudged != kQueries || progress.queriesComplete > kQueries ||
                progress.queriesComplete * kCandidates > progress.done || *progress.ndcg10SoFar < 0 ||
                *progress.ndcg10SoFar > 1)
                qFatal("%d of %d queries", progress.queriesComplete, progress.queriesJudged);
        });
        connect(&controller, &RunController::ended, &controller, [&](const RunOutcome&) { ++ends; });
        controller.start(wanted);
        QTRY_COMPARE_WITH_TIMEOUT(ends, 1, 30000);
        QVERIFY2(looks > 0 && most > 0, qPrintable(QString::number(looks)));
    }
};

QTEST_GUILESS_MAIN(tst_RunController)
#include "tst_runcontroller.moc"
