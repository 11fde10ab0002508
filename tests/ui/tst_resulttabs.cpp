// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/layeredstore.h"
#include "ui/mainwindow.h"
#include "ui/pages/inspectpage.h"
#include "ui/pages/resultspage.h"
#include "ui/plot/differencesplot.h"
#include "ui/plot/driftplot.h"
#include "ui/plot/labelplacement.h"
#include "ui/plot/layerplot.h"
#include "ui/plot/paretoplot.h"
#include "ui/plot/scoresplot.h"
#include "ui/results/differencestab.h"
#include "ui/results/drifttab.h"
#include "ui/results/tradeofftab.h"
#include "ui/screenshots/samplevalues.h"
#include "ui/session/pairreader.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace rw;
using namespace rw::ui;

/// Tabs of the results page that compare two configurations, or quality with cost: on a stored run of four cut-off
/// layers of one model.
class TestResultTabs : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString m_file;
    std::vector<std::int64_t> m_units; // layers 2, 4, 6, 8

    void open(Session& session) const
    {
        session.openWorkspace(m_file);
        QTRY_COMPARE_WITH_TIMEOUT(session.results().rows.size(), m_units.size(), 30000);
        session.selection()->setBaseline(m_units.back());
    }

    static QString cell(const QTableView* table, int row, int column)
    {
        return table->model()->index(row, column).data().toString();
    }

private slots:
    void initTestCase()
    {
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
        QStandardPaths::setTestModeEnabled(true);
        Theme::apply(*qApp, Theme::Choice::Light);
        m_file = m_folder.filePath(QStringLiteral("layers.rwb"));
        m_units = test::makeLayeredWorkspace(m_file, {2, 4, 6, 8});
    }

    void labelsDoNotCover()
    {
        std::vector<PointLabel> labels;
        std::vector<QRectF> taken;
        for (int i = 0; i < 12; ++i) {
            labels.push_back({QPointF(200 + 4 * i, 150 + 3 * i), QSizeF(90, 14)});
            taken.emplace_back(196 + 4 * i, 146 + 3 * i, 8, 8);
        }
        const QRectF area(0, 0, 600, 300);
        const auto places = placeLabels(labels, taken, area, 8);
        QCOMPARE(places.size(), labels.size());
        int placed = 0;
        for (std::size_t i = 0; i < places.size(); ++i) {
            if (!places[i])
                continue;
            ++placed;
            QVERIFY(area.contains(places[i]->box));
            for (const QRectF& mark : taken)
                QVERIFY(!mark.intersects(places[i]->box));
            for (std::size_t j = 0; j < i; ++j)
                QVERIFY(!places[j] || !places[j]->box.intersects(places[i]->box));
            // Nor does a line that leads to a name run through another one.
            for (std::size_t j = 0; places[i]->isFar && j < places.size(); ++j) {
                const QLineF leader(labels[i].point, places[i]->leaderEnd(labels[i].point));
                for (double at = 0.05; j != i && places[j] && at < 1; at += 0.05)
                    QVERIFY(!places[j]->box.contains(leader.pointAt(at)));
            }
        }
        QVERIFY2(placed >= 6, qPrintable(QString::number(placed)));
        QVERIFY(!placeLabels({{QPointF(10, 10), QSizeF(90, 14)}}, {}, QRectF(0, 0, 50, 50), 8).front());
    }

    void frontAndLayers()
    {
        Session session;
        TradeoffTab tab(&session);
        open(session);
        tab.show();
        auto* front = tab.findChild<ParetoPlot*>();
        QTRY_COMPARE_WITH_TIMEOUT(front->points().size(), std::size_t(4), 20000);
        // One pass was timed: layers above the deepest one have their share of it, and say so.
        const auto& points = front->points();
        QCOMPARE(points[0].unit, m_units[0]);
        QVERIFY(points[0].isShare && !points[3].isShare);
        QVERIFY(std::abs(points[0].cost - points[3].cost * 2 / 8) < 1e-9);
        QCOMPARE(front->table().rows.front()[5].toString(), QStringLiteral("computed share"));
        // Interactive times were not measured: visible, not to be chosen.
        auto* cost = tab.findChild<QComboBox*>(QStringLiteral("costCombo"));
        auto* items = qobject_cast<QStandardItemModel*>(cost->model());
        QVERIFY(items->item(0)->isEnabled());
        QVERIFY(!items->item(1)->isEnabled() && items->item(1)->text().contains(QStringLiteral("not measured")));
        // Memory is that of the pass: shallower layers have none of their own.
        QVERIFY(items->item(3)->isEnabled());
        cost->setCurrentIndex(3);
        emit cost->activated(3);
        QCOMPARE(front->points().size(), std::size_t(1));
        QCOMPARE(front->points().front().unit, m_units.back());

        auto* layers = tab.findChild<LayerPlot*>();
        QCOMPARE(layers->table().rows.size(), std::size_t(4));
        QCOMPARE(layers->table().rows.front().last().toDouble(), 75.0); // 2 of 8
        auto* table = tab.findChild<QTableView*>(QStringLiteral("layersTable"));
        QCOMPARE(cell(table, 0, 0), QStringLiteral("8"));
        QCOMPARE(cell(table, 0, 3), QStringLiteral("Reference"));
        QTRY_VERIFY_WITH_TIMEOUT(!cell(table, 3, 3).isEmpty(), 20000);
        auto* sentence = tab.findChild<QLabel*>(QStringLiteral("layersSentence"));
        QTRY_VERIFY_WITH_TIMEOUT(sentence->text().contains(QStringLiteral("layer 8")), 20000);
        QVERIFY(sentence->text().contains(QStringLiteral("computed")));

        // A layer chosen here is chosen everywhere, by key too.
        QTest::keyClick(layers->focusProxy(), Qt::Key_Left);
        QCOMPARE(session.selection()->units(), std::vector<std::int64_t>{m_units[2]});
        QTRY_COMPARE(table->currentIndex().row(), 1);
        cost->setCurrentIndex(0);
        emit cost->activated(0);
        QTest::keyClick(front->focusProxy(), Qt::Key_Left);
        QCOMPARE(session.selection()->units(), std::vector<std::int64_t>{m_units[1]});
    }

    void scenariosAreKeptApart()
    {
        ResultRow row;
        row.pairsPerSecond = 100;
        const std::vector<const ResultRow*> rows{&row};
        QCOMPARE(Costs(rows).of(row, Costs::Kind::PairMs).value, 10.0);
        QVERIFY(std::isnan(Costs(rows).of(row, Costs::Kind::QueryP50).value));
        for (int ms = 1; ms <= 58; ++ms)
            row.queryMs.push_back(ms);
        QVERIFY(std::isnan(Costs(rows).of(row, Costs::Kind::PairMs).value));
        QCOMPARE(Costs(rows).of(row, Costs::Kind::QueryP50).value, 29.0);
        QVERIFY(std::isnan(Costs(rows).of(row, Costs::Kind::QueryP95).value)); // needs 59
        row.queryMs.push_back(59);
        QCOMPARE(Costs(rows).of(row, Costs::Kind::QueryP95).value, 57.0);
        QCOMPARE(Costs(rows).measured(Costs::Kind::Memory), 0);
    }

    void withoutCostsAndLayers()
    {
        Session session;
        TradeoffTab tab(&session);
        ResultsData data = SampleValues::results(SampleValues::Outcome::Finished);
        std::erase_if(data.rows, [](const ResultRow& row) { return row.unit.cutoffLayer > 0; });
        for (ResultRow& row : data.rows) {
            row.pairsPerSecond = kNotAvailable;
            row.memory.reset();
        }
        session.setSampleValues(SampleValues::models(), SampleValues::datasets(), data);
        tab.show();
        auto* front = tab.findChild<ParetoPlot*>();
        QTRY_VERIFY(front->summary().contains(QStringLiteral("no configuration has a cost"), Qt::CaseInsensitive));
        QVERIFY(tab.findChild<LayerPlot*>()->table().rows.empty());
        QVERIFY(tab.findChild<QTableView*>(QStringLiteral("layersTable"))->isHidden());
    }

    void queryByQuery()
    {
        Session session;
        PairReader reader(&session);
        DifferencesTab tab(&session, &reader);
        open(session);
        session.selection()->setUnits({m_units[0]});
        tab.show();
        auto* plot = tab.findChild<DifferencesPlot*>();
        QTRY_COMPARE_WITH_TIMEOUT(plot->bars().size(), std::size_t(12), 20000);
        const auto& bars = plot->bars();
        QVERIFY(plot->losses() > 0);
        QVERIFY(std::is_sorted(bars.begin(), bars.end(),
                               [](const auto& a, const auto& b) { return a.difference() > b.difference(); }));
        // The same counts as the comparison's.
        QCOMPARE(plot->wins(), reader.pair()->paired->sign.wins);
        QCOMPARE(plot->losses(), reader.pair()->paired->sign.losses);
        auto* table = tab.findChild<QTableView*>(QStringLiteral("differencesTable"));
        QCOMPARE(table->model()->rowCount(), plot->wins() + plot->losses());
        QVERIFY(cell(table, 0, 1).startsWith(QStringLiteral("query ")));
        QTest::keyClick(plot->focusProxy(), Qt::Key_End);
        QCOMPARE(session.selection()->query(), bars.back().query);
        QSignalSpy asked(&tab, &DifferencesTab::inspectRequested);
        QTest::keyClick(plot->focusProxy(), Qt::Key_Return);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.front().front().toString(), bars.back().query);

        auto* combo = tab.findChild<QComboBox*>(QStringLiteral("comparedCombo"));
        QCOMPARE(combo->count(), 3); // not the reference
        const int other = combo->findData(QVariant::fromValue<qint64>(m_units[2]));
        combo->setCurrentIndex(other);
        emit combo->activated(other);
        QCOMPARE(session.selection()->units().front(), m_units[2]);
        QTRY_VERIFY_WITH_TIMEOUT(reader.pair() && reader.pair()->inspection.request.right == m_units[2], 20000);
    }

    // The pair on parts of the queries, and from a part to its queries.
    void slicesOfTheQueries()
    {
        Session session;
        PairReader reader(&session);
        DifferencesTab tab(&session, &reader);
        open(session);
        session.selection()->setUnits({m_units[0]});
        tab.show();
        auto* table = tab.findChild<QTableView*>(QStringLiteral("slicesTable"));
        auto* field = tab.findChild<QComboBox*>(QStringLiteral("sliceField"));
        auto* said = tab.findChild<QLabel*>(QStringLiteral("slicesSentence"));
        QVERIFY(table && field && said);
        QTRY_VERIFY2_WITH_TIMEOUT(table->model()->rowCount() > 1, qPrintable(said->text()), 20000);
        const QString name = field->currentData().toString();
        QVERIFY(!name.isEmpty());
        int queries = 0;
        for (int row = 0; row < table->model()->rowCount(); ++row)
            queries += cell(table, row, 1).section(QLatin1Char(' '), 0, 0).toInt();
        QCOMPARE(queries, 12); // each judged query once
        QVERIFY2(said->text().contains(QStringLiteral("corrected")), qPrintable(said->text()));
        QSignalSpy asked(&tab, &DifferencesTab::filterRequested);
        emit table->activated(table->model()->index(0, 0));
        QCOMPARE(asked.size(), 1);
        QVERIFY2(asked.front().front().toString().remove(QLatin1Char('"')) ==
                     QStringLiteral("slice:%1=%2").arg(name, cell(table, 0, 0)),
                 qPrintable(asked.front().front().toString()));
    }

    void inspectShowsTheSamePair()
    {
        Session session;
        MainWindow window(&session);
        auto* page = static_cast<ResultsPage*>(window.page(Area::Results));
        open(session);
        window.showPage(Area::Results);
        window.show();
        for (int tab = 0; tab < page->tabCount(); ++tab)
            if (page->tabTitle(tab) == QStringLiteral("Differences"))
                page->showTab(tab);
        auto* plot = page->findChild<DifferencesPlot*>();
        QTRY_VERIFY_WITH_TIMEOUT(!plot->bars().empty(), 20000);
        const auto* reader = page->findChild<PairReader*>();
        const std::int64_t other = reader->pair()->inspection.request.right;
        emit plot->opened(plot->bars().back().query);
        QTRY_COMPARE(window.currentArea(), Area::Inspect);
        auto* inspect = static_cast<InspectPage*>(window.page(Area::Inspect));
        QCOMPARE(inspect->left(), m_units.back());
        QCOMPARE(inspect->right(), other);
        QCOMPARE(session.selection()->query(), plot->bars().back().query);
    }

    void agreement()
    {
        Session session;
        PairReader reader(&session);
        DriftTab tab(&session, &reader);
        open(session);
        session.selection()->setUnits({m_units[0]});
        tab.show();
        auto* drift = tab.findChild<DriftPlot*>();
        QTRY_COMPARE_WITH_TIMEOUT(drift->pairs(), std::size_t(96), 20000);
        QCOMPARE(drift->table().rows.size(), std::size_t(96));
        auto* table = tab.findChild<QTableView*>(QStringLiteral("worstPairsTable"));
        QVERIFY(table->model()->rowCount() > 0);
        QCOMPARE(cell(table, 0, 0), QStringLiteral("3.5000"));
        QVERIFY(cell(table, 0, 2).startsWith(QStringLiteral("passage ")));
        emit table->clicked(table->model()->index(0, 0));
        QCOMPARE(QString::fromStdString(reader.pair()->agreement->worst.front().query), session.selection()->query());
        // The reference has the first stage's order, in which nobody put the relevant ones first.
        const double separation = tab.findChild<ScoresPlot*>()->separation(0);
        QVERIFY(separation > 0 && separation < 1);
        QVERIFY(tab.findChild<QLabel*>(QStringLiteral("driftSentence"))->text().contains(QStringLiteral("12 queries")));
    }

    void fitsASmallScreen()
    {
        Session session;
        MainWindow window(&session);
        session.setSampleValues(SampleValues::models(), SampleValues::datasets(),
                                SampleValues::results(SampleValues::Outcome::Finished));
        window.showPage(Area::Results);
        QVERIFY2(window.minimumSizeHint().width() <= 1024,
                 qPrintable(QString::number(window.minimumSizeHint().width())));
    }

    void manyPairsRedrawWithinAFrame()
    {
        auto candidates = std::make_shared<CandidateSet>();
        constexpr int kMany = 100000;
        candidates->queries.resize(1000);
        for (std::size_t q = 0; q < candidates->queries.size(); ++q) {
            candidates->queries[q].id = "q" + std::to_string(q);
            candidates->queries[q].firstPair = std::int64_t(q) * 100;
            candidates->queries[q].pairs = 100;
        }
        candidates->grades.assign(kMany, 0);
        auto pair = std::make_shared<Inspection>();
        pair->candidates = candidates;
        pair->request.left = 1;
        pair->request.right = 2;
        for (const std::int64_t unit : {1, 2}) {
            UnitScores& scores = pair->scores[unit];
            scores.count = kMany;
            for (int i = 0; i < kMany; ++i)
                scores.scores.push_back(float(std::sin(i * 0.7) * 8 + std::sin(double(i * unit) * 1.3) * 0.4));
        }
        DriftPlot plot;
        plot.resize(800, 500);
        plot.show();
        plot.setPair(pair, {QStringLiteral("a"), QStringLiteral("b"), true}, {});
        QCOMPARE(plot.pairs(), std::size_t(kMany));
        QVERIFY(plot.summary().contains(QStringLiteral("100,000")) ||
                plot.summary().contains(QStringLiteral("100000")));
        const QTemporaryDir folder;
        for (const char* suffix : {"pdf", "svg"}) {
            const QString file = folder.filePath(QStringLiteral("drift.") + QLatin1String(suffix));
            QVERIFY(plot.exportTo(file));
            QVERIFY2(QFileInfo(file).size() < 200 * 1024, qPrintable(QString::number(QFileInfo(file).size())));
        }
        // The best of several, so that a busy machine does not count.
        qint64 best = std::numeric_limits<qint64>::max();
        for (int i = 0; i < 20; ++i) {
            QElapsedTimer timer;
            timer.start();
            QVERIFY(QMetaObject::invokeMethod(plot.focusProxy(), "replot"));
            best = std::min(best, timer.nsecsElapsed());
        }
        qInfo("redraw of %d pairs: %.2f ms", kMany, double(best) / 1e6);
        QVERIFY2(best < 16'000'000, qPrintable(QString::number(double(best) / 1e6)));
    }
};

QTEST_MAIN(TestResultTabs)
#include "tst_resulttabs.moc"
