// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/inspection.h"
#include "tests/support/smallstore.h"

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
};

QTEST_GUILESS_MAIN(tst_Inspection)
#include "tst_inspection.moc"
