// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pieceindex.h"
#include "core/text/piecetrie.h"

#include <QTest>

#include <map>
#include <random>

using rw::PieceIndex;
using rw::PieceTrie;

namespace {

std::int32_t valueOf(const PieceTrie& trie, std::string_view text)
{
    PieceTrie::Node node = PieceTrie::kRoot;
    for (const char c : text) {
        if (!trie.step(node, static_cast<unsigned char>(c)))
            return -1;
    }
    return trie.value(node);
}

} // namespace

class PieceTrieTest : public QObject
{
    Q_OBJECT

private slots:
    void agreesWithMap_data();
    void agreesWithMap();
    void lastOfEqualPiecesCounts();
    void longPiece();
};

void PieceTrieTest::agreesWithMap_data()
{
    QTest::addColumn<int>("letters");
    QTest::addColumn<int>("longest");
    QTest::newRow("two letters") << 2 << 12;
    QTest::newRow("some letters") << 20 << 6;
    QTest::newRow("all bytes") << 256 << 3;
}

void PieceTrieTest::agreesWithMap()
{
    QFETCH(int, letters);
    QFETCH(int, longest);
    std::mt19937 random(11);
    const auto text = [&] {
        std::string result(random() % unsigned(longest + 1), '\0');
        for (char& c : result)
            c = char(random() % unsigned(letters));
        return result;
    };
    std::map<std::string, std::int32_t> expected;
    for (std::int32_t i = 0; i < 20000; ++i)
        expected[text()] = i;
    expected.erase("");
    std::vector<std::pair<std::string_view, std::int32_t>> pieces(expected.begin(), expected.end());
    PieceIndex index(pieces.size());
    for (const auto& [piece, value] : pieces)
        index.insert(piece, value);
    const PieceTrie trie(pieces);
    for (int i = 0; i < 40000; ++i) {
        const std::string probe = text();
        const auto found = expected.find(probe);
        const std::int32_t value = found == expected.end() ? -1 : found->second;
        QCOMPARE(valueOf(trie, probe), value);
        QCOMPARE(index.find(probe), value);
    }
}

void PieceTrieTest::lastOfEqualPiecesCounts()
{
    const PieceTrie trie({{"ab", 1}, {"", 5}, {"a", 2}, {"ab", 3}});
    QCOMPARE(valueOf(trie, "ab"), 3);
    QCOMPARE(valueOf(trie, "a"), 2);
    QCOMPARE(valueOf(trie, ""), -1);
    QCOMPARE(valueOf(trie, "b"), -1);
    QCOMPARE(valueOf(trie, "abc"), -1);
    QCOMPARE(valueOf(PieceTrie(std::vector<std::pair<std::string_view, std::int32_t>>()), "a"), -1);
}

void PieceTrieTest::longPiece()
{
    const std::string piece(300000, 'x');
    const PieceTrie trie({{piece, 7}});
    QCOMPARE(valueOf(trie, piece), 7);
    QCOMPARE(valueOf(trie, piece.substr(1)), -1);
}

QTEST_GUILESS_MAIN(PieceTrieTest)
#include "tst_piecetrie.moc"
