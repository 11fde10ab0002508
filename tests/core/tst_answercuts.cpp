// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/answercuts.h"
#include "core/text/pairinput.h"

#include <QTest>

#include <vector>

using namespace rw;

class tst_AnswerCuts : public QObject
{
    Q_OBJECT

private slots:
    /// An encoder takes four tokens around query and passage.
    void counted()
    {
        const PairAssembler assembler(PairAssembler::Parts{});
        const std::vector<AnswerTokens> answers{
            {6, 10, 9, 10},  // never cut at 20
            {6, 30, 5, 8},   // seen
            {6, 30, 8, 10},  // seen to its last token
            {6, 30, 8, 11},  // partly
            {6, 30, 9, 9},   // only the begin is known: the last token that is seen
            {6, 30, 10, 10}, // the first one behind the cut
            {6, 30, 29, 30}, // beyond
            {15, 30, 1, 3},  // one token of the passage is left
            {6, 10, 12, 14}, // counts of parts can be off by one: a passage that was not cut hides nothing
        };
        const AnswerCuts cuts = answerCuts(answers, assembler, {20, 16});
        QCOMPARE(cuts.known, 9);
        QCOMPARE(cuts.partly, 1);
        QCOMPARE(cuts.beyond, 3);
        QCOMPARE(cuts.shareBeyond(), 3.0 / 9);
        QCOMPARE(answerCuts(answers, assembler, {512, 384}).beyond, 0);
        QCOMPARE(answerCuts({}, assembler, {20, 16}).shareBeyond(), 0.0);
    }
};

QTEST_APPLESS_MAIN(tst_AnswerCuts)

#include "tst_answercuts.moc"
