// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/fast/packing.h"

#include <QTest>

#include <random>

using namespace rw;
using engine::Packing;

namespace {

using Rows = std::vector<std::vector<TokenId>>;

std::vector<TokenId> range(int from, int to)
{
    std::vector<TokenId> ids;
    for (int i = from; i < to; ++i)
        ids.push_back(i);
    return ids;
}

std::vector<TokenId> operator+(std::vector<TokenId> a, const std::vector<TokenId>& b)
{
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

// The row that ends in a segment, read back from the root.
std::vector<TokenId> rowOf(const Packing& packing, int segment)
{
    std::vector<TokenId> row;
    for (int i = segment; i >= 0; i = packing.segments[std::size_t(i)].parent) {
        const auto& part = packing.segments[std::size_t(i)];
        row.insert(row.begin(), packing.ids.begin() + part.begin, packing.ids.begin() + part.begin + part.count);
        if (part.parent >= i)
            qFatal("a segment before its parent");
        if (part.position + part.count != int(row.size()) + part.position - (int(row.size()) - part.count))
            qFatal("a position that does not continue");
    }
    return row;
}

} // namespace

class TestPacking : public QObject
{
    Q_OBJECT

    static void readsBack(const Rows& rows, const Packing& packing)
    {
        QCOMPARE(packing.rowSegment.size(), rows.size());
        std::int64_t tokens = 0;
        for (const auto& segment : packing.segments) {
            QCOMPARE(std::int64_t(segment.begin), tokens);
            QVERIFY(segment.count > 0);
            const int before = segment.parent < 0 ? 0
                                                  : packing.segments[std::size_t(segment.parent)].position +
                                                        packing.segments[std::size_t(segment.parent)].count;
            QCOMPARE(segment.position, before);
            tokens += segment.count;
        }
        QCOMPARE(tokens, packing.tokens());
        for (std::size_t i = 0; i < rows.size(); ++i)
            QCOMPARE(rowOf(packing, packing.rowSegment[i]), rows[i]);
    }

private slots:
    void equalRowsOnce()
    {
        const Rows rows = {range(0, 20), range(5, 9), range(0, 20), range(5, 9), range(5, 10)};
        const auto packing = engine::pack(rows, false);
        readsBack(rows, packing);
        QCOMPARE(packing.tokens(), 20 + 4 + 5);
        QCOMPARE(packing.rowSegment[0], packing.rowSegment[2]);
        QCOMPARE(packing.rowSegment[1], packing.rowSegment[3]);
    }

    // The passages of a query share it.
    void prefixOnce()
    {
        Rows rows;
        for (int i = 0; i < 10; ++i)
            rows.push_back(range(0, 64) + range(100 + 100 * i, 160 + 100 * i));
        const auto packing = engine::pack(rows, true);
        readsBack(rows, packing);
        QCOMPARE(packing.tokens(), 64 + 10 * 60);
        QCOMPARE(engine::pack(rows, false).tokens(), 10 * 124);
    }

    // A passage cut at several lengths, each cut with the same tail: the body is computed once, and each tail.
    void lengthsOnce()
    {
        Rows rows;
        for (const int length : {128, 256, 512, 1024, 2048})
            rows.push_back(range(0, length - 33) + range(5000, 5033));
        rows.push_back(rows[2]);
        const auto packing = engine::pack(rows, true);
        readsBack(rows, packing);
        // Bodies of odd length share one token less.
        QCOMPARE(packing.tokens(), 2048 - 33 + 5 * 33 + 4);
    }

    void shortPrefixesAreNotWorthIt()
    {
        const Rows rows = {range(0, 7) + range(100, 120), range(0, 7) + range(200, 220), range(0, 3)};
        const auto packing = engine::pack(rows, true);
        readsBack(rows, packing);
        QCOMPARE(packing.segments.size(), std::size_t(3));
    }

    // A row may end where others go on.
    void prefixThatIsARow()
    {
        const Rows rows = {range(0, 50), range(0, 20), range(0, 20), range(0, 30)};
        const auto packing = engine::pack(rows, true);
        readsBack(rows, packing);
        QCOMPARE(packing.tokens(), 50);
    }

    void any()
    {
        std::mt19937 random(7);
        for (int round = 0; round < 300; ++round) {
            Rows rows(1 + random() % 40);
            const int alphabet = 1 + int(random() % 4);
            for (auto& row : rows) {
                row.resize(1 + random() % 60);
                for (auto& id : row)
                    id = TokenId(random() % std::size_t(alphabet));
            }
            for (const bool share : {false, true})
                readsBack(rows, engine::pack(rows, share));
        }
    }
};

QTEST_GUILESS_MAIN(TestPacking)
#include "tst_packing.moc"
