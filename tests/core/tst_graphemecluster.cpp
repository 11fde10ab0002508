// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/graphemecluster.h"

#include <QTest>

using namespace Qt::StringLiterals;
using rw::GraphemeCluster;

class GraphemeClusterTest : public QObject
{
    Q_OBJECT

private slots:
    void classes();
    void clusters_data();
    void clusters();
};

void GraphemeClusterTest::classes()
{
    using enum GraphemeCluster::Class;
    const GraphemeCluster::Table& table = GraphemeCluster::table();
    QVERIFY(table.of(U'a') == Other);
    QVERIFY(table.of(U'\r') == Cr);
    QVERIFY(table.of(0x301) == Extend);
    QVERIFY(table.of(0x200C) == ExtendOnly);
    QVERIFY(table.of(0x94D) == Linker);
    QVERIFY(table.of(0x915) == Consonant);
    QVERIFY(table.of(0xA9) == Pictographic);
    QVERIFY(table.of(0xAC00) == HangulLv);
    QVERIFY(table.of(0xAC01) == HangulLvt);
    QVERIFY(table.of(0xE0001) == Control);
    QVERIFY(table.of(0x10FFFF) == Other);
}

void GraphemeClusterTest::clusters_data()
{
    // "|" stands where a cluster ends, as in Unicode's own test file.
    QTest::addColumn<QString>("text");
    QTest::newRow("letters") << u"a|b|東|京"_s;
    QTest::newRow("line end") << u"\r\n|\n|\r|a"_s;
    QTest::newRow("marks") << u"a\u0301\u0323|e\u0301| \u0308|\n|\u0308"_s;
    QTest::newRow("kana") << u"か\u3099|き"_s;
    QTest::newRow("syllables") << u"\u1100\u1161\u11A8|\uAC00\u11A8|\uAC01\u11A8|\uAC01|\u1161"_s;
    QTest::newRow("flags") << u"\U0001F1E9\U0001F1EA|\U0001F1EB\U0001F1F7|\U0001F1EC|a"_s;
    QTest::newRow("family") << u"\U0001F468\u200D\U0001F469\u200D\U0001F467|\U0001F468\U0001F3FD|©\u200D©|a\u200D|©"_s;
    QTest::newRow("prepended") << u"\u0600a|\u0600|\n"_s;
    QTest::newRow("conjunct")
        << u"\u0915\u094D\u0937|\u0915|\u0937|\u0915\u094D\u200D\u0937|\u0915\u094D\u200C|\u0937"_s;
    QTest::newRow("spacing") << u"\u0915\u093F|x\u0E33|x"_s;
}

void GraphemeClusterTest::clusters()
{
    QFETCH(QString, text);
    const auto expected = text.split(u'|');
    QString plain = text;
    const auto characters = plain.remove(u'|').toUcs4();
    const GraphemeCluster::Table& table = GraphemeCluster::table();
    QStringList found;
    for (qsizetype at = 0; at < characters.size();) {
        GraphemeCluster cluster(table.of(characters[at]));
        const qsizetype start = at++;
        while (at < characters.size() && cluster.takes(table.of(characters[at])))
            ++at;
        found << QString::fromUcs4(reinterpret_cast<const char32_t*>(characters.constData()) + start, at - start);
    }
    QCOMPARE(found, QStringList(expected));
}

QTEST_GUILESS_MAIN(GraphemeClusterTest)
#include "tst_graphemecluster.moc"
