// SPDX-License-Identifier: GPL-3.0-or-later
// Hours of dispatching in milliseconds: the queue, the sizes of chunks and the measuring of speed are those of a run,
// only the time is not real.
#include "core/run/chunkqueue.h"
#include "core/run/lane.h"
#include "core/run/pacing.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <random>

using namespace rw;

namespace {

constexpr std::size_t kChunksInHand = 2; // as Dispatcher
constexpr double kPerChunk = 0.002;      // seconds that a worker spends on a message

struct Worker
{
    double speed = 0; // work per second
    double loads = 0; // seconds for a model
    double noise = 0; // of the speed, from chunk to chunk
    std::unique_ptr<Lane> lane = std::make_unique<Lane>(0, QStringLiteral("cpu"), 64, 0);
    double since = 0; // when the first chunk in hand was begun
    double until = 0; // when it, or the loading, will be done
    int modelsLoaded = 0;
    double ended = 0;
};

struct Simulated
{
    double seconds = 0;   // until the last worker is done
    double earliest = 0;  // first worker that got nothing more
    int modelsLoaded = 0; // by the worker that loaded most
};

/// Hands out all of `work` as Dispatcher::feed() does.
Simulated simulate(const std::vector<ChunkQueue::JobWork>& work, std::vector<Worker> workers)
{
    ChunkQueue queue(work);
    std::mt19937 random(1);
    double now = 0;
    const auto loads = [&] {
        std::vector<LaneLoad> all;
        for (const auto& worker : workers)
            all.push_back(worker.lane->load(now - worker.since));
        return all;
    };
    const auto begin = [&](Worker& worker) {
        const double luck = 1 + worker.noise * (double(random()) / double(std::mt19937::max()) * 2 - 1);
        worker.since = now;
        worker.until = now + kPerChunk + double(worker.lane->inHand.front().work) / (worker.speed * luck);
    };
    const auto feed = [&](Worker& worker) {
        Lane& lane = *worker.lane;
        while (lane.inHand.size() < kChunksInHand && lane.loading < 0) {
            const int group = queue.nextGroup(lane.loaded, {});
            if (group < 0)
                break;
            if (group != lane.loaded) {
                if (lane.inHand.empty()) {
                    lane.loading = group;
                    worker.until = now + worker.loads;
                    ++worker.modelsLoaded;
                }
                break;
            }
            const auto size = nextChunkWork(lane.load(now - worker.since), loads(), queue.workWaiting(),
                                            queue.nextCost(lane.loaded, {}));
            if (size == 0 && !lane.inHand.empty())
                break;
            lane.inHand.push_back(*queue.take(lane.loaded, {}, size));
            if (lane.inHand.size() == 1)
                begin(worker);
        }
    };
    for (auto& worker : workers)
        feed(worker);
    while (!queue.allDone()) {
        Worker* next = nullptr;
        for (auto& worker : workers) {
            const bool busy = worker.lane->loading >= 0 || !worker.lane->inHand.empty();
            if (busy && (!next || worker.until < next->until))
                next = &worker;
        }
        if (!next)
            qFatal("work is left and nobody works");
        now = next->until;
        Lane& lane = *next->lane;
        if (lane.loading >= 0) {
            lane.loaded = std::exchange(lane.loading, -1);
        } else {
            const Chunk done = lane.inHand.front();
            lane.inHand.pop_front();
            protocol::ChunkResult result;
            result.batches.emplace_back();
            result.batches.back().totalNs = std::int64_t((now - next->since - kPerChunk) * 1e9) + 1;
            lane.measure(done, result);
            queue.finish(done);
            next->ended = now;
            if (!lane.inHand.empty())
                begin(*next);
        }
        feed(*next);
    }
    Simulated simulated{0, now, 0};
    for (const auto& worker : workers) {
        simulated.seconds = std::max(simulated.seconds, worker.ended);
        simulated.earliest = std::min(simulated.earliest, worker.ended);
        simulated.modelsLoaded = std::max(simulated.modelsLoaded, worker.modelsLoaded);
    }
    return simulated;
}

/// Pairs of one unit: many short ones, a tail of long ones, longest first.
std::vector<std::int32_t> lengths(int pairs, unsigned seed)
{
    std::mt19937 random(seed);
    std::lognormal_distribution<double> length(5.2, 0.7);
    std::vector<std::int32_t> tokens;
    for (int i = 0; i < pairs; ++i)
        tokens.push_back(std::clamp(int(length(random)), 10, 1024));
    std::sort(tokens.rbegin(), tokens.rend());
    return tokens;
}

double all(const std::vector<ChunkQueue::JobWork>& work)
{
    double sum = 0;
    for (const auto& job : work)
        sum +=
            double(job.costPerToken) * double(std::accumulate(job.tokens.begin(), job.tokens.end(), std::int64_t(0)));
    return sum;
}

Worker worker(double speed, double loads = 0, double noise = 0.1)
{
    Worker made;
    made.speed = speed;
    made.loads = loads;
    made.noise = noise;
    return made;
}

std::vector<Worker> workers(const std::vector<double>& speeds, double loads, double noise)
{
    std::vector<Worker> list;
    for (const double speed : speeds)
        list.push_back(worker(speed, loads, noise));
    return list;
}

} // namespace

class tst_Pacing : public QObject
{
    Q_OBJECT

private slots:
    void makespan_data()
    {
        QTest::addColumn<QList<double>>("speeds");
        QTest::addColumn<double>("seconds"); // that one unit takes all of them, about
        QTest::addColumn<double>("over");    // the ideal
        for (const double seconds : {3.0, 20.0, 300.0}) {
            QTest::addRow("two equal, %.0f s", seconds) << QList<double>{1, 1} << seconds << 1.05;
            QTest::addRow("one three times slower, %.0f s", seconds) << QList<double>{1, 1.0 / 3} << seconds << 1.10;
            QTest::addRow("the slow one first, %.0f s", seconds) << QList<double>{1.0 / 3, 1} << seconds << 1.10;
            QTest::addRow("three of different speed, %.0f s", seconds) << QList<double>{1, 0.5, 0.2} << seconds << 1.10;
            QTest::addRow("eight, %.0f s", seconds) << QList<double>{1, 1, 1, 1, 1, 1, 1, 0.25} << seconds << 1.10;
        }
    }

    // All workers end at the same time, whatever their speed.
    void makespan()
    {
        QFETCH(QList<double>, speeds);
        QFETCH(double, seconds);
        QFETCH(double, over);
        const std::vector<ChunkQueue::JobWork> work{{0, lengths(20000, 1), 1, 300, {}}};
        const double together = std::accumulate(speeds.begin(), speeds.end(), 0.0);
        const double unit = all(work) / seconds / together; // work per second of a speed of 1
        std::vector<double> scaled;
        for (const double speed : speeds)
            scaled.push_back(speed * unit);
        const auto ended = simulate(work, workers(scaled, 0, 0.05));
        qInfo("%.3f of the ideal", ended.seconds / seconds);
        QVERIFY2(ended.seconds <= over * seconds, qPrintable(QString::number(ended.seconds / seconds)));
    }

    // 50 units: 5 models in 2 types, each on 5 data sets; the models differ twenty times in size.
    void fiftyUnits()
    {
        std::vector<ChunkQueue::JobWork> work;
        for (int group = 0; group < 10; ++group) {
            for (int dataset = 0; dataset < 5; ++dataset)
                work.push_back({group, lengths(500 + 700 * dataset, unsigned(dataset)), 1, 100 + 210 * group, {}});
        }
        const std::vector<double> speeds{4e8, 2e8, 0.8e8};
        constexpr double kLoad = 4;
        const double ideal =
            all(work) / std::accumulate(speeds.begin(), speeds.end(), 0.0) + kLoad * 10; // each loads each once
        const auto ended = simulate(work, workers(speeds, kLoad, 0.1));
        qInfo("%.1f s, ideal %.1f s, the first was done at %.1f s", ended.seconds, ideal, ended.earliest);
        QCOMPARE(ended.modelsLoaded, 10); // nobody twice
        QVERIFY2(ended.seconds <= 1.10 * ideal, qPrintable(QString::number(ended.seconds / ideal)));
    }

    void firstChunk_data()
    {
        QTest::addColumn<qint64>("cost");
        QTest::addColumn<qint64>("tokens");
        QTest::newRow("300 million parameters") << qint64(300) << qint64(1024);
        QTest::newRow("a tiny model") << qint64(1) << qint64(1024);
        QTest::newRow("2 billion") << qint64(2000) << qint64(153);
        QTest::newRow("30 billion") << qint64(30000) << qint64(64);
    }

    // Before the speed is known: little, by the size of the model.
    void firstChunk()
    {
        QFETCH(qint64, cost);
        QFETCH(qint64, tokens);
        const LaneLoad lane;
        QCOMPARE(nextChunkWork(lane, {lane}, 1'000'000'000, cost) / cost, tokens);
    }

    void chunks()
    {
        const LaneLoad fast{1000, 0, 0, false};
        const LaneLoad slow{250, 0, 0, false};
        QCOMPARE(nextChunkWork(fast, {fast, slow}, 1'000'000, 1), std::int64_t(1000)); // a second
        QCOMPARE(nextChunkWork(slow, {fast, slow}, 1'000'000, 1), std::int64_t(250));
        QCOMPARE(nextChunkWork(fast, {fast, slow}, 1000, 1), std::int64_t(400)); // half of its share of the rest
        const LaneLoad busy{1000, 0, 790, true};
        QCOMPARE(nextChunkWork(busy, {busy, slow}, 210, 1), std::int64_t(0)); // its share is in its hands
        QCOMPARE(nextChunkWork(slow, {busy, slow}, 1, 1), std::int64_t(79));  // who has nothing gets something
    }

    void timeLeftOfNothing()
    {
        QCOMPARE(timeLeft({}, 100, 0).seconds, -1.0);
        QCOMPARE(timeLeft({LaneLoad{}}, 100, 0).seconds, -1.0);
        const auto left = timeLeft({{10, 0.1, 20, true}, {30, 0.1, 0, false}}, 380, 0);
        QCOMPARE(left.seconds, 10.0);
        QVERIFY(left.least < 10 && left.most > 10);
    }

    void timeLeftOfALane()
    {
        const LaneLoad fast{1000, 0.1, 500, true};
        const LaneLoad slow{250, 0.1, 5000, true}; // a pair that takes long
        const LaneLoad unknown;
        const std::vector<LaneLoad> all{fast, slow, unknown};
        // Work that nobody has: all end together ...
        QCOMPARE(laneTimeLeft(fast, all, 32'000, 0).seconds, 30.0);
        QCOMPARE(laneTimeLeft(slow, all, 32'000, 0).seconds, 30.0);
        // ... but for a lane that has more in hand than the others need for the rest ...
        QCOMPARE(laneTimeLeft(slow, all, 1000, 0).seconds, 20.0);
        QCOMPARE(laneTimeLeft(fast, all, 1000, 0).seconds, 5.2);
        // ... and at the end each has what it has in hand.
        QCOMPARE(laneTimeLeft(fast, all, 0, 0).seconds, 0.5);
        const auto left = laneTimeLeft(slow, all, 0, 0);
        QCOMPARE(left.seconds, 20.0);
        QVERIFY(left.least < 20 && left.most > 20);
        QCOMPARE(laneTimeLeft(unknown, all, 1000, 0).seconds, -1.0);
    }
};

QTEST_GUILESS_MAIN(tst_Pacing)
#include "tst_pacing.moc"
