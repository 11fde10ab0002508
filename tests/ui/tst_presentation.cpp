// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mainwindow.h"
#include "ui/plot/paretoplot.h"
#include "ui/presentation/presentation.h"
#include "ui/screenshots/samplevalues.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/widgets/plotpane.h"

#include <QLabel>
#include <QMenuBar>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace rw::ui;

class TestPresentation : public QObject
{
    Q_OBJECT

    using View = Presentation::View;
    QTemporaryDir m_settings;

    static void fill(Session& session)
    {
        session.setSampleValues(SampleValues::models(), SampleValues::datasets(),
                                SampleValues::results(SampleValues::Outcome::Finished));
    }
    static QString title(const Presentation& presentation)
    {
        return presentation.findChild<QLabel*>(QStringLiteral("presentationTitle"))->text();
    }

private slots:
    void initTestCase() { QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path()); }

    void keysGoThroughTheSteps()
    {
        Session session;
        fill(session);
        Presentation presentation(&session, {});
        presentation.resize(1280, 800);
        presentation.show();
        QVERIFY(presentation.steps() >= 2);
        QCOMPARE(presentation.step(), 0);
        const QString first = title(presentation);
        QTest::keyClick(&presentation, Qt::Key_Left); // there is none before
        QCOMPARE(presentation.step(), 0);
        QTest::keyClick(&presentation, Qt::Key_PageDown);
        QCOMPARE(presentation.step(), 1);
        QVERIFY(title(presentation) != first);
        for (int i = 0; i < presentation.steps(); ++i)
            QTest::keyClick(&presentation, Qt::Key_Right);
        QCOMPARE(presentation.step(), presentation.steps() - 1);
        QTest::keyClick(&presentation, Qt::Key_Escape);
        QVERIFY(!presentation.isVisible());
    }

    void qualityAgainstCostIsAStep()
    {
        Session session;
        fill(session);
        Presentation presentation(&session, {});
        presentation.resize(1280, 800);
        presentation.show();
        auto* front = presentation.findChild<ParetoPlot*>();
        QVERIFY(!front->isVisible());
        int shown = 0;
        for (int step = 0; step < presentation.steps(); ++step) {
            presentation.showStep(step);
            shown += front->isVisible() ? 1 : 0;
        }
        QVERIFY(shown >= 1);
        QVERIFY(!front->table().rows.empty());
        QVERIFY(title(presentation).contains(QStringLiteral("cost")));
    }

    // Neither paths nor names of files on a projector.
    void showsNoPaths()
    {
        Session session;
        fill(session);
        Presentation presentation(&session, {});
        for (const auto* label : presentation.findChildren<QLabel*>())
            QVERIFY2(!label->text().contains(QLatin1String(".rwb")) && !label->text().startsWith(QLatin1Char('/')),
                     qPrintable(label->text()));
    }

    void withoutResults()
    {
        Session session;
        Presentation presentation(&session, {});
        presentation.show();
        QCOMPARE(presentation.steps(), 0);
        QTest::keyClick(&presentation, Qt::Key_Right);
        QVERIFY(!title(presentation).isEmpty());
    }

    void keptViewsAreThereAgain()
    {
        Session session;
        fill(session);
        const auto& rows = session.results().rows;
        View view{View::Kind::Lengths, rows[0].unit.dataset, rows[0].unit.id, {rows[0].unit.id, 999999}};
        View costs = view;
        costs.kind = View::Kind::Costs;
        Presentation::setKeptViews(session, {view, costs});
        const auto kept = Presentation::keptViews(session);
        QCOMPARE(kept.size(), std::size_t(2));
        QVERIFY(kept[1].kind == View::Kind::Costs);
        QVERIFY(kept[0].kind == View::Kind::Lengths);
        QCOMPARE(kept[0].baseline, rows[0].unit.id);
        QCOMPARE(kept[0].units, std::vector<std::int64_t>{rows[0].unit.id}); // the other one is gone
        Presentation::setKeptViews(session, {});
        QVERIFY(Presentation::keptViews(session).empty());
    }
};

QTEST_MAIN(TestPresentation)
#include "tst_presentation.moc"
