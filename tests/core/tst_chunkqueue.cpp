// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/protocol/messages.h"
#include "core/run/chunkqueue.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <numeric>
#include <random>

using namespace rw;

namespace {

constexpr int kNoGroup = -1;

/// Positions of each job that were handed out, and how often.
using Handed = std::map<std::pair<int, int>, int>;

void count(Handed& handed, const Chunk& chunk)
{
    for (int position = chunk.begin; position < chunk.end; ++position)
        ++handed[{chunk.job, position}];
}

std::vector<std::int32_t> lengths(int pairs, int tokens = 10)
{
    return std::vector<std::int32_t>(std::size_t(pairs), tokens);
}

} // namespace

class tst_ChunkQueue : public QObject
{
    Q_OBJECT

private slots:
    void empty()
    {
        ChunkQueue none({});
        QVERIFY(none.allDone());
        QVERIFY(!none.take(kNoGroup, {}, 100));
        QCOMPARE(none.nextGroup(kNoGroup, {}), -1);

        ChunkQueue queue({{0, {}}, {1, lengths(1)}});
        QVERIFY(queue.jobDone(0));
        QVERIFY(!queue.jobDone(1));
        QVERIFY(!queue.allDone());
        QCOMPARE(queue.take(kNoGroup, {}, 100)->job, 1);
    }

    void sizes_data()
    {
        QTest::addColumn<int>("pairs");
        QTest::addColumn<int>("length");
        QTest::addColumn<qint64>("tokens");
        QTest::addColumn<int>("first");
        QTest::newRow("exact") << 10 << 10 << qint64(30) << 3;
        QTest::newRow("the pair that reaches the budget is in it") << 10 << 10 << qint64(31) << 4;
        QTest::newRow("never empty") << 10 << 10 << qint64(0) << 1;
        QTest::newRow("negative budget") << 10 << 10 << qint64(-5) << 1;
        QTest::newRow("longer than the budget") << 10 << 1000 << qint64(30) << 1;
        QTest::newRow("all") << 10 << 10 << qint64(1) * 1'000'000'000'000 << 10;
        QTest::newRow("a message holds no more")
            << protocol::kMaxChunkPairs + 5 << 1 << qint64(1) * 1'000'000'000'000 << protocol::kMaxChunkPairs;
    }

    void sizes()
    {
        QFETCH(int, pairs);
        QFETCH(int, length);
        QFETCH(qint64, tokens);
        QFETCH(int, first);
        ChunkQueue queue({{0, lengths(pairs, length)}});
        QCOMPARE(queue.workLeft(), std::int64_t(pairs) * length);
        const auto chunk = queue.take(kNoGroup, {}, tokens);
        QVERIFY(chunk);
        QCOMPARE(chunk->begin, 0);
        QCOMPARE(chunk->end, first);
        QCOMPARE(chunk->tokens, std::int64_t(first) * length);
        QCOMPARE(queue.workWaiting(), std::int64_t(pairs - first) * length);
        QCOMPARE(queue.workLeft(), std::int64_t(pairs) * length); // handed out is not finished
        queue.finish(*chunk);
        QCOMPARE(queue.workLeft(), std::int64_t(pairs - first) * length);
        QCOMPARE(queue.jobDone(0), pairs == first);
    }

    void manyScoresAPair()
    {
        // All lengths and layers of a chunk must fit into one message.
        ChunkQueue queue({{0, lengths(200000, 1), 5 * 33}, {0, lengths(10, 1), 1'000'000}});
        const auto chunk = queue.take(0, {}, 1'000'000'000);
        QCOMPARE(chunk->end, protocol::kMaxChunkScores / (5 * 33));
        queue.dropJob(0);
        QCOMPARE(queue.take(0, {}, 1'000'000'000)->end, 1); // never empty
    }

    void cutsAtQueries()
    {
        ChunkQueue queue({{0, lengths(10), 1, 1, {3, 4, 10}}});
        for (const auto& [begin, end] : {std::pair(0, 3), std::pair(3, 4), std::pair(4, 10)}) {
            const auto chunk = queue.take(0, {}, 1);
            QCOMPARE(chunk->begin, begin);
            QCOMPARE(chunk->end, end);
            queue.finish(*chunk);
        }
        QVERIFY(queue.allDone());
    }

    void staysInItsGroup()
    {
        ChunkQueue queue({{0, lengths(2)}, {1, lengths(2)}, {0, lengths(1)}});
        QCOMPARE(queue.nextGroup(kNoGroup, {}), 0);
        QCOMPARE(queue.nextGroup(1, {}), 1);
        QCOMPARE(queue.take(1, {}, 1)->job, 1);
        QCOMPARE(queue.take(0, {}, 100)->job, 0);
        QCOMPARE(queue.nextGroup(0, {}), 0); // the other job of the loaded model, before another model
        QCOMPARE(queue.take(0, {}, 100)->job, 2);
        QCOMPARE(queue.nextGroup(0, {}), 1);
        QCOMPARE(queue.take(0, {}, 100)->job, 1);
        QCOMPARE(queue.nextGroup(0, {}), -1);
    }

    void blockedGroups()
    {
        ChunkQueue queue({{0, lengths(2)}, {1, lengths(2)}});
        QCOMPARE(queue.nextGroup(kNoGroup, {0}), 1);
        QCOMPARE(queue.take(kNoGroup, {0}, 100)->job, 1);
        QCOMPARE(queue.nextGroup(kNoGroup, {0}), -1);
        QVERIFY(!queue.take(kNoGroup, {0}, 100));
        QVERIFY(!queue.take(kNoGroup, {0, 1}, 100));
        QCOMPARE(queue.take(kNoGroup, {1}, 100)->job, 0);
    }

    void givenBackComesFirst()
    {
        ChunkQueue queue({{0, lengths(10)}});
        auto chunk = queue.take(0, {}, 30);
        const auto other = queue.take(0, {}, 30);
        chunk->deaths = 1;
        chunk->attempt = 2;
        queue.giveBack(*chunk);
        QCOMPARE(queue.workWaiting(), std::int64_t(70));
        const auto again = queue.take(0, {}, 1000);
        QVERIFY(again);
        QCOMPARE(again->id, chunk->id);
        QCOMPARE(again->begin, chunk->begin);
        QCOMPARE(again->end, chunk->end); // as it was: a chunk that ends workers must stay the same chunk
        QCOMPARE(again->deaths, 1);
        QCOMPARE(again->attempt, 2);
        QVERIFY(other->id != again->id);
        QCOMPARE(queue.take(0, {}, 1000)->begin, 6);
    }

    void droppedIsNotHandedOut()
    {
        ChunkQueue queue({{0, lengths(10)}, {1, lengths(3)}});
        const auto out = queue.take(0, {}, 20);
        const auto back = queue.take(0, {}, 20);
        queue.giveBack(*back);
        queue.dropJob(0);
        QVERIFY(!queue.jobDone(0)); // one chunk is out
        QCOMPARE(queue.workLeft(), std::int64_t(20 + 30));
        QCOMPARE(queue.workWaiting(), std::int64_t(30));
        QCOMPARE(queue.nextGroup(0, {}), 1);
        queue.finish(*out);
        QVERIFY(queue.jobDone(0));
        QCOMPARE(queue.workLeft(), std::int64_t(30));
        queue.dropJob(0); // twice is once
        QCOMPARE(queue.workLeft(), std::int64_t(30));
        queue.finish(*queue.take(1, {}, 100));
        QVERIFY(queue.allDone());
        QCOMPARE(queue.workLeft(), std::int64_t(0));
    }

    void givenBackAfterItsJobWasDropped()
    {
        ChunkQueue queue({{0, lengths(4)}});
        const auto out = queue.take(0, {}, 20);
        queue.dropJob(0);
        queue.giveBack(*out); // its worker died meanwhile
        QCOMPARE(queue.nextGroup(0, {}), -1);
        QVERIFY(queue.jobDone(0));
        QCOMPARE(queue.workLeft(), std::int64_t(0));
        QCOMPARE(queue.workWaiting(), std::int64_t(0));
    }

    // Whatever workers do, in whatever order: every pair that is not dropped is finished exactly once.
    void random_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 0; seed < 200; ++seed)
            QTest::addRow("%u", seed) << seed;
    }

    void random()
    {
        QFETCH(unsigned, seed);
        std::mt19937 random(seed);
        const auto roll = [&random](int below) {
            return int(random() % unsigned(below));
        };
        std::vector<ChunkQueue::JobWork> work;
        std::int64_t all = 0;
        for (int job = roll(6); job >= 0; --job) {
            ChunkQueue::JobWork one{roll(3), {}, 1, 1 + roll(3), {}};
            for (int pair = roll(60); pair > 0; --pair)
                one.tokens.push_back(roll(50));
            std::sort(one.tokens.rbegin(), one.tokens.rend());
            all += one.costPerToken * std::accumulate(one.tokens.begin(), one.tokens.end(), std::int64_t(0));
            work.push_back(std::move(one));
        }
        ChunkQueue queue(work);
        QCOMPARE(queue.workLeft(), all);

        std::vector<Chunk> out;
        std::set<std::int64_t> ids;
        std::set<int> dropped;
        Handed finished;
        for (int step = 0; !queue.allDone(); ++step) {
            QVERIFY(step < 100000);
            const int what = roll(10);
            if (what < 5) {
                const int group = roll(4) - 1;
                std::set<int> blocked;
                if (roll(3) == 0)
                    blocked.insert(roll(3));
                blocked.erase(group); // nobody has loaded what it cannot load
                const int next = queue.nextGroup(group, blocked);
                const auto chunk = queue.take(group, blocked, roll(200));
                QCOMPARE(chunk.has_value(), next >= 0);
                if (!chunk)
                    continue;
                QVERIFY(chunk->begin < chunk->end);
                QCOMPARE(work[std::size_t(chunk->job)].group, next);
                QVERIFY(!blocked.contains(next));
                QVERIFY(!dropped.contains(chunk->job));
                const auto& tokens = work[std::size_t(chunk->job)].tokens;
                QCOMPARE(chunk->tokens,
                         std::accumulate(tokens.begin() + chunk->begin, tokens.begin() + chunk->end, std::int64_t(0)));
                out.push_back(*chunk);
            } else if (what < 9 && !out.empty()) {
                const auto index = std::size_t(roll(int(out.size())));
                const Chunk chunk = out[index];
                out.erase(out.begin() + std::ptrdiff_t(index));
                if (what == 8) {
                    queue.giveBack(chunk);
                    continue;
                }
                QVERIFY(ids.insert(chunk.id).second);
                count(finished, chunk);
                queue.finish(chunk);
            } else if (roll(40) == 0) {
                const int job = roll(int(work.size()));
                queue.dropJob(job);
                dropped.insert(job);
            }
            QVERIFY(queue.workWaiting() >= 0);
            std::int64_t inHand = 0;
            for (const auto& chunk : out)
                inHand += chunk.work;
            QCOMPARE(queue.workLeft(), queue.workWaiting() + inHand);
            QCOMPARE(queue.workLeft(), queue.workLeft(0) + queue.workLeft(1) + queue.workLeft(2));
        }
        QCOMPARE(queue.workLeft(), std::int64_t(0));
        for (int job = 0; job < int(work.size()); ++job) {
            for (int position = 0; position < int(work[std::size_t(job)].tokens.size()); ++position) {
                const int times = finished[{job, position}];
                QVERIFY2(times == 1 || (times == 0 && dropped.contains(job)), qPrintable(QString::number(times)));
            }
        }
    }
};

QTEST_GUILESS_MAIN(tst_ChunkQueue)
#include "tst_chunkqueue.moc"
