// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/dispatcher.h"
#include "tests/fakeworker/fakescore.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <map>

using namespace rw;

namespace {

constexpr int kPairs = 300;

ScoreJob makeJob(const char* model, std::vector<int> maxLengths, std::vector<int> layers = {})
{
    ScoreJob job;
    job.label = QString::fromLatin1(model);
    job.model.model = model;
    job.tokensFile = "tokens";
    for (const int length : maxLengths)
        job.limits.push_back(LengthLimits::of(length));
    job.cutoffLayers = std::move(layers);
    for (int pair = 0; pair < kPairs; ++pair) {
        job.pairs.push_back(pair / 10); // queries of ten candidates
        job.pairs.push_back(pair);
        job.tokens.push_back(400 - pair);
    }
    return job;
}

/// What came out of a run.
struct Outcome
{
    RunOutcome end;
    int ends = 0;
    std::map<std::pair<int, int>, int> scored; // job, position -> times
    int wrong = 0;
    int setAside = 0;
    int jobsDone = 0;
    int jobsFailed = 0;
    std::set<int> lanesThatScored;
    QStringList workerEnds;
    QStringList log;
};

Outcome runJobs(std::vector<ScoreJob> jobs, int workers, int silenceMs = 5000, int cancelAfterMs = -1,
                const QString& program = QStringLiteral(RW_BIN_DIR "/rw-fakeworker"))
{
    DispatchOptions options;
    options.program = program;
    for (int i = 0; i < workers; ++i)
        options.devices += QStringLiteral("cpu");
    options.silenceTimeoutMs = silenceMs;
    options.answerTimeoutMs = 3000;
    Dispatcher dispatcher(std::move(jobs), options);
    Outcome outcome;
    QObject::connect(&dispatcher, &Dispatcher::chunkScored, &dispatcher,
                     [&](int lane, const Chunk& chunk, const protocol::ChunkResult& result) {
                         outcome.lanesThatScored.insert(lane);
                         const auto& job = dispatcher.job(chunk.job);
                         const auto layers = std::max<std::size_t>(1, job.cutoffLayers.size());
                         auto score = result.scores.begin();
                         for (int position = chunk.begin; position < chunk.end; ++position) {
                             ++outcome.scored[{chunk.job, position}];
                             for (const auto& limits : job.limits) {
                                 for (std::size_t layer = 0; layer < layers; ++layer) {
                                     const float due = fakeScore(
                                         job.pairs[2 * std::size_t(position)], job.pairs[2 * std::size_t(position) + 1],
                                         limits.maxLength, job.cutoffLayers.empty() ? 0 : job.cutoffLayers[layer]);
                                     outcome.wrong += *score++ != due;
                                 }
                             }
                         }
                     });
    QObject::connect(&dispatcher, &Dispatcher::chunkSetAside, &dispatcher,
                     [&](const Chunk& chunk, const Error&) { outcome.setAside += chunk.end - chunk.begin; });
    QObject::connect(&dispatcher, &Dispatcher::jobDone, &dispatcher, [&](int) { ++outcome.jobsDone; });
    QObject::connect(&dispatcher, &Dispatcher::jobFailed, &dispatcher,
                     [&](int, const Error&) { ++outcome.jobsFailed; });
    QObject::connect(&dispatcher, &Dispatcher::workerEnded, &dispatcher,
                     [&](int, const QString& reason) { outcome.workerEnds += reason; });
    QObject::connect(&dispatcher, &Dispatcher::logged, &dispatcher,
                     [&](LogEntry::Level, const QString& text) { outcome.log += text; });
    QObject::connect(&dispatcher, &Dispatcher::ended, &dispatcher, [&](const RunOutcome& end) {
        outcome.end = end;
        ++outcome.ends;
    });
    if (cancelAfterMs >= 0)
        QTimer::singleShot(cancelAfterMs, &dispatcher, &Dispatcher::cancel);
    dispatcher.start();
    [&] {
        QTRY_VERIFY_WITH_TIMEOUT(outcome.ends > 0, 60000);
    }();
    QTest::qWait(50); // a second end would come now
    return outcome;
}

int scoredOnce(const Outcome& outcome)
{
    return int(
        std::count_if(outcome.scored.begin(), outcome.scored.end(), [](const auto& pair) { return pair.second == 1; }));
}

} // namespace

class tst_Dispatcher : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QVERIFY(m_folder.isValid());
        for (const char* name :
             {"FAKE_WORKER", "FAKE_WORKER_ONCE", "FAKE_WORKER_DELAY", "FAKE_WORKER_PAIR_US", "FAKE_WORKER_LOG"})
            qunsetenv(name);
        QFile::remove(m_folder.filePath(QStringLiteral("once")));
    }

    void scoresEverythingOnce_data()
    {
        QTest::addColumn<int>("workers");
        QTest::newRow("one worker") << 1;
        QTest::newRow("three workers") << 3;
    }

    void scoresEverythingOnce()
    {
        QFETCH(int, workers);
        const auto outcome =
            runJobs({makeJob("a", {128}), makeJob("a", {256}), makeJob("b", {128, 256, 512}, {4, 6})}, workers);
        QCOMPARE(outcome.end.kind, RunOutcome::Kind::Finished);
        QCOMPARE(outcome.ends, 1);
        QCOMPARE(scoredOnce(outcome), 3 * kPairs);
        QCOMPARE(outcome.wrong, 0);
        QCOMPARE(outcome.jobsDone, 3);
        QCOMPARE(outcome.workerEnds, QStringList(workers, QStringLiteral("asked to end")));
    }

    void nothingToDo()
    {
        ScoreJob job = makeJob("a", {128});
        job.pairs.clear();
        job.tokens.clear();
        const auto outcome = runJobs({job}, 1);
        QCOMPARE(outcome.end.kind, RunOutcome::Kind::Finished);
        QCOMPARE(outcome.jobsDone, 1);
        QVERIFY(outcome.workerEnds.isEmpty()); // no process for nothing
    }

    void workIsShared()
    {
        qputenv("FAKE_WORKER_DELAY", "20");
        const auto outcome = runJobs({makeJob("a", {128})}, 2);
        QCOMPARE(outcome.end.kind, RunOutcome::Kind::Finished);
        QCOMPARE(outcome.lanesThatScored.size(), std::size_t(2));
    }

    void finishTogether_data()
    {
        QTest::addColumn<QByteArray>("devices");
        QTest::addColumn<QByteArray>("speeds"); // microseconds a pair
        QTest::addColumn<double>("ideal");      // seconds for all pairs
        QTest::addColumn<double>("over");
        constexpr double kAll = 6000 * 1000e-6; // what one worker needs
        QTest::newRow("two equal workers") << QByteArray("cpu,cpu") << QByteArray("1000") << kAll / 2 << 1.05;
        QTest::newRow("one three times slower")
            << QByteArray("cpu,cuda:0") << QByteArray("cpu=1000,cuda:0=3000") << kAll * 3 / 4 << 1.10;
        QTest::newRow("the slow one first")
            << QByteArray("cuda:0,cpu") << QByteArray("cpu=1000,cuda:0=3000") << kAll * 3 / 4 << 1.10;
        QTest::newRow("three of different speed")
            << QByteArray("cpu,cuda:0,cuda:1") << QByteArray("cpu=1000,cuda:0=2000,cuda:1=5000")
            << kAll / (1 + 0.5 + 0.2) << 1.10;
    }

    // All devices end at the same time, whatever their speed.
    void finishTogether()
    {
        QFETCH(QByteArray, devices);
        QFETCH(QByteArray, speeds);
        QFETCH(double, ideal);
        QFETCH(double, over);
        qputenv("FAKE_WORKER_PAIR_US", speeds);
        ScoreJob work = makeJob("a", {128});
        work.pairs.clear();
        work.tokens.assign(6000, 100);
        for (int pair = 0; pair < 6000; ++pair) {
            work.pairs.push_back(pair / 10);
            work.pairs.push_back(pair);
        }
        DispatchOptions options;
        options.program = QStringLiteral(RW_BIN_DIR "/rw-fakeworker");
        options.devices = QString::fromLatin1(devices).split(QLatin1Char(','));
        Dispatcher dispatcher({work}, options);
        QElapsedTimer clock;
        double seconds = 0;
        double said = -1; // time left in the middle of it
        int pairs = 0;
        bool ended = false;
        int laneSaid = 0; // events of lanes in the middle of it, and what they had in hand
        double laneFurthest = 0;
        QObject::connect(&dispatcher, &Dispatcher::laneChanged, &dispatcher, [&](const LaneStatus& lane) {
            const double now = clock.isValid() ? double(clock.nsecsElapsed()) / 1e9 : 0;
            if (now < 0.25 * ideal || now > 0.75 * ideal || lane.state != LaneState::Scoring)
                return;
            ++laneSaid;
            QVERIFY(lane.chunksInHand == 1 && lane.pairsInHand > 0);
            QCOMPARE(lane.chunksWaiting > 0, lane.pairsWaiting > 0);
            laneFurthest = std::max(laneFurthest, std::abs(lane.left.seconds - (ideal - now)));
        });
        QObject::connect(&dispatcher, &Dispatcher::workerStarted, &dispatcher, [&] {
            if (!clock.isValid())
                clock.start();
        });
        QObject::connect(&dispatcher, &Dispatcher::chunkScored, &dispatcher, [&](int, const Chunk& chunk) {
            pairs += chunk.end - chunk.begin;
            seconds = double(clock.nsecsElapsed()) / 1e9;
            if (said < 0 && seconds > ideal / 2)
                said = dispatcher.timeLeft().seconds;
        });
        QObject::connect(&dispatcher, &Dispatcher::ended, &dispatcher, [&] { ended = true; });
        dispatcher.start();
        QTRY_VERIFY_WITH_TIMEOUT(ended, 30000);
        QCOMPARE(pairs, 6000);
        QVERIFY2(seconds <= ideal * over, qPrintable(QStringLiteral("%1 s, ideal %2 s").arg(seconds).arg(ideal)));
        QVERIFY2(std::abs(said - ideal / 2) < 0.25 * ideal, qPrintable(QString::number(said)));
        QVERIFY2(laneSaid > 0 && laneFurthest < 0.25 * ideal, qPrintable(QString::number(laneFurthest)));
        qInfo("%.2f s, ideal %.2f s", seconds, ideal);
    }

    // One process misbehaves once; the run goes on and every pair is scored exactly once.
    void oneFault_data()
    {
        QTest::addColumn<QByteArray>("fault");
        for (const char* fault :
             {"crash", "exit", "silent-exit", "hang", "garbage", "endless-line", "foreign-chunk", "wrong-version",
              "no-hello", "twice", "out-of-order", "too-few-scores", "no-memory", "crash-loading", "crash-after-answer",
              "answerless", "close-output", "close-input", "never-loaded"})
            QTest::newRow(fault) << QByteArray(fault);
    }

    void oneFault()
    {
        QFETCH(QByteArray, fault);
        qputenv("FAKE_WORKER", fault);
        qputenv("FAKE_WORKER_ONCE", m_folder.filePath(QStringLiteral("once")).toLocal8Bit());
        for (const int workers : {1, 2}) {
            QFile::remove(m_folder.filePath(QStringLiteral("once")));
            const auto outcome = runJobs({makeJob("a", {128}), makeJob("b", {256})}, workers, 1000);
            QCOMPARE(outcome.end.kind, RunOutcome::Kind::Finished);
            QCOMPARE(scoredOnce(outcome), 2 * kPairs);
            QCOMPARE(outcome.scored.size(), std::size_t(2 * kPairs));
            QCOMPARE(outcome.wrong, 0);
            QCOMPARE(outcome.setAside, 0);
        }
    }

    // Ctrl-Z for an hour: the workers said something all the time, we did not listen.
    void stoppedProgram()
    {
        qputenv("FAKE_WORKER_PAIR_US", "3000");
        QTimer::singleShot(400, this, [] { QTest::qSleep(2500); });
        const auto outcome = runJobs({makeJob("a", {128})}, 2, 500);
        QCOMPARE(outcome.end.kind, RunOutcome::Kind::Finished);
        QCOMPARE(outcome.workerEnds, QStringList(2, QStringLiteral("asked to end")));
        QCOMPARE(scoredOnce(outcome), kPairs);
    }

    // A worker whose libraries come from a slow disk is not taken for one that hangs.
    void slowStart()
    {
        qputenv("FAKE_WORKER", "slow-start");
        const auto outcome = runJobs({makeJob("a", {128})}, 1, 1000);
        QCOMPARE(outcome.end.kind, RunOutcome::Kind::Finished);
        QCOMPARE(outcome.workerEnds, QStringList(QStringLiteral("asked to end")));
    }

    void poisonIsSetAside()
    {
        qputenv("FAKE_WORKER", "poison");       // the pairs of query 13 end every worker that gets them
        qputenv("FAKE_WORKER_PAIR_US", "1000"); // all of it is not done in a blink, so it is not one chunk
        const auto outcome = runJobs({makeJob("a", {128})}, 2);
        QCOMPARE(outcome.end.kind, RunOutcome::Kind::Finished);
        QVERIFY(outcome.setAside >= 10);
        QVERIFY2(outcome.setAside < kPairs / 2, qPrintable(QString::number(outcome.setAside)));
        QCOMPARE(scoredOnce(outcome) + outcome.setAside, kPairs);
    }

    void memoryThatNeverSuffices()
    {
        qputenv("FAKE_WORKER", "never-memory");
        const auto outcome = runJobs({makeJob("a", {128})}, 1);
        QCOMPARE(outcome.end.kind, RunOutcome::Kind::Finished);
        QCOMPARE(outcome.setAside, kPairs);
    }

    void modelThatCannotBeLoaded()
    {
        qputenv("FAKE_WORKER", "cannot-load");
        const auto outcome = runJobs({makeJob("a", {128}), makeJob("a", {256}), makeJob("b", {128})}, 2);
        QCOMPARE(outcome.end.kind, RunOutcome::Kind::Finished);
        QCOMPARE(outcome.jobsFailed, 3);
        QCOMPARE(outcome.jobsDone, 0);
    }

    // A worker that keeps dying is not restarted for ever.
    void everyWorkerFails_data()
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<int>("starts");
        QTest::newRow("crash") << QByteArray("crash") << 5;
        QTest::newRow("garbage") << QByteArray("garbage") << 5;
        // What never came as far as a hello will not do so the next time: no such device, another version.
        QTest::newRow("wrong version") << QByteArray("wrong-version") << 2;
        QTest::newRow("wrong engine") << QByteArray("wrong-engine") << 2;
        QTest::newRow("no hello") << QByteArray("no-hello") << 2;
    }

    void everyWorkerFails()
    {
        QFETCH(QByteArray, fault);
        QFETCH(int, starts);
        qputenv("FAKE_WORKER", fault);
        // Chunks that end two workers are set aside, so give each lane enough of them to run out of lives first.
        const auto outcome = runJobs({makeJob("a", {128}), makeJob("a", {256}), makeJob("a", {512})}, 1);
        QCOMPARE(outcome.end.kind, RunOutcome::Kind::Failed);
        QVERIFY(!outcome.end.error.what.empty());
        QCOMPARE(outcome.workerEnds.size(), starts);
    }

    void missingProgram()
    {
        const auto outcome = runJobs({makeJob("a", {128})}, 2, 5000, -1, QStringLiteral("/nonexistent/rerank-worker"));
        QCOMPARE(outcome.end.kind, RunOutcome::Kind::Failed);
        QVERIFY(outcome.end.error.what.find("could not be started") != std::string::npos);
    }

    void cancelEndsSoon_data()
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::newRow("well-behaved") << QByteArray();
        QTest::newRow("hanging") << QByteArray("hang");
    }

    void cancelEndsSoon()
    {
        QFETCH(QByteArray, fault);
        qputenv("FAKE_WORKER", fault);
        qputenv("FAKE_WORKER_DELAY", "200");
        QElapsedTimer clock;
        clock.start();
        const auto outcome = runJobs({makeJob("a", {128})}, 2, 20000, 500);
        QCOMPARE(outcome.end.kind, RunOutcome::Kind::Cancelled);
        QVERIFY2(clock.elapsed() < 3500, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(int(outcome.scored.size()), scoredOnce(outcome));
    }

private:
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(tst_Dispatcher)
#include "tst_dispatcher.moc"
