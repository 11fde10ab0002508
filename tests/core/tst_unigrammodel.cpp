// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/unigrammodel.h"

#include <QTest>

using rw::TokenId;
using rw::UnigramModel;

namespace {

std::vector<TokenId> ids(const UnigramModel& model, std::string_view text)
{
    std::vector<TokenId> found;
    model.encode(text, found);
    return found;
}

} // namespace

class UnigramModelTest : public QObject
{
    Q_OBJECT

private slots:
    void bestPath();
    void firstOfEqualPaths();
    void unknownRunIsOne();
    void bytes();
    void longText();
};

void UnigramModelTest::bestPath()
{
    const UnigramModel model({"<unk>", "a", "b", "c", "d", "cd", "ab", "abc", "abcd"},
                             {0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 5.0, 10.0}, 0, false);
    QCOMPARE(ids(model, "abcdacdxx"), (std::vector<TokenId>{8, 1, 5, 0}));
    QCOMPARE(ids(model, ""), std::vector<TokenId>());
}

void UnigramModelTest::firstOfEqualPaths()
{
    // "a" + "aa" and "aa" + "a" have the same score: the last piece that starts earlier is offered first and stays.
    const UnigramModel model({"<unk>", "a", "aa"}, {0.0, -2.0, -3.0}, 0, false);
    QCOMPARE(ids(model, "aaa"), (std::vector<TokenId>{1, 2}));
}

void UnigramModelTest::unknownRunIsOne()
{
    const UnigramModel model({"<unk>", "a", "東"}, {0.0, -1.0, -1.0}, 0, false);
    QCOMPARE(ids(model, "xyaé京東京京"), (std::vector<TokenId>{0, 1, 0, 2, 0}));
    // The unknown piece written out is unknown, and merges with what is beside it.
    QCOMPARE(ids(model, "<unk>"), (std::vector<TokenId>{0}));
    QCOMPARE(ids(model, "x<unk>x"), (std::vector<TokenId>{0}));
}

void UnigramModelTest::bytes()
{
    const UnigramModel model({"<unk>", "a", "<0xC3>", "<0xA9>"}, {0.0, -1.0, -9.0, -9.0}, 0, true);
    QCOMPARE(ids(model, "aéa"), (std::vector<TokenId>{1, 2, 3, 1}));
    QCOMPARE(ids(model, "a東a"), (std::vector<TokenId>{1, 0, 1}));
}

void UnigramModelTest::longText()
{
    const UnigramModel model({"<unk>", "a", "aaaa"}, {0.0, -2.0, -3.0}, 0, false);
    const std::vector<TokenId> found = ids(model, std::string(40000, 'a'));
    QCOMPARE(found, std::vector<TokenId>(10000, 2));
}

QTEST_GUILESS_MAIN(UnigramModelTest)
#include "tst_unigrammodel.moc"
