// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/bpemodel.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <random>

using rw::BpeModel;
using rw::TokenId;

namespace {

using Pieces = std::vector<std::pair<std::string, TokenId>>;

struct Random
{
    Pieces pieces;
    std::vector<BpeModel::Merge> merges;
};

/// A vocabulary over a few letters and merges between its pieces, in any order.
Random randomModel(std::mt19937& random)
{
    Random result;
    std::map<std::string, TokenId> ids;
    const auto add = [&](const std::string& piece) {
        const auto [entry, added] = ids.try_emplace(piece, TokenId(ids.size()));
        if (added)
            result.pieces.emplace_back(piece, entry->second);
        return entry->second;
    };
    for (const char* letter : {"<unk>", "a", "b", "c", "é", "東", "▁"})
        add(letter);
    for (int i = 0; i < 40; ++i) {
        const auto& [left, leftId] = result.pieces[1 + random() % (result.pieces.size() - 1)];
        const auto& [right, rightId] = result.pieces[1 + random() % (result.pieces.size() - 1)];
        if (left.size() + right.size() > 12)
            continue;
        const BpeModel::Merge merge = {leftId, rightId, -1};
        const std::string joined = left + right; // before add() moves the pieces
        result.merges.push_back(merge);
        result.merges.back().merged = add(joined);
    }
    std::shuffle(result.merges.begin(), result.merges.end(), random);
    return result;
}

/// The rule itself: the pair of the best rank, the leftmost of several, until none is left.
std::vector<TokenId> merged(std::vector<TokenId> symbols, const std::vector<BpeModel::Merge>& merges)
{
    std::map<std::pair<TokenId, TokenId>, std::pair<std::size_t, TokenId>> rules;
    for (std::size_t rank = 0; rank < merges.size(); ++rank)
        rules[{merges[rank].left, merges[rank].right}] = {rank, merges[rank].merged};
    for (;;) {
        std::size_t best = symbols.size();
        std::size_t bestRank = merges.size();
        for (std::size_t i = 0; i + 1 < symbols.size(); ++i) {
            const auto rule = rules.find({symbols[i], symbols[i + 1]});
            if (rule != rules.end() && rule->second.first < bestRank) {
                best = i;
                bestRank = rule->second.first;
            }
        }
        if (best == symbols.size())
            return symbols;
        symbols[best] = rules.at({symbols[best], symbols[best + 1]}).second;
        symbols.erase(symbols.begin() + std::ptrdiff_t(best) + 1);
    }
}

} // namespace

class BpeModelTest : public QObject
{
    Q_OBJECT

private slots:
    void cutsChangeNothing();
    void unknownCharacters();
    void bytes();
    void wholePieces();
};

/// Against the rule on the whole text, short and long, with cuts and remembered parts.
void BpeModelTest::cutsChangeNothing()
{
    std::mt19937 random(5);
    constexpr const char* kLetters[] = {"a", "b", "c", "é", "東", "▁"};
    for (int model = 0; model < 40; ++model) {
        Random made = randomModel(random);
        BpeModel::Options options;
        options.unk = 0;
        BpeModel bpe(made.pieces, options);
        bpe.setMerges(made.merges);
        for (int i = 0; i < 60; ++i) {
            std::string text;
            std::vector<TokenId> symbols;
            const int letters = i % 10 == 0 ? 300 : int(random() % 30);
            for (int k = 0; k < letters; ++k) {
                const char* letter = kLetters[i % 7 == 0 ? 0 : random() % std::size(kLetters)];
                text += letter;
                symbols.push_back(bpe.find(letter));
            }
            std::vector<TokenId> found;
            bpe.encode(text, found);
            QCOMPARE(found, merged(symbols, made.merges));
        }
    }
}

void BpeModelTest::unknownCharacters()
{
    const Pieces pieces = {{"<unk>", 0}, {"a", 1}, {"b", 2}};
    const auto ids = [&](const BpeModel::Options& options, std::string_view text) {
        const BpeModel bpe(pieces, options);
        std::vector<TokenId> found;
        bpe.encode(text, found);
        return found;
    };
    QCOMPARE(ids({.unk = 0}, "axxb"), (std::vector<TokenId>{1, 0, 0, 2}));
    QCOMPARE(ids({.unk = 0, .fuseUnk = true}, "axxbx"), (std::vector<TokenId>{1, 0, 2, 0}));
    QCOMPARE(ids({.unk = -1}, "axxb"), (std::vector<TokenId>{1, 2}));
    QCOMPARE(ids({.unk = 0}, ""), std::vector<TokenId>());
}

void BpeModelTest::bytes()
{
    // Only the bytes of U+00E9: other characters are unknown. An unknown one that bytes follow comes after them, a
    // quirk of the Rust library.
    const Pieces pieces = {{"<unk>", 0}, {"a", 1}, {"<0xC3>", 2}, {"<0xA9>", 3}};
    const BpeModel bpe(pieces, {.unk = 0, .fuseUnk = true, .byteFallback = true});
    std::vector<TokenId> found;
    bpe.encode("aéa東éa", found);
    QCOMPARE(found, (std::vector<TokenId>{1, 2, 3, 1, 2, 3, 0, 1}));
}

void BpeModelTest::wholePieces()
{
    const Pieces pieces = {{"<unk>", 0}, {"a", 1}, {"b", 2}, {"ab", 3}, {"c", 4}};
    BpeModel::Options options;
    options.unk = 0;
    options.ignoreMerges = true;
    const BpeModel bpe(pieces, options);
    std::vector<TokenId> found;
    bpe.encode("ab", found);
    bpe.encode("abc", found);
    QCOMPARE(found, (std::vector<TokenId>{3, 1, 2, 4}));
}

QTEST_GUILESS_MAIN(BpeModelTest)
#include "tst_bpemodel.moc"
