// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/runcontroller.h"
#include "core/store/database.h"
#include "core/store/unittimes.h"
#include "core/store/workspace.h"
#include "core/store/workspacereader.h"
#include "core/store/writerthread.h"
#include "tests/support/cli.h"
#include "tests/support/tinymodel.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <functional>
#include <map>
#include <set>
#include <unistd.h>
#include <utility>

using namespace rw;

namespace {

constexpr int kQueries = 40;
constexpr int kCandidates = 10;
constexpr int kPairs = kQueries * kCandidates;

QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QByteArray dataset(int queries = kQueries)
{
    return test::pairsData(queries, kCandidates - 1);
}

/// What a run said.
struct Heard
{
    RunOutcome end;
    int ends = 0;
    int afterTheEnd = 0;
    std::map<qint64, UnitStatus> units;
    RunProgress progress;
    QStringList log;
};

/// One score of each pair, by unit and pair.
using Scores = std::map<std::pair<std::int64_t, std::int64_t>, double>;

} // namespace

class tst_RunController : public QObject
{
    Q_OBJECT

private:
    QString file(const char* name) const { return m_folder->filePath(QLatin1String(name)); }
    QString log() const { return file("log"); }

    RunController::Request request(const char* kind = "xlm-roberta", std::vector<int> layers = {}) const
    {
        RunController::Request request;
        request.experiment.name = "test";
        Experiment::ModelEntry model;
        model.path = test::goldenModel(kind).toStdString();
        model.name = kind;
        model.cutoffLayers = std::move(layers);
        request.experiment.models = {model};
        request.experiment.datasets = {{file("data.jsonl").toStdString(), {}}};
        request.experiment.maxLengths = {128};
        request.experiment.devices = {"cpu", "cpu"};
        request.workspace = file("w.rwb").toStdString();
        request.workerProgram = QStringLiteral(RW_BIN_DIR "/rw-fakeworker");
        return request;
    }

    /// Runs to the end. `meddle` sees every change of a lane.
    Heard run(const RunController::Request& request,
              const std::function<void(RunController&, const LaneStatus&)>& meddle = {}) const
    {
        RunController controller;
        Heard heard;
        const auto hear = [&heard] {
            heard.afterTheEnd += heard.ends > 0;
        };
        connect(&controller, &RunController::unitChanged, &controller, [&](const UnitStatus& unit) {
            hear();
            heard.units[unit.unit] = unit;
        });
        connect(&controller, &RunController::progressed, &controller, [&](const RunProgress& progress) {
            hear();
            heard.progress = progress;
        });
        connect(&controller, &RunController::logged, &controller,
                [&](const LogEntry& entry) { heard.log += entry.text; });
        connect(&controller, &RunController::laneChanged, &controller, [&](const LaneStatus& lane) {
            hear();
            if (meddle)
                meddle(controller, lane);
        });
        connect(&controller, &RunController::ended, &controller, [&](const RunOutcome& outcome) {
            heard.end = outcome;
            ++heard.ends;
        });
        controller.start(request);
        const auto ended = [&] {
            return heard.ends > 0 && !controller.isRunning();
        };
        (void)QTest::qWaitFor(ended, 60000);
        QTest::qWait(30); // a second end would come now
        if (heard.ends != 1 || heard.afterTheEnd > 0)
            qFatal("%d ends, %d signals after it", heard.ends, heard.afterTheEnd);
        return heard;
    }

    std::unique_ptr<WorkspaceReader> reader(const char* name = "w.rwb") const
    {
        auto opened = WorkspaceReader::open(file(name).toStdString());
        if (!opened)
            qFatal("%s", opened.error().what.c_str());
        return std::move(*opened);
    }

    Scores scores(const char* name = "w.rwb") const
    {
        Scores scores;
        const auto status = reader(name)->eachRow({"v_scores", 0, 0}, [&](const auto& names, const auto& values) {
            const auto column = [&names](const char* wanted) {
                return std::size_t(std::find(names.begin(), names.end(), wanted) - names.begin());
            };
            const auto key = std::pair(std::get<std::int64_t>(values[column("unit")]),
                                       std::get<std::int64_t>(values[column("pair")]));
            if (!scores.emplace(key, std::get<double>(values[column("score")])).second)
                qFatal("a pair has two scores");
            return true;
        });
        if (!status)
            qFatal("%s", status.error().what.c_str());
        return scores;
    }

    std::vector<UnitRecord> unitRecords() const { return reader()->units().value(); }
    std::vector<BatchRecord> batches(qint64 run, const char* name = "w.rwb") const
    {
        return reader(name)->batches(run).value();
    }
    std::vector<ProblemRecord> problems(qint64 run) const { return reader()->problems(run).value(); }
    std::string runStatus() const { return reader()->runs()->front().status; }

    int rowsOf(const char* view) const
    {
        int rows = 0;
        const auto status = reader()->eachRow({view, 0, 0}, [&rows](const auto&, const auto&) {
            ++rows;
            return true;
        });
        return status ? rows : -1;
    }

    /// Pairs that workers computed at some length, as they say.
    qint64 computed() const
    {
        qint64 sum = 0;
        for (const auto& line : contents(log()).split('\n'))
            sum += line.split(' ').value(1).toInt();
        return sum;
    }

private slots:
    void initTestCase()
    {
        QVERIFY(m_cache.isValid());
        qputenv("XDG_CACHE_HOME", m_cache.path().toLocal8Bit());
    }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
        for (const char* name : {"FAKE_WORKER", "FAKE_WORKER_ONCE", "FAKE_WORKER_DELAY", "FAKE_WORKER_PAIR_US"})
            qunsetenv(name);
        qputenv("FAKE_WORKER_LOG", log().toLocal8Bit());
        test::writeFile(file("data.jsonl"), dataset());
    }

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

    // Some pairs miss one length, some the other, some both, some none.
    void resumedLengths()
    {
        auto wanted = request("minicpm-layerwise", {3, 6});
        wanted.experiment.maxLengths = {32, 64, 128};
        wanted.experiment.repeats = 2;
        wanted.experiment.reuseScores = false; // the rows are equal at all of them
        QVERIFY(run(wanted).end.kind == RunOutcome::Kind::Finished);
        const auto undisturbed = scores();
        QCOMPARE(undisturbed.size(), std::size_t(6 * kPairs));
        qint64 missing = 0; // by pair and length
        {
            auto workspace = Workspace::open(file("w.rwb").toStdString(), Workspace::Mode::OpenExisting);
            QVERIFY(workspace);
            const auto status = (*workspace)->writer().call([&](Database& database) {
                const auto drop = [&](int unit, int begin, int end) {
                    database.execute("DELETE FROM score WHERE unit = " + std::to_string(unit) +
                                     " AND pair >= " + std::to_string(begin) + " AND pair < " + std::to_string(end));
                };
                drop(1, 0, 100);  // the first length, first layer
                drop(4, 50, 200); // the second length, second layer
                drop(3, 50, 60);
            });
            QVERIFY(status);
            missing = 100 + 150;
        }
        QFile::remove(log());
        wanted.resume = true;
        const auto heard = run(wanted);
        QVERIFY(heard.end.kind == RunOutcome::Kind::Finished);
        QCOMPARE(heard.progress.total, qint64(2 * 3 * kPairs));
        QCOMPARE(heard.progress.done, heard.progress.total);
        QCOMPARE(computed(), 2 * missing);
        QCOMPARE(scores(), undisturbed);
        for (const auto& unit : unitRecords())
            QCOMPARE(unit.status, std::string("finished"));
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

    void percentiles()
    {
        std::vector<double> values;
        for (int i = 1; i <= 100; ++i)
            values.push_back(i);
        QCOMPARE(nearestRank(values, 50).value(), 50.0);
        QCOMPARE(nearestRank(values, 95).value(), 95.0);
        QVERIFY(!nearestRank(values, 99)); // 299 are needed
        values.resize(58);
        QVERIFY(!nearestRank(values, 95));
        values.push_back(59);
        QCOMPARE(nearestRank(values, 95).value(), 57.0); // ceil(56.05)
        QVERIFY(!nearestRank({}, 50));
        QCOMPARE(nearestRank({1, 2, 3, 4, 5}, 50).value(), 3.0);
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

    void killedWorker()
    {
        QVERIFY(run(request()).end.kind == RunOutcome::Kind::Finished);
        const auto undisturbed = scores();
        auto wanted = request();
        wanted.workspace = file("killed.rwb").toStdString();
        qputenv("FAKE_WORKER_DELAY", "60");
        int kills = 0;
        const auto heard = run(wanted, [&](RunController&, const LaneStatus& lane) {
            if (lane.state == LaneState::Scoring && lane.pairs > 0 && kills < 3 &&
                ::kill(pid_t(lane.pid), SIGKILL) == 0)
                ++kills;
        });
        QVERIFY2(heard.end.kind == RunOutcome::Kind::Finished, heard.end.error.what.c_str());
        QCOMPARE(kills, 3);
        QVERIFY(heard.log.filter(QStringLiteral("signal 9")).size() >= 1);
        QCOMPARE(scores("killed.rwb"), undisturbed);
    }

    void cancelAndResume()
    {
        QVERIFY(run(request()).end.kind == RunOutcome::Kind::Finished);
        const auto undisturbed = scores();
        QFile::remove(log());
        auto wanted = request();
        wanted.workspace = file("resumed.rwb").toStdString();
        qputenv("FAKE_WORKER_DELAY", "80");
        QElapsedTimer sinceCancel;
        auto heard = run(wanted, [&](RunController& controller, const LaneStatus& lane) {
            if (lane.pairs > 0 && !sinceCancel.isValid()) {
                sinceCancel.start();
                controller.cancel();
                controller.cancel(); // twice is once
            }
        });
        QVERIFY(heard.end.kind == RunOutcome::Kind::Cancelled);
        QVERIFY2(sinceCancel.elapsed() < 3000, qPrintable(QString::number(sinceCancel.elapsed())));
        const auto before = qint64(scores("resumed.rwb").size());
        QVERIFY(before > 0 && before < kPairs);
        QCOMPARE(computed(), before); // finished work was kept
        QCOMPARE(reader("resumed.rwb")->runs()->front().status, std::string("cancelled"));
        QCOMPARE(reader("resumed.rwb")->units()->front().status, std::string("incomplete"));

        qunsetenv("FAKE_WORKER_DELAY");
        wanted.resume = true;
        wanted.experiment.devices = {"cpu"}; // how is no part of what
        heard = run(wanted);
        QVERIFY2(heard.end.kind == RunOutcome::Kind::Finished, heard.end.error.what.c_str());
        QCOMPARE(heard.progress.reused, before);
        QCOMPARE(heard.progress.done, qint64(kPairs));
        QCOMPARE(computed(), qint64(kPairs)); // nothing twice
        QCOMPARE(scores("resumed.rwb"), undisturbed);
        QCOMPARE(reader("resumed.rwb")->runs()->size(), std::size_t(1));
        QCOMPARE(reader("resumed.rwb")->runs()->front().status, std::string("finished"));

        // What is finished starts no worker.
        heard = run(wanted);
        QVERIFY(heard.end.kind == RunOutcome::Kind::Finished);
        QCOMPARE(computed(), qint64(kPairs));
        // Without --resume it is a new run, and another computation where that is asked for.
        wanted.resume = false;
        wanted.experiment.reuseScores = false;
        QVERIFY(run(wanted).end.kind == RunOutcome::Kind::Finished);
        QCOMPARE(reader("resumed.rwb")->runs()->size(), std::size_t(2));
        QCOMPARE(computed(), qint64(2 * kPairs));
    }

    // A new run takes what an earlier one computed, and nothing of that is timed.
    void reusedScores()
    {
        QVERIFY(run(request()).end.kind == RunOutcome::Kind::Finished);
        QCOMPARE(computed(), qint64(kPairs));
        auto wanted = request();
        wanted.experiment.name = "another";
        wanted.experiment.maxLengths = {64, 128};
        auto heard = run(wanted);
        QVERIFY2(heard.end.kind == RunOutcome::Kind::Finished, heard.end.error.what.c_str());
        // These texts are so short that both lengths give the same rows.
        QCOMPARE(computed(), qint64(kPairs));
        QCOMPARE(heard.progress.reused, qint64(2 * kPairs));
        QVERIFY(batches(heard.end.run).empty());
        const auto units = unitRecords();
        QCOMPARE(units.size(), std::size_t(3));
        const auto scored = scores();
        for (const std::size_t unit : {1, 2}) {
            QCOMPARE(units[unit].reused, std::int64_t(kPairs));
            QCOMPARE(units[unit].status, std::string("finished"));
            for (int pair = 0; pair < kPairs; ++pair)
                QCOMPARE(scored.at({units[unit].id, pair}), scored.at({units[0].id, pair}));
        }
        QCOMPARE(units[0].reused, std::int64_t(0));

        // At this length most rows are cut: another input, another score.
        wanted.experiment.maxLengths = {12};
        heard = run(wanted);
        QVERIFY(heard.end.kind == RunOutcome::Kind::Finished);
        QVERIFY2(heard.progress.reused < kPairs, qPrintable(QString::number(heard.progress.reused)));
        QCOMPARE(computed(), kPairs + kPairs - heard.progress.reused);

        // What a prompt or a type changes is not the same.
        QFile::remove(log());
        wanted = request();
        wanted.experiment.models[0].instructions.query = "Q: ";
        QVERIFY(run(wanted).end.kind == RunOutcome::Kind::Finished);
        QCOMPARE(computed(), qint64(kPairs));
        wanted = request();
        wanted.experiment.quantizations = {Quantization::Bf16};
        QVERIFY(run(wanted).end.kind == RunOutcome::Kind::Finished);
        QCOMPARE(computed(), qint64(2 * kPairs));
    }

    // The same texts in another data set: more queries, another order, other ids.
    void reusedFromAnotherDataset()
    {
        test::writeFile(file("data.jsonl"), dataset(15));
        QVERIFY(run(request()).end.kind == RunOutcome::Kind::Finished);
        const auto before = scores();
        QFile::remove(log());
        auto lines = dataset().trimmed().split('\n');
        std::reverse(lines.begin(), lines.end());
        test::writeFile(file("data.jsonl"), lines.join('\n') + "\n");
        const auto heard = run(request());
        QVERIFY2(heard.end.kind == RunOutcome::Kind::Finished, heard.end.error.what.c_str());
        QCOMPARE(heard.progress.reused, qint64(15 * kCandidates));
        QCOMPARE(computed(), qint64((kQueries - 15) * kCandidates));
        const auto after = scores();
        const auto units = unitRecords();
        for (int query = 0; query < 15; ++query) {
            for (int i = 0; i < kCandidates; ++i)
                QCOMPARE(after.at({units[1].id, (kQueries - 1 - query) * kCandidates + i}),
                         before.at({units[0].id, query * kCandidates + i}));
        }
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
                                     "batching.warmup_batches", "conditions.load_average"}) {
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

    void cancelAtOnce()
    {
        for (const int afterMs : {0, 1, 20, 60}) {
            RunController controller;
            int ends = 0;
            RunOutcome end;
            connect(&controller, &RunController::ended, &controller, [&](const RunOutcome& outcome) {
                ++ends;
                end = outcome;
            });
            controller.start(request());
            QTest::qWait(afterMs);
            controller.cancel();
            QTRY_COMPARE_WITH_TIMEOUT(ends, 1, 10000);
            QTest::qWait(20);
            QCOMPARE(ends, 1);
            QVERIFY(end.kind != RunOutcome::Kind::Failed);
            // The same object runs again.
            controller.start(request());
            QTRY_COMPARE_WITH_TIMEOUT(ends, 2, 10000);
            QVERIFY2(end.kind == RunOutcome::Kind::Finished, end.error.what.c_str());
        }
    }

    void droppedInTheMiddle()
    {
        qputenv("FAKE_WORKER_DELAY", "500");
        qint64 pid = 0;
        {
            RunController controller;
            connect(&controller, &RunController::laneChanged, &controller,
                    [&](const LaneStatus& lane) { pid = lane.state == LaneState::Scoring ? lane.pid : pid; });
            controller.start(request());
            QTRY_VERIFY_WITH_TIMEOUT(pid > 0, 20000);
        }
        QTRY_VERIFY_WITH_TIMEOUT(::kill(pid_t(pid), 0) != 0, 3000); // no worker is left
        qunsetenv("FAKE_WORKER_DELAY");
        auto wanted = request();
        wanted.resume = true;
        QVERIFY(run(wanted).end.kind == RunOutcome::Kind::Finished);
        QCOMPARE(scores().size(), std::size_t(kPairs));
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

    // A pause lets the chunks in hand finish, keeps the workers, and goes on where it was.
    void pausedInTheMiddle()
    {
        constexpr int kMany = 120 * kCandidates;
        test::writeFile(file("data.jsonl"), dataset(120));
        qputenv("FAKE_WORKER_PAIR_US", "8000");
        RunController controller;
        int ends = 0;
        std::set<qint64> pids;
        bool scoring = false;
        connect(&controller, &RunController::ended, &controller, [&](const RunOutcome&) { ++ends; });
        connect(&controller, &RunController::laneChanged, &controller, [&](const LaneStatus& lane) {
            if (lane.pid > 0)
                pids.insert(lane.pid);
            scoring = scoring || lane.pairs > 0;
        });
        controller.start(request());
        QTRY_VERIFY_WITH_TIMEOUT(scoring, 20000);
        controller.setPaused(true);
        QTest::qWait(2500);
        const auto paused = computed();
        QVERIFY(paused > 0 && paused < kMany);
        QTest::qWait(700);
        QCOMPARE(computed(), paused);
        controller.setPaused(false);
        QTRY_COMPARE_WITH_TIMEOUT(ends, 1, 20000);
        QCOMPARE(computed(), qint64(kMany));
        QCOMPARE(pids.size(), std::size_t(2)); // no worker was started anew
    }

    void pausedDoesNothing()
    {
        RunController controller;
        int ends = 0;
        connect(&controller, &RunController::ended, &controller, [&](const RunOutcome&) { ++ends; });
        controller.start(request());
        controller.setPaused(true);
        QTest::qWait(1000);
        QCOMPARE(ends, 0);
        QCOMPARE(computed(), qint64(0));
        controller.setPaused(false);
        QTRY_COMPARE_WITH_TIMEOUT(ends, 1, 20000);
        QCOMPARE(computed(), qint64(kPairs));
    }

    void changedSince_data()
    {
        QTest::addColumn<bool>("model");
        QTest::newRow("model") << true;
        QTest::newRow("data") << false;
    }

    void changedSince()
    {
        QFETCH(bool, model);
        const QString copy = file("model");
        QVERIFY(QDir().mkpath(copy));
        for (const auto& entry : QDir(test::goldenModel("xlm-roberta")).entryInfoList(QDir::Files))
            QVERIFY(QFile::copy(entry.filePath(), copy + QLatin1Char('/') + entry.fileName()));
        auto wanted = request();
        wanted.experiment.models[0].path = copy.toStdString();
        QVERIFY(run(wanted).end.kind == RunOutcome::Kind::Finished);
        const auto before = scores();
        if (model) {
            const QString config = copy + QStringLiteral("/config.json");
            const auto text = contents(config) + "\n";
            QFile::remove(config);
            test::writeFile(config, text);
        } else {
            test::writeFile(file("data.jsonl"), dataset(kQueries - 1));
        }
        wanted.resume = true;
        auto heard = run(wanted);
        QVERIFY(heard.end.kind == RunOutcome::Kind::Failed);
        const auto& error = heard.end.error;
        QVERIFY2(error.what.find("cannot be resumed") != std::string::npos &&
                     error.what.find("xlm-roberta") != std::string::npos &&
                     error.hint.find("without --resume") != std::string::npos,
                 error.what.c_str());
        QCOMPARE(scores(), before);
        QCOMPARE(runStatus(), std::string("finished")); // the old run is untouched
        wanted.resume = false;
        QVERIFY(run(wanted).end.kind == RunOutcome::Kind::Finished);
    }

    void secondRunAtTheSameTime_data()
    {
        QTest::addColumn<bool>("link");
        QTest::newRow("same name") << false;
        QTest::newRow("link to it") << true;
    }

    void secondRunAtTheSameTime()
    {
        QFETCH(bool, link);
        qputenv("FAKE_WORKER_DELAY", "2500");
        RunController first;
        int ends = 0;
        bool scoring = false;
        RunOutcome end;
        connect(&first, &RunController::ended, &first, [&](const RunOutcome& outcome) {
            ++ends;
            end = outcome;
        });
        connect(&first, &RunController::laneChanged, &first,
                [&](const LaneStatus& lane) { scoring = scoring || lane.state == LaneState::Scoring; });
        first.start(request());
        QTRY_VERIFY_WITH_TIMEOUT(scoring, 20000);
        auto second = request();
        if (link) {
            QVERIFY(QFile::link(file("w.rwb"), file("link.rwb")));
            second.workspace = file("link.rwb").toStdString();
        }
        const auto heard = run(second);
        QVERIFY(heard.end.kind == RunOutcome::Kind::Failed);
        const auto& what = heard.end.error.what;
        QVERIFY2(what.find("another program is running") != std::string::npos &&
                     what.find("tst_runcontroller") != std::string::npos &&
                     what.find(std::to_string(::getpid())) != std::string::npos,
                 what.c_str());
        first.cancel();
        QTRY_COMPARE_WITH_TIMEOUT(ends, 1, 10000);
        QVERIFY(end.kind == RunOutcome::Kind::Cancelled);
    }

    void failedPairs_data()
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<int>("repeats");
        QTest::newRow("not a number") << QByteArray("nan") << 1;
        QTest::newRow("ends its workers") << QByteArray("poison") << 1;
        QTest::newRow("not a number, measured twice") << QByteArray("nan") << 2;
        QTest::newRow("ends its workers, measured twice") << QByteArray("poison") << 2;
    }

    // The unit is failed, the pairs are named, the rest is kept.
    void failedPairs()
    {
        QFETCH(QByteArray, fault);
        QFETCH(int, repeats);
        qputenv("FAKE_WORKER", fault);
        auto wanted = request();
        wanted.experiment.repeats = repeats;
        auto heard = run(wanted);
        QVERIFY2(heard.end.kind == RunOutcome::Kind::Finished, heard.end.error.what.c_str());
        QCOMPARE(heard.end.unitsFailed, 1);
        const auto unit = unitRecords().front();
        QCOMPARE(unit.status, std::string("failed"));
        const auto scored = scores();
        std::set<std::int64_t> named;
        for (const auto& problem : problems(heard.end.run)) {
            QCOMPARE(problem.unit, unit.id);
            QVERIFY(!problem.what.empty());
            QVERIFY2(named.insert(problem.pair).second, "a pair is named twice");
        }
        for (int pair = 0; pair < kPairs; ++pair)
            QCOMPARE(scored.contains({unit.id, pair}), !named.contains(pair));
        for (int pair = 13 * kCandidates; pair < 14 * kCandidates; ++pair)
            QVERIFY(named.contains(pair));
        if (fault == "nan")
            QCOMPARE(named.size(), std::size_t(kCandidates));
        QVERIFY2(unit.error.find(std::to_string(named.size()) + " of " + std::to_string(kPairs) + " pairs") == 0,
                 unit.error.c_str());

        // They are tried again, and nothing else is.
        qunsetenv("FAKE_WORKER");
        QFile::remove(log());
        wanted.resume = true;
        heard = run(wanted);
        QVERIFY(heard.end.kind == RunOutcome::Kind::Finished);
        QCOMPARE(heard.end.unitsFailed, 0);
        QCOMPARE(computed(), qint64(named.size()) * repeats);
        QCOMPARE(scores().size(), std::size_t(kPairs));
        QCOMPARE(unitRecords().front().status, std::string("finished"));
        QVERIFY(unitRecords().front().error.empty());
        QVERIFY(problems(heard.end.run).empty());
    }

    void workersThatFail_data()
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<bool>("failed");
        for (const char* fault : {"crash", "garbage", "wrong-version", "no-hello"})
            QTest::newRow(fault) << QByteArray(fault) << true;
        for (const char* fault : {"cannot-load", "never-memory"})
            QTest::newRow(fault) << QByteArray(fault) << false;
    }

    void workersThatFail()
    {
        QFETCH(QByteArray, fault);
        QFETCH(bool, failed);
        qputenv("FAKE_WORKER", fault);
        auto wanted = request();
        wanted.experiment.devices = {"cpu"};
        wanted.experiment.maxLengths = {32, 64, 128};
        const auto heard = run(wanted);
        QCOMPARE(heard.end.kind == RunOutcome::Kind::Failed, failed);
        QCOMPARE(runStatus(), std::string(failed ? "failed" : "finished"));
        QCOMPARE(heard.end.error.what.empty(), !failed);
        QCOMPARE(reader()->runs()->front().error.empty(), !failed);
        if (!failed) {
            QCOMPARE(heard.end.unitsFailed, 3);
            for (const auto& unit : unitRecords())
                QVERIFY(unit.status == "failed" && !unit.error.empty());
            QVERIFY(!problems(heard.end.run).empty());
        }
        QCOMPARE(scores().size(), std::size_t(0));
        for (const auto& unit : unitRecords())
            QVERIFY2(unit.status != "running", unit.status.c_str());
        qunsetenv("FAKE_WORKER");
        wanted.resume = true;
        QVERIFY(run(wanted).end.kind == RunOutcome::Kind::Finished);
        QCOMPARE(scores().size(), std::size_t(3 * kPairs));
    }

    void badInput_data()
    {
        QTest::addColumn<QByteArray>("what");
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("worker program") << QByteArray("worker") << QByteArray("could not be started");
        QTest::newRow("worker program, auto") << QByteArray("auto") << QByteArray("nonexistent/rerank-worker");
        QTest::newRow("model") << QByteArray("model") << QByteArray("nonexistent");
        QTest::newRow("data") << QByteArray("data") << QByteArray("data.jsonl");
        QTest::newRow("bad data") << QByteArray("bad data") << QByteArray("data.jsonl:2:");
        QTest::newRow("same data") << QByteArray("same data") << QByteArray("is the same data as");
        QTest::newRow("layers") << QByteArray("layers") << QByteArray("has no cut-off layer 99; it has 2 to 6");
        QTest::newRow("layers of a plain model") << QByteArray("no layers") << QByteArray("leave cutoff_layers out");
        QTest::newRow("workspace is a folder") << QByteArray("folder") << QByteArray("is a folder");
        QTest::newRow("folder of the workspace") << QByteArray("no folder") << QByteArray("there is no folder");
        QTest::newRow("workspace is something else") << QByteArray("no workspace") << QByteArray("not a workspace");
    }

    void badInput()
    {
        QFETCH(QByteArray, what);
        QFETCH(QByteArray, message);
        auto wanted = request(what == "layers" ? "minicpm-layerwise" : "xlm-roberta");
        if (what == "worker" || what == "auto")
            wanted.workerProgram = QStringLiteral("/nonexistent/rerank-worker");
        if (what == "auto")
            wanted.experiment.devices = {"auto"};
        if (what == "model")
            wanted.experiment.models[0].path = "/nonexistent/model";
        if (what == "data")
            QFile::remove(file("data.jsonl"));
        if (what == "bad data")
            test::writeFile(file("data.jsonl"), dataset(1) + "{\"query\": 1}\n");
        if (what == "same data") {
            QVERIFY(QFile::copy(file("data.jsonl"), file("copy.jsonl")));
            wanted.experiment.datasets.push_back({file("copy.jsonl").toStdString(), {}});
        }
        if (what == "layers" || what == "no layers")
            wanted.experiment.models[0].cutoffLayers = {99};
        if (what == "folder")
            wanted.workspace = m_folder->path().toStdString();
        if (what == "no folder")
            wanted.workspace = "/nonexistent/folder/w.rwb";
        if (what == "no workspace")
            test::writeFile(file("w.rwb"), "this is a text, not a database\n");
        const auto heard = run(wanted);
        QVERIFY(heard.end.kind == RunOutcome::Kind::Failed);
        const auto error = QByteArray::fromStdString(heard.end.error.what);
        QVERIFY2(error.contains(message) && !error.contains('\n'), error);
        // What was refused leaves no empty workspace behind.
        if (what == "model" || what.contains("data") || what.contains("layers"))
            QVERIFY(!QFile::exists(file("w.rwb")));
    }

private:
    QTemporaryDir m_cache;
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(tst_RunController)
#include "tst_runcontroller.moc"
