// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/smallstore.h"
#include "ui/mainwindow.h"
#include "ui/models/resultsmodel.h"
#include "ui/plot/qualityplot.h"
#include "ui/results/configurationfilter.h"
#include "ui/results/lengthtab.h"
#include "ui/results/overviewtab.h"
#include "ui/screenshots/samplevalues.h"
#include "ui/session/comparer.h"
#include "ui/session/defaultselection.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/text/numbers.h"
#include "ui/text/verdicttext.h"
#include "ui/theme/theme.h"
#include "ui/widgets/page.h"
#include "ui/widgets/sortheader.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace rw;
using namespace rw::ui;

/// The results page on a stored workspace of two units, of which one may be short of scores.
class TestResults : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    QString makeWorkspace(const QString& name, int secondPairs)
    {
        const QString file = m_folder.filePath(name);
        test::Store store(file, 12, 8);
        store.score(store.units[0], 0, store.pairs);
        store.score(store.units[1], 0, secondPairs);
        RunWriter& writer = *store.writer;
        for (const std::int64_t unit : store.units)
            writer.postUnitStatus(unit,
                                  unit != store.units[1] || secondPairs == store.pairs ? "finished" : "incomplete", {});
        if (const auto flushed = store.workspace->writer().flush(); !flushed)
            qFatal("%s", flushed.error().what.c_str());
        return file;
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
    }

    void filter_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<bool>("matches");
        QTest::newRow("nothing") << QStringLiteral("  ") << true;
        QTest::newRow("model") << QStringLiteral("MINI") << true;
        QTest::newRow("length") << QStringLiteral("1024") << true;
        QTest::newRow("end of the length") << QStringLiteral("24") << false;
        QTest::newRow("type and layer") << QStringLiteral("int L28") << true;
        QTest::newRow("another layer") << QStringLiteral("int L40") << false;
        QTest::newRow("without") << QStringLiteral("-int8") << false;
        QTest::newRow("without another") << QStringLiteral("mini -fp32") << true;
    }

    void filter()
    {
        QFETCH(QString, words);
        UnitRecord unit;
        unit.modelName = "v2-minicpm";
        unit.maxLength = 1024;
        unit.quantization = "int8";
        unit.cutoffLayer = 28;
        QTEST(ConfigurationFilter(words).matches(unit), "matches");
    }

    void defaults()
    {
        const ResultsData data = SampleValues::results(SampleValues::Outcome::Finished);
        const auto rows = data.of(1);
        const std::int64_t baseline = defaultBaseline(rows);
        const auto best =
            std::find_if(rows.begin(), rows.end(), [&](const ResultRow* row) { return row->unit.id == baseline; });
        QVERIFY(best != rows.end());
        QCOMPARE((*best)->unit.maxLength, 2048);
        const std::vector<std::int64_t> units = defaultUnits(rows);
        QCOMPARE(units.size(), std::size_t(4)); // two types of the first model, one of the others, the deepest layer
        QCOMPARE(defaultBaseline({}), std::int64_t(0));
    }

    void selectionGoesBothWays()
    {
        Session session;
        MainWindow window(&session);
        session.setSampleValues(SampleValues::models(), SampleValues::datasets(),
                                SampleValues::results(SampleValues::Outcome::Finished));
        Page* page = window.page(Area::Results);
        auto* table = page->findChild<QTableView*>(QStringLiteral("resultsTable"));
        Selection* selection = session.selection();
        QVERIFY(selection->baseline() != 0);
        selection->setUnits({3, 5});
        QCOMPARE(table->selectionModel()->selectedRows().size(), 2);
        table->selectRow(0);
        QCOMPARE(selection->units().size(), std::size_t(1));
        // Rows that the filter hides stay chosen: other pages show them.
        const auto before = selection->units();
        auto* filter = page->findChild<QLineEdit*>(QStringLiteral("resultsFilter"));
        filter->setText(QStringLiteral("fp32"));
        QCOMPARE(table->model()->rowCount(), 4);
        QCOMPARE(selection->units(), before);
        QCOMPARE(page->findChild<QLabel*>(QStringLiteral("resultsCount"))->text(),
                 QStringLiteral("4 of 20 configurations"));
        filter->setText(QStringLiteral("nothing-like-this"));
        QCOMPARE(table->model()->rowCount(), 0);
        filter->clear();
        QCOMPARE(table->model()->rowCount(), 20);
        QTest::keyClick(table, Qt::Key_Escape);
        QVERIFY(selection->units().empty());
    }

    void testsWhatIsComplete()
    {
        Session session;
        MainWindow window(&session);
        Page* page = window.page(Area::Results);
        session.openWorkspace(makeWorkspace(QStringLiteral("a.rwb"), 96));
        auto* table = page->findChild<QTableView*>(QStringLiteral("resultsTable"));
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 3, 20000); // the order before scoring, too
        QCOMPARE(cell(table, 2, ResultsModel::Outcome), QStringLiteral("Base"));
        QStringList outcomes{cell(table, 0, ResultsModel::Outcome), cell(table, 1, ResultsModel::Outcome)};
        outcomes.sort();
        QCOMPARE(outcomes, QStringList({QStringLiteral("Identical"), QStringLiteral("Reference")}));
        // It stays last whatever the order.
        table->sortByColumn(ResultsModel::Value, Qt::AscendingOrder);
        QCOMPARE(cell(table, 2, ResultsModel::Outcome), QStringLiteral("Base"));
        QVERIFY(page->findChild<QLabel*>(QStringLiteral("resultsCaption"))->text().contains(QStringLiteral("Holm")));

        // Any measure of the grammar; what is none says so and changes nothing.
        auto* measure = page->findChild<QComboBox*>(QStringLiteral("measureCombo"));
        measure->setEditText(QStringLiteral("RR@5"));
        emit measure->lineEdit()->editingFinished();
        QCOMPARE(session.selection()->measure().name, std::string("RR@5"));
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->headerData(ResultsModel::Value, Qt::Horizontal).toString(),
                                  QStringLiteral("RR@5"), 20000);
        measure->setEditText(QStringLiteral("nonsense@"));
        emit measure->lineEdit()->editingFinished();
        QCOMPARE(session.selection()->measure().name, std::string("RR@5"));
        QCOMPARE(page->state(), Page::State::Error);

        // Units of one workspace mean nothing in another.
        session.selection()->setUnits({1, 2});
        session.openWorkspace(makeWorkspace(QStringLiteral("b.rwb"), 40));
        QTRY_VERIFY_WITH_TIMEOUT(session.selection()->units().empty(), 20000);
        const auto outcomeOfShort = [&] {
            for (int row = 0; row < table->model()->rowCount(); ++row)
                if (cell(table, row, ResultsModel::Length) == QStringLiteral("256"))
                    return cell(table, row, ResultsModel::Outcome);
            return QString();
        };
        QTRY_COMPARE_WITH_TIMEOUT(outcomeOfShort(), QStringLiteral("Incomplete: 40 of 96"), 20000);
        for (int row = 0; row < table->model()->rowCount(); ++row)
            QCOMPARE(cell(table, row, ResultsModel::WinsTiesLosses).count(QLatin1Char('/')),
                     cell(table, row, ResultsModel::Outcome) == QStringLiteral("Base") ? 2 : 0);
    }

    void runFilesStandBesideUnits()
    {
        Session session;
        OverviewTab tab(&session);
        session.openWorkspace(makeWorkspace(QStringLiteral("e.rwb"), 96));
        auto* table = tab.findChild<QTableView*>(QStringLiteral("resultsTable"));
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 3, 20000);
        // Best last: as bad as can be.
        QByteArray ranking;
        QByteArray part;
        for (int query = 0; query < 12; ++query)
            for (int rank = 0; rank < 8; ++rank) {
                const QByteArray line = QStringLiteral("q%1 Q0 d%2 %3 %4 others\n")
                                            .arg(query)
                                            .arg(query + 7 - rank)
                                            .arg(rank + 1)
                                            .arg(100 - rank)
                                            .toUtf8();
                ranking += line;
                part += query < 9 ? line : QByteArray();
            }
        test::put(m_folder.filePath(QStringLiteral("others.trec")), ranking);
        test::put(m_folder.filePath(QStringLiteral("part.trec")), part);
        test::put(m_folder.filePath(QStringLiteral("none.trec")), "x Q0 y 1 1 z\n");
        const auto rowOf = [&](const QString& name) {
            for (int row = 0; row < table->model()->rowCount(); ++row)
                if (cell(table, row, ResultsModel::Configuration) == name)
                    return row;
            return -1;
        };
        tab.addRun(m_folder.filePath(QStringLiteral("others.trec")));
        const auto outcome = [&](const QString& name) {
            return cell(table, rowOf(name), ResultsModel::Outcome);
        };
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 4, 20000);
        QTRY_VERIFY_WITH_TIMEOUT(
            cell(table, rowOf(QStringLiteral("others.trec")), ResultsModel::WinsTiesLosses).count(QLatin1Char('/')) ==
                2,
            20000);
        QVERIFY(outcome(QStringLiteral("others.trec")) != QStringLiteral("Base"));
        QCOMPARE(cell(table, rowOf(QStringLiteral("others.trec")), ResultsModel::Queries), QStringLiteral("12"));
        // Not measured is not 0.
        QCOMPARE(cell(table, rowOf(QStringLiteral("others.trec")), ResultsModel::Memory), Numbers::none());

        // A part of the queries gives no verdict, and a file of other queries no row.
        tab.addRun(m_folder.filePath(QStringLiteral("part.trec")));
        QTRY_COMPARE_WITH_TIMEOUT(cell(table, rowOf(QStringLiteral("part.trec")), ResultsModel::Queries),
                                  QStringLiteral("9 of 12"), 20000);
        QCOMPARE(cell(table, rowOf(QStringLiteral("part.trec")), ResultsModel::WinsTiesLosses), Numbers::none());
        QSignalSpy failed(&tab, &OverviewTab::exportFailed);
        tab.addRun(m_folder.filePath(QStringLiteral("none.trec")));
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 20000);
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 5, 20000);
        QCOMPARE(rowOf(QStringLiteral("none.trec")), -1);
        // The order before scoring stays last.
        QCOMPARE(cell(table, 4, ResultsModel::Outcome), QStringLiteral("Base"));
    }

    void sortsWithoutAMouse()
    {
        Session session;
        OverviewTab tab(&session);
        session.setSampleValues(SampleValues::models(), SampleValues::datasets(),
                                SampleValues::results(SampleValues::Outcome::Finished));
        auto* table = tab.findChild<QTableView*>(QStringLiteral("resultsTable"));
        const QHeaderView* header = table->horizontalHeader();
        QCOMPARE(header->sortIndicatorSection(), int(ResultsModel::Value));
        QVERIFY(table->accessibleDescription().contains(QStringLiteral("nDCG@10, highest first")));
        const QString best = cell(table, 0, ResultsModel::Value);
        QTest::keyClick(table, Qt::Key_Up, Qt::AltModifier);
        QVERIFY(cell(table, 0, ResultsModel::Value) < best);
        QVERIFY(table->accessibleDescription().contains(QStringLiteral("lowest first")));
        // Hidden columns are stepped over; at the ends it stays.
        QTest::keyClick(table, Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(header->sortIndicatorSection(), int(ResultsModel::Type));
        for (int i = 0; i < 5; ++i)
            QTest::keyClick(table, Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(header->sortIndicatorSection(), 0);
        QTest::keyClick(table, Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(header->sortIndicatorSection(), int(ResultsModel::Length));
        QCOMPARE(cell(table, 0, ResultsModel::Length), QStringLiteral("256"));
        // The context menu says the same.
        QMenu* menu = nullptr;
        for (const QAction* action : table->actions())
            menu = action->menu() ? action->menu() : menu;
        QVERIFY(menu);
        emit menu->aboutToShow();
        const auto actions = menu->actions();
        QVERIFY(actions.at(1)->isChecked() && actions.at(1)->text() == QStringLiteral("Length"));
        actions.back()->trigger();
        QCOMPARE(cell(table, 0, ResultsModel::Length), QStringLiteral("2,048"));
    }

    void longHeadersHaveTwoLines()
    {
        QCOMPARE(SortHeader::broken(QStringLiteral("p50 ms/batch")), QStringLiteral("p50\nms/batch"));
        QCOMPARE(SortHeader::broken(QStringLiteral("95 % CI")), QStringLiteral("95 % CI"));
        QCOMPARE(SortHeader::broken(QStringLiteral("Judged@10 at")), QStringLiteral("Judged@10\nat"));
        QCOMPARE(SortHeader::broken(QStringLiteral("W / T / L / more")), QStringLiteral("W / T / L / more"));
    }

    void columnsAreChosen()
    {
        Session session;
        OverviewTab tab(&session);
        session.setSampleValues(SampleValues::models(), SampleValues::datasets(),
                                SampleValues::results(SampleValues::Outcome::Finished));
        auto* table = tab.findChild<QTableView*>(QStringLiteral("resultsTable"));
        QVERIFY(!table->isColumnHidden(ResultsModel::Memory));
        QVERIFY(table->isColumnHidden(ResultsModel::Queries)); // the same in all rows
        const auto actions = tab.findChild<QPushButton*>(QStringLiteral("columnsButton"))->menu()->actions();
        QVERIFY(actions.front()->isChecked());
        actions.front()->setChecked(false);
        QVERIFY(!table->isColumnHidden(ResultsModel::Queries));
        for (QAction* action : actions)
            if (action->data().isValid() && action->data().toInt() == ResultsModel::Memory)
                action->setChecked(false);
        QVERIFY(table->isColumnHidden(ResultsModel::Memory));
        // It is kept.
        OverviewTab again(&session);
        QVERIFY(again.findChild<QTableView*>(QStringLiteral("resultsTable"))->isColumnHidden(ResultsModel::Memory));
        QSettings().remove(QStringLiteral("results"));
    }

    void lengthsSideBySide()
    {
        Session session;
        LengthTab tab(&session);
        tab.show();
        session.openWorkspace(makeWorkspace(QStringLiteral("d.rwb"), 96));
        QTRY_COMPARE_WITH_TIMEOUT(session.results().rows.size(), std::size_t(2), 20000);
        QTRY_COMPARE(tab.length(), 512); // of 256 and 512
        const auto said = [&] {
            QString all;
            for (const QLabel* label : tab.findChildren<QLabel*>())
                if (!label->isHidden())
                    all += label->text() + QLatin1Char('\n');
            return all;
        };
        QTRY_VERIFY_WITH_TIMEOUT(said().contains(QStringLiteral("256 tokens: no difference")), 20000);
        QVERIFY(said().contains(QStringLiteral("From 512 down to 256")));
        QVERIFY(!said().contains(QStringLiteral(" up to ")));
        auto* plot = tab.findChild<QualityPlot*>();
        QCOMPARE(plot->table().rows.size(), std::size_t(2));
        QTest::keyClick(plot->focusProxy(), Qt::Key_Left);
        QCOMPARE(tab.length(), 256);
        QTRY_VERIFY_WITH_TIMEOUT(said().contains(QStringLiteral("From 256 up to 512")), 20000);
        QTest::keyClick(plot->focusProxy(), Qt::Key_Left); // there is none
        QCOMPARE(tab.length(), 256);
    }

    void aRequestReplacesAnEarlierOne()
    {
        Session session;
        session.openWorkspace(makeWorkspace(QStringLiteral("c.rwb"), 96));
        QTRY_COMPARE_WITH_TIMEOUT(session.results().rows.size(), std::size_t(2), 20000);
        const std::int64_t a = session.results().rows[0].unit.id;
        const std::int64_t b = session.results().rows[1].unit.id;
        Comparer comparer(&session);
        comparer.compare(a, {a, b}, session.selection()->measure());
        comparer.compare(b, {a, b}, session.selection()->measure());
        QTRY_VERIFY_WITH_TIMEOUT(!comparer.isBusy(), 20000);
        QVERIFY(comparer.find(a) && comparer.find(a)->paired);
        QVERIFY(comparer.find(b) && !comparer.find(b)->paired); // the reference
        QVERIFY(comparer.find(0) && comparer.find(0)->paired);
        comparer.clear();
        QVERIFY(!comparer.find(a));
    }

    void sentences()
    {
        Verdict verdict;
        verdict.kind = Verdict::Kind::Worse;
        verdict.difference = -0.02;
        verdict.interval = Interval{-0.03, -0.01};
        verdict.p = 0.004;
        verdict.queries = 55;
        const QString worse = VerdictText::sentence(verdict);
        QVERIFY2(worse.contains(QStringLiteral("lower by 0.0200 (0.0100 to 0.0300; p = 0.0040")), qPrintable(worse));
        verdict.kind = Verdict::Kind::Open;
        verdict.p = 0.06;
        QVERIFY(VerdictText::sentence(verdict).startsWith(QStringLiteral("is undecided")));
        verdict.interval = Interval{-0.05, 0.01};
        verdict.detectable = 0.041;
        QVERIFY(VerdictText::sentence(verdict).contains(QStringLiteral("0.0410")));
        for (int kind = 0; kind <= static_cast<int>(Verdict::Kind::Open); ++kind) {
            verdict.kind = static_cast<Verdict::Kind>(kind);
            QVERIFY(!VerdictText::word(verdict).isEmpty() && !VerdictText::sentence(verdict).isEmpty());
        }
    }
};

QTEST_MAIN(TestResults)
#include "tst_results.moc"
