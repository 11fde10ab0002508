// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/inputjson.h"
#include "core/report/inspection.h"
#include "tests/support/smallstore.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace rw;
using namespace rw::test;

class tst_Inspection : public QObject
{
    Q_OBJECT

private slots:
    void differencesAreThoseOfTheEvaluation()
    {
        QTemporaryDir folder;
        Store store(folder.filePath(QStringLiteral("w.rwb")));
        store.score(store.units[0], 0, kPairs);
        store.score(store.units[1], 0, kPairs - 1); // one of the last query is missing
        const auto reader = store.reader();
        const auto measures = *parseMeasure("nDCG@3");
        const auto evaluation = reader->evaluateUnit(store.units[0], measures);
        QVERIFY(evaluation);

        const auto inspection =
            inspect(*reader, {store.dataset, 0, store.units[0], {store.units[1]}, measures.front()});
        QVERIFY2(inspection, inspection ? "" : inspection.error().what.c_str());
        QCOMPARE(inspection->queries.size(), std::size_t(kQueries));
        double base = 0;
        double before = 2;
        bool differs = false;
        for (const InspectedQuery& query : inspection->queries) {
            const std::string& id = inspection->candidates->queries[query.place].id;
            QCOMPARE(query.text, "query " + id.substr(1));
            const auto at = std::find(evaluation->queryIds.begin(), evaluation->queryIds.end(), id);
            QVERIFY(at != evaluation->queryIds.end());
            QCOMPARE(*query.right, evaluation->values[std::size_t(at - evaluation->queryIds.begin())][0]);
            base += *query.left / kQueries;
            QVERIFY(std::abs(*query.difference()) <= before);
            before = std::abs(*query.difference());
            differs = differs || before > 0;
        }
        QVERIFY(differs);
        QCOMPARE(base, evaluation->base[0]);

        const std::size_t last = kQueries - 1;
        QVERIFY(inspection->ranking(last, store.units[1]).empty());
        QCOMPARE(inspection->ranking(last, 0).front(), std::int64_t(last) * kCandidates);
        const auto ranked = inspection->ranking(0, store.units[0]);
        QCOMPARE(ranked.size(), std::size_t(kCandidates));
        for (std::size_t i = 1; i < ranked.size(); ++i)
            QVERIFY(inspection->score(ranked[i - 1], store.units[0]) >= inspection->score(ranked[i], store.units[0]));
        QVERIFY(std::isnan(inspection->score(0, 0)));
        QVERIFY(std::isnan(inspection->score(kPairs - 1, store.units[1])));

        // Half a ranking is none: the query has no difference and stands last.
        const auto half = inspect(*reader, {store.dataset, store.units[0], store.units[1], {}, measures.front()});
        QVERIFY(half);
        QCOMPARE(half->queries.back().place, last);
        QVERIFY(!half->queries.back().difference());
        QVERIFY(!inspect(*reader, {store.dataset, 0, 4711, {}, measures.front()}));
    }

    void disagreementOfTheOrders()
    {
        QTemporaryDir folder;
        Store store(folder.filePath(QStringLiteral("w.rwb")));
        // The first unit ranks as before scoring, the second backwards.
        for (const int unit : {0, 1}) {
            std::vector<RunWriter::Scored> scores;
            for (int pair = 0; pair < kPairs; ++pair)
                scores.push_back({store.units[std::size_t(unit)], pair,
                                  float(unit == 0 ? kCandidates - pair % kCandidates : pair % kCandidates)});
            BatchRecord batch;
            batch.unit = store.units[std::size_t(unit)];
            batch.pairs = kPairs;
            batch.totalNs = 1000;
            store.writer->postChunk(std::move(scores), store.worker, {batch});
        }
        QVERIFY(store.workspace->writer().flush());
        const auto reader = store.reader();
        const auto measures = *parseMeasure("nDCG@3");
        const auto same = inspect(*reader, {store.dataset, 0, store.units[0], {}, measures.front()});
        const auto reverse = inspect(*reader, {store.dataset, 0, store.units[1], {}, measures.front()});
        const auto three = inspect(*reader, {store.dataset, 0, store.units[0], {}, measures.front(), {store.units[1]}});
        QVERIFY(same && reverse && three);
        for (std::size_t i = 0; i < same->queries.size(); ++i) {
            QCOMPARE(*same->queries[i].disagreement, 0.0);
            QVERIFY(*reverse->queries[i].disagreement > 0.1);
            // Of the three pairs of rankings two are reversed.
            QVERIFY(std::abs(*three->queries[i].disagreement - 2.0 / 3 * *reverse->queries[i].disagreement) < 1e-12);
        }
        QCOMPARE(three->request.shown(), (std::vector<std::int64_t>{0, store.units[0], store.units[1]}));
        QCOMPARE(*three->value(0, store.units[0]), *three->value(0, 0));

        const auto name = [](std::int64_t unit) {
            return QString::number(unit);
        };
        const std::int64_t pair = 1;
        const QJsonObject json = pairJson(*three, 0, pair, QStringLiteral("text"), {}, name);
        QCOMPARE(json[u"query_id"].toString(), QStringLiteral("q0"));
        QVERIFY(json[u"input"].isNull());
        const QJsonArray configurations = json[u"configurations"].toArray();
        QCOMPARE(configurations.size(), 3);
        QVERIFY(configurations[0][u"score"].isNull()); // an order has none
        QCOMPARE(configurations[1][u"rank"].toInt(), 2);
        QCOMPARE(configurations[2][u"rank"].toInt(), kCandidates - 1);
        const QJsonObject query = queryJson(*three, 0, {QStringLiteral("first")}, name);
        const QJsonArray rankings = query[u"rankings"].toArray();
        QCOMPARE(rankings.size(), 3);
        QCOMPARE(rankings[0][u"passages"].toArray().at(0)[u"text"].toString(), QStringLiteral("first"));
        QCOMPARE(rankings[2][u"passages"].toArray().at(kCandidates - 1)[u"text"].toString(), QStringLiteral("first"));
        QCOMPARE(rankings[1][u"value"].toDouble(), *three->value(0, store.units[0]));
    }
};

QTEST_GUILESS_MAIN(tst_Inspection)
#include "tst_inspection.moc"
