// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/queryfilter.h"

#include <QTest>

using namespace rw;

class tst_QueryFilter : public QObject
{
    Q_OBJECT

private slots:
    void matches_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<bool>("matches");
        // Of "How do I reset the pump?", id q7, 0.9 on the left, 0.6 on the right, cut.
        QTest::newRow("nothing") << QStringLiteral("  ") << true;
        QTest::newRow("word") << QStringLiteral("RESET") << true;
        QTest::newRow("both words") << QStringLiteral("pump how") << true;
        QTest::newRow("one of two") << QStringLiteral("pump valve") << false;
        QTest::newRow("without") << QStringLiteral("pump -valve") << true;
        QTest::newRow("without one of its words") << QStringLiteral("-pump") << false;
        QTest::newRow("phrase") << QStringLiteral("\"reset  the pump\"") << true;
        QTest::newRow("words in another order") << QStringLiteral("\"the reset\"") << false;
        QTest::newRow("without a phrase") << QStringLiteral("-\"the reset\"") << true;
        QTest::newRow("worse") << QStringLiteral("dndcg<-0.2") << true;
        QTest::newRow("much worse") << QStringLiteral("d<-0.4") << false;
        QTest::newRow("true minus") << QStringLiteral("d<\u22120.2") << true;
        QTest::newRow("not better") << QStringLiteral("-d>0") << true;
        QTest::newRow("as shown") << QStringLiteral("d=-0.3") << true;
        QTest::newRow("at least") << QStringLiteral("left>=0.9") << true;
        QTest::newRow("at most") << QStringLiteral("right<=0.6") << true;
        QTest::newRow("less") << QStringLiteral("right<0.6") << false;
        QTest::newRow("language") << QStringLiteral("lang:en") << true;
        QTest::newRow("another language") << QStringLiteral("lang:zh") << false;
        QTest::newRow("cut") << QStringLiteral("cut:YES") << true;
        QTest::newRow("not cut") << QStringLiteral("cut:no") << false;
        QTest::newRow("id") << QStringLiteral("id:q7") << true;
        QTest::newRow("another id") << QStringLiteral("id:Q7") << false;
        QTest::newRow("note") << QStringLiteral("note:yes") << true;
        QTest::newRow("no note") << QStringLiteral("note:no") << false;
        QTest::newRow("word of the note") << QStringLiteral("note:PUMP") << true;
        QTest::newRow("not that note") << QStringLiteral("-note:valve") << true;
        QTest::newRow("slice") << QStringLiteral("slice:topic=pumps") << true;
        QTest::newRow("another slice") << QStringLiteral("slice:topic=valves") << false;
        QTest::newRow("not in a slice") << QStringLiteral("-slice:topic=valves") << true;
        QTest::newRow("slice of two words") << QStringLiteral("slice:\"my field=12 to 40\" reset") << true;
        QTest::newRow("all") << QStringLiteral("dndcg<-0.2 cut:yes lang:en reset \"the pump\" -valve") << true;
        QTest::newRow("a dash is a word") << QStringLiteral("-") << false;
    }

    void matches()
    {
        QFETCH(QString, filter);
        const auto parsed = QueryFilter::parse(filter, QStringLiteral("nDCG@10"));
        QVERIFY2(parsed, parsed ? "" : parsed.error().what.c_str());
        const QueryFilter::Subject subject{
            QStringLiteral("q7"),
            QStringLiteral("How do I reset the pump?"),
            0.9,
            0.6,
            true,
            QStringLiteral("odd pump"),
            QStringList{QStringLiteral("topic=pumps"), QStringLiteral("my field=12 to 40")}};
        QTEST(parsed->matches(subject), "matches");
    }

    void whatIsNotKnownDoesNotMatch()
    {
        const QueryFilter::Subject subject{QStringLiteral("q"), QStringLiteral("text"), {}, 0.5, {}};
        QVERIFY(!QueryFilter::parse(u"-slice:a=b", QStringLiteral("AP"))->matches(subject)); // not looked up
        QCOMPARE(QueryFilter::parse(u"slice:a=b slice:a=c -slice:d=e", QStringLiteral("AP"))->asksForSlices(),
                 (QStringList{QStringLiteral("a"), QStringLiteral("d")}));
        QCOMPARE(QueryFilter::sliceTerm(QStringLiteral("a"), QStringLiteral("b")), QStringLiteral("slice:a=b"));
        QCOMPARE(QueryFilter::sliceTerm(QStringLiteral("a"), QStringLiteral("5 to 9")),
                 QStringLiteral("slice:\"a=5 to 9\""));
        for (const char* filter : {"d<1", "-d<1", "left<1", "-left<1", "cut:yes", "cut:no", "-cut:no"})
            QVERIFY2(!QueryFilter::parse(QString::fromLatin1(filter), QStringLiteral("AP"))->matches(subject), filter);
        QVERIFY(QueryFilter::parse(u"right<1", QStringLiteral("AP"))->matches(subject));
        QVERIFY(QueryFilter::parse(u"-cut:no", QStringLiteral("AP"))->asksForCut());
        QVERIFY(!QueryFilter::parse(u"cut", QStringLiteral("AP"))->asksForCut());
    }

    void errors_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QString>("error");
        const auto row = [](const char* name, const char16_t* filter, const char* error) {
            QTest::newRow(name) << QString::fromUtf16(filter) << QString::fromLatin1(error);
        };
        row("number", u"pump dndcg<x", "character 6, dndcg<x: expected a number after <");
        row("no number", u"d>=", "character 1, d>=: expected a number after >=");
        row("infinite", u"d<inf", "character 1, d<inf: expected a number after <");
        row("measure", u"drr<0", "character 1, drr<0: the measure is nDCG@10; expected d or dndcg");
        row("name", u"x<0", "character 1, x<0: known numbers are d, dndcg, left and right");
        row("cut", u"cut:maybe", "character 1, cut:maybe: expected cut:yes or cut:no");
        row("language", u"lang:xx", "character 1, lang:xx: known languages are zh, ja, ko, ru, ar, en");
        row("field", u"foo:bar",
            "character 1, foo:bar: known are lang:, cut:, note:, slice: and id:; put words with a colon between "
            "quotation marks");
        row("no slice", u"slice:topic",
            "character 1, slice:topic: expected a field and a slice, such as "
            "slice:topic=first");
        row("open slice", u"slice:\"topic=a b", "character 1, slice:\"topic=a b: the closing \" is missing");
        row("empty note", u"note:", "character 1, note:: expected note:yes, note:no or a word of the note");
        row("open phrase", u"a -\"b c", "character 3, -\"b c: the closing \" is missing");
        row("empty phrase", u"\" \"", "character 1, \" \": expected words between the quotation marks");
        row("beyond the basic plane", u"\U0001F600 d<x", "character 3, d<x: expected a number after <");
    }

    void errors()
    {
        QFETCH(QString, filter);
        const auto parsed = QueryFilter::parse(filter, QStringLiteral("nDCG@10"));
        QVERIFY(!parsed);
        QTEST(QString::fromStdString(parsed.error().what), "error");
    }

    void languages()
    {
        QCOMPARE(QueryFilter::languageOf(u"如何把防冻液浓度调到零下 20 度?"), QStringLiteral("zh"));
        QCOMPARE(QueryFilter::languageOf(u"iPhone 电池"), QStringLiteral("zh"));
        QCOMPARE(QueryFilter::languageOf(u"東京の天気は"), QStringLiteral("ja"));
        QCOMPARE(QueryFilter::languageOf(u"서울 날씨"), QStringLiteral("ko"));
        QCOMPARE(QueryFilter::languageOf(u"Какая погода"), QStringLiteral("ru"));
        QCOMPARE(QueryFilter::languageOf(u"What does 道 mean in Chinese philosophy?"), QStringLiteral("en"));
        QCOMPARE(QueryFilter::languageOf(u"12 + 3"), QString());
    }
};

QTEST_GUILESS_MAIN(tst_QueryFilter)
#include "tst_queryfilter.moc"
