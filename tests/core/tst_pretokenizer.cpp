// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/addedtokens.h"
#include "core/text/normalizer.h"
#include "core/text/pretokenizer.h"

#include <QTest>

using rw::AddedTokens;
using rw::Normalizer;
using rw::PreTokenizer;
using Behavior = rw::PreTokenizer::Split::Behavior;
using Prepend = rw::PreTokenizer::Metaspace::Prepend;

namespace {

/// The pre-tokens with "|" between them.
QByteArray words(const PreTokenizer::Step& step, const char* text, bool first = true)
{
    PreTokenizer preTokenizer;
    preTokenizer.add(step);
    PreTokenizer::Words found;
    found.text = text;
    preTokenizer.apply(found, first);
    QByteArray result;
    for (const auto& range : found.ranges) {
        const std::string word = found.text.substr(range.begin, range.end - range.begin);
        result += (result.isEmpty() ? "" : "|") + QByteArray::fromStdString(word);
    }
    return result;
}

PreTokenizer::Metaspace metaspace(Prepend prepend, bool split)
{
    return {"_", prepend, split};
}

/// The parts with "|" between them, added tokens in brackets.
QByteArray parts(const std::vector<rw::AddedToken>& tokens, std::string_view text)
{
    std::vector<AddedTokens::Part> found;
    AddedTokens(tokens).split(text, found);
    QByteArray result;
    for (const AddedTokens::Part& part : found) {
        const QByteArray content =
            QByteArray::fromStdString(std::string(text.substr(part.begin, part.end - part.begin)));
        result += (result.isEmpty() ? "" : "|") + (part.id < 0 ? content : "[" + content + "]");
    }
    return result;
}

} // namespace

class PreTokenizerTest : public QObject
{
    Q_OBJECT

private slots:
    void metaspaces();
    void whitespace();
    void splits();
    void normalizers();
    void addedTokens();
};

void PreTokenizerTest::metaspaces()
{
    QCOMPARE(words(metaspace(Prepend::Always, true), "Hey   friend!"), QByteArray("_Hey|_|_|_friend!"));
    QCOMPARE(words(metaspace(Prepend::Always, true), " a_b "), QByteArray("_a|_b|_"));
    QCOMPARE(words(metaspace(Prepend::Always, true), "_a"), QByteArray("_a"));
    QCOMPARE(words(metaspace(Prepend::Never, true), "a b"), QByteArray("a|_b"));
    QCOMPARE(words(metaspace(Prepend::First, false), "a b"), QByteArray("_a_b"));
    QCOMPARE(words(metaspace(Prepend::First, false), "a b", false), QByteArray("a_b"));
    QCOMPARE(words(metaspace(Prepend::Always, true), ""), QByteArray());
}

void PreTokenizerTest::whitespace()
{
    QCOMPARE(words(PreTokenizer::WhitespaceSplit(), " a\tbc\u3000\u00A0d\n"), QByteArray("a|bc|d"));
    QCOMPARE(words(PreTokenizer::WhitespaceSplit(), " \n "), QByteArray());
}

void PreTokenizerTest::splits()
{
    const auto split = [](Behavior behavior, bool invert = false) {
        return PreTokenizer::Split{"-", false, behavior, invert};
    };
    const char* text = "the-final--countdown";
    QCOMPARE(words(split(Behavior::Removed), text), QByteArray("the|final|countdown"));
    QCOMPARE(words(split(Behavior::Isolated), text), QByteArray("the|-|final|-|-|countdown"));
    QCOMPARE(words(split(Behavior::MergedWithPrevious), text), QByteArray("the-|final-|-|countdown"));
    QCOMPARE(words(split(Behavior::MergedWithNext), text), QByteArray("the|-final|-|-countdown"));
    QCOMPARE(words(split(Behavior::Contiguous), text), QByteArray("the|-|final|--|countdown"));
    QCOMPARE(words(split(Behavior::Removed, true), text), QByteArray("-|-|-"));
    QCOMPARE(words(PreTokenizer::Split{" ", true, Behavior::Isolated, false}, "a b   c"), QByteArray("a b|   |c"));
}

void PreTokenizerTest::normalizers()
{
    const auto apply = [](const Normalizer::Step& step, const char* text, bool* cut = nullptr) {
        Normalizer normalizer;
        normalizer.add(step);
        std::string result = text;
        const bool wasCut = normalizer.apply(result);
        if (cut)
            *cut = wasCut;
        return QByteArray::fromStdString(result);
    };
    bool cut = false;
    QCOMPARE(apply(Normalizer::Strip{false, true}, " a\u3000\n", &cut), QByteArray(" a"));
    QVERIFY(!cut);
    QCOMPARE(apply(Normalizer::Strip{true, true}, " \u00A0 a ", &cut), QByteArray("a"));
    QVERIFY(cut);
    QCOMPARE(apply(Normalizer::Strip{true, true}, "  "), QByteArray());
    QCOMPARE(apply(Normalizer::Prepend{"_"}, "a"), QByteArray("_a"));
    QCOMPARE(apply(Normalizer::Prepend{"_"}, ""), QByteArray());
    QCOMPARE(apply(Normalizer::Replace{" ", true, "_"}, "a b  c     d "), QByteArray("a b_c_d "));
    QCOMPARE(apply(Normalizer::Replace{"aa", false, "b"}, "aaaaa"), QByteArray("bba"));
}

void PreTokenizerTest::addedTokens()
{
    QCOMPARE(parts({}, "<s>"), QByteArray("<s>"));
    QCOMPARE(parts({{"<s>", 1}}, ""), QByteArray());
    QCOMPARE(parts({{"<s>", 1}, {"<s>>", 2}}, "a<s><s>>>b<s"), QByteArray("a|[<s>]|[<s>>]|>b<s"));
    QCOMPARE(parts({{"<m>", 1, true}}, "a \u3000<m> b"), QByteArray("a|[ \u3000<m>]| b"));
    QCOMPARE(parts({{"<m>", 1, false, true}}, "<m>\n <m>b"), QByteArray("[<m>\n ]|[<m>]|b"));
    QCOMPARE(parts({{"<m>", 1, true, true}}, "<m>  <m>"), QByteArray("[<m>  ]|[<m>]"));
    QCOMPARE(parts({{"\n", 1, false, true}}, "a\n\n\nb"), QByteArray("a|[\n\n\n]|b"));
    QCOMPARE(parts({{"ab", 1, false, false, true}}, "ab cab abé ab"), QByteArray("[ab]| cab abé |[ab]"));
}

QTEST_GUILESS_MAIN(PreTokenizerTest)
#include "tst_pretokenizer.moc"
