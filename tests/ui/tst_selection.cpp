// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/selection.h"

#include <QSignalSpy>
#include <QTest>

using namespace rw::ui;

class TestSelection : public QObject
{
    Q_OBJECT

private slots:
    void saysOnlyWhatChanged()
    {
        Selection selection;
        QCOMPARE(selection.measure().name, std::string("nDCG@10"));
        QSignalSpy units(&selection, &Selection::unitsChanged);
        selection.setUnits({3, 1});
        selection.setUnits({3, 1});
        QCOMPARE(units.count(), 1);
        selection.setUnits({1, 3}); // the order says which was chosen first
        QCOMPARE(units.count(), 2);
    }

    // Nobody may see units of one data set beside the name of another.
    void anotherDatasetHasOtherUnits()
    {
        Selection selection;
        selection.setDataset(1);
        selection.setUnits({3});
        selection.setBaseline(2);
        selection.setQuery(QStringLiteral("q7"));
        bool looked = false;
        connect(&selection, &Selection::datasetChanged, this, [&] {
            looked = true;
            QVERIFY(selection.units().empty());
            QCOMPARE(selection.baseline(), 0);
            QVERIFY(selection.query().isEmpty());
        });
        QSignalSpy query(&selection, &Selection::queryChanged);
        selection.setDataset(2);
        QVERIFY(looked);
        QCOMPARE(query.count(), 1);
    }
};

QTEST_MAIN(TestSelection)
#include "tst_selection.moc"
