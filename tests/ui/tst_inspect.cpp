// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/smallstore.h"
#include "ui/inspect/inputview.h"
#include "ui/inspect/rankinglinks.h"
#include "ui/inspect/rankingspane.h"
#include "ui/mainwindow.h"
#include "ui/pages/inspectpage.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/tableview.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBrowser>

using namespace rw;
using namespace rw::ui;

/// The page that compares two rankings, on a stored workspace of two units.
class TestInspect : public QObject
{
    Q_OBJECT

private:
    static constexpr int kOwnQueries = 5;
    static constexpr int kOwnCandidates = 60; // more than fit in sight

    QTemporaryDir m_folder;

    /// The second unit ranks as the first stage backwards.
    QString makeWorkspace(const QString& name)
    {
        const QString file = m_folder.filePath(name);
        test::Store store(file, kOwnQueries, kOwnCandidates);
        store.score(store.units[0], 0, store.pairs);
        std::vector<RunWriter::Scored> scores;
        for (int pair = 0; pair < store.pairs; ++pair)
            scores.push_back({store.units[1], pair, float(pair % kOwnCandidates)});
        BatchRecord batch;
        batch.unit = store.units[1];
        batch.pairs = store.pairs;
        batch.totalNs = 1000;
        store.writer->postChunk(std::move(scores), store.worker, {batch});
        for (const std::int64_t unit : store.units)
            store.writer->postUnitStatus(unit, "finished", {});
        if (const auto flushed = store.workspace->writer().flush(); !flushed)
            qFatal("%s", flushed.error().what.c_str());
        return file;
    }

    struct Shown
    {
        Session session;
        MainWindow window{&session};
        InspectPage* page = static_cast<InspectPage*>(window.page(Area::Inspect));
        QListView* queries = page->findChild<QListView*>(QStringLiteral("inspectQueries"));
        RankingsPane* rankings = page->findChild<RankingsPane*>();
        QTextBrowser* passage = page->findChild<QTextBrowser*>(QStringLiteral("inspectInput"));

        void open(const QString& file)
        {
            window.resize(1280, 800);
            window.showPage(Area::Inspect);
            window.show();
            session.openWorkspace(file);
        }
        QString cell(RankingsPane::Side side, int row, int column) const
        {
            return rankings->table(side)->model()->index(row, column).data().toString();
        }
    };

private slots:
    void initTestCase()
    {
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
        QStandardPaths::setTestModeEnabled(true);
        Theme::apply(*qApp, Theme::Choice::Light);
    }

    void queriesByDifference()
    {
        Shown shown;
        QCOMPARE(shown.page->state(), Page::State::Empty);
        shown.open(makeWorkspace(QStringLiteral("a.rwb")));
        QTRY_COMPARE_WITH_TIMEOUT(shown.queries->model()->rowCount(), kOwnQueries, 20000);
        QCOMPARE(shown.page->state(), Page::State::Full);
        QVERIFY(shown.page->left() != 0 && shown.page->right() != 0 && shown.page->left() != shown.page->right());
        const Inspection& inspection = *shown.page->inspection();
        QCOMPARE(inspection.request.left, shown.session.selection()->baseline());
        const QString first = QString::fromStdString(inspection.queries.front().text);
        QCOMPARE(shown.queries->model()->index(0, 0).data().toString(), first);
        QCOMPARE(shown.session.selection()->query().toStdString(),
                 inspection.candidates->queries[inspection.queries.front().place].id);

        auto* search = shown.page->findChild<QLineEdit*>(QStringLiteral("inspectSearch"));
        search->setText(QStringLiteral("QUERY 3"));
        QTRY_COMPARE(shown.queries->model()->rowCount(), 1);
        QCOMPARE(shown.session.selection()->query(), QStringLiteral("q3"));
        auto* count = shown.page->findChild<QLabel*>(QStringLiteral("inspectCount"));
        QVERIFY2(count->text().contains(QStringLiteral("1 shown")), qPrintable(count->text()));
        search->setText(QStringLiteral("nothing like it"));
        QTRY_COMPARE(shown.queries->model()->rowCount(), 0);
        QCOMPARE(shown.rankings->pair(), std::int64_t(-1));
        // A mistake is said with its place, and what was found before stays.
        search->setText(QStringLiteral("id:q4 -query"));
        QTRY_COMPARE(shown.queries->model()->rowCount(), 0);
        search->setText(QStringLiteral("id:q4"));
        QTRY_COMPARE(shown.queries->model()->rowCount(), 1);
        search->setText(QStringLiteral("id:q4 d<"));
        QTRY_VERIFY2(count->text().startsWith(QStringLiteral("character 7, d<")), qPrintable(count->text()));
        QCOMPARE(shown.queries->model()->rowCount(), 1);
        // Nothing is looked for until the word is complete.
        const QSignalSpy changed(shown.session.selection(), &Selection::queryChanged);
        search->setText(QStringLiteral("id:q3"));
        search->setText(QStringLiteral("id:q4"));
        QTRY_VERIFY(count->text().contains(QStringLiteral("1 shown")));
        QCOMPARE(changed.count(), 0);
        search->setText(QStringLiteral("dndcg<2 -dndcg<-2"));
        QTRY_COMPARE(shown.queries->model()->rowCount(), kOwnQueries);
        // Whether a passage was cut is found out with the model's tokenizer, which is gone here.
        search->setText(QStringLiteral("cut:yes"));
        QTRY_VERIFY2(count->text().contains(QStringLiteral("models/small")), qPrintable(count->text()));
        search->clear();
        QTRY_COMPARE(shown.queries->model()->rowCount(), kOwnQueries);
        QTRY_VERIFY(shown.rankings->pair() >= 0);
    }

    void passageIsMarkedOnBothSides()
    {
        Shown shown;
        shown.open(makeWorkspace(QStringLiteral("b.rwb")));
        QTRY_COMPARE_WITH_TIMEOUT(shown.queries->model()->rowCount(), kOwnQueries, 20000);
        // The order before scoring against its reverse.
        Selection* selection = shown.session.selection();
        auto* right = shown.page->findChild<QComboBox*>(QStringLiteral("inspectRight"));
        auto* left = shown.page->findChild<QComboBox*>(QStringLiteral("inspectLeft"));
        left->setCurrentIndex(left->findData(QVariant::fromValue<qint64>(0)));
        emit left->activated(left->currentIndex());
        const auto second = QVariant::fromValue<qint64>(2);
        right->setCurrentIndex(right->findData(second));
        emit right->activated(right->currentIndex());
        QCOMPARE(selection->units().front(), second.toLongLong());
        QVERIFY(selection->units().size() == 2); // what was looked at before is still there
        QTRY_VERIFY(shown.page->inspection()->request.left == 0 && shown.page->inspection()->request.right == 2);
        selection->setQuery(QStringLiteral("q2"));
        QTRY_COMPARE(shown.cell(RankingsPane::Left, 0, 2), QStringLiteral("passage 2"));
        QCOMPARE(shown.cell(RankingsPane::Right, kOwnCandidates - 1, 2), QStringLiteral("passage 2"));
        QVERIFY(shown.rankings->table(RankingsPane::Left)->isColumnHidden(3)); // an order has no scores
        QCOMPARE(shown.rankings->table(RankingsPane::Left)->rowHeight(0),
                 shown.rankings->table(RankingsPane::Right)->rowHeight(5));

        shown.rankings->table(RankingsPane::Right)->selectRow(4);
        const int other = kOwnCandidates - 1 - 4;
        QCOMPARE(shown.rankings->table(RankingsPane::Left)->currentIndex().row(), other);
        QCOMPARE(shown.rankings->table(RankingsPane::Left)->selectionModel()->selectedRows().size(), 1);
        QCOMPARE(shown.passage->toPlainText(), QStringLiteral("passage %1").arg(2 + other));

        // The right side is where it was, the left one, too: the line ends in a stub until both are in sight.
        RankingLinks* links = shown.rankings->links();
        QCOMPARE(links->shown({other, 4}), RankingLinks::Shown::RightStub);
        shown.rankings->table(RankingsPane::Left)->verticalScrollBar()->setValue(other);
        QCOMPARE(links->shown({other, 4}), RankingLinks::Shown::Line);
        QCOMPARE(links->shown({0, kOwnCandidates - 1}), RankingLinks::Shown::Nothing);
        QCOMPARE(links->shown({other - 1, kOwnCandidates - 1}), RankingLinks::Shown::LeftStub);

        // The same on both sides: they change places.
        emit left->activated(left->findData(second));
        QCOMPARE(shown.page->left(), second.toLongLong());
        QCOMPARE(shown.page->right(), std::int64_t(0));
    }

    void threeRankings()
    {
        Shown shown;
        shown.open(makeWorkspace(QStringLiteral("e.rwb")));
        QTRY_COMPARE_WITH_TIMEOUT(shown.queries->model()->rowCount(), kOwnQueries, 20000);
        QCOMPARE(shown.rankings->columns(), 2);
        auto* third = shown.page->findChild<QComboBox*>(QStringLiteral("inspectThird"));
        auto* fourth = shown.page->findChild<QComboBox*>(QStringLiteral("inspectFourth"));
        QVERIFY(!fourth->isEnabled());
        third->setCurrentIndex(third->findData(QVariant::fromValue<qint64>(0)));
        emit third->activated(third->currentIndex());
        QTRY_COMPARE_WITH_TIMEOUT(shown.rankings->columns(), 3, 20000);
        QVERIFY(fourth->isEnabled());
        shown.session.selection()->setQuery(QStringLiteral("q2"));
        QTRY_COMPARE(shown.rankings->table(2)->model()->index(0, 2).data().toString(), QStringLiteral("passage 2"));
        QVERIFY(shown.rankings->table(2)->isVisible() && !shown.rankings->table(3)->isVisible());
        QVERIFY(shown.rankings->table(2)->isColumnHidden(3)); // an order has no scores
        // A passage is marked in all three, with lines between neighbours.
        shown.rankings->table(2)->selectRow(1);
        const std::int64_t pair = shown.rankings->pair();
        const auto ranking = shown.page->inspection()->ranking(2, 0);
        QCOMPARE(pair, ranking[1]);
        QCOMPARE(shown.rankings->table(0)->selectionModel()->selectedRows().size(), 1);
        QVERIFY(shown.rankings->links(1)->isVisible());
        third->setCurrentIndex(0);
        emit third->activated(0);
        QTRY_COMPARE_WITH_TIMEOUT(shown.rankings->columns(), 2, 20000);
    }

    void orderOfTheQueries()
    {
        Shown shown;
        shown.open(makeWorkspace(QStringLiteral("f.rwb")));
        QTRY_COMPARE_WITH_TIMEOUT(shown.queries->model()->rowCount(), kOwnQueries, 20000);
        auto* order = shown.page->findChild<QComboBox*>(QStringLiteral("inspectOrder"));
        const auto choose = [&](int row) {
            order->setCurrentIndex(row);
            emit order->activated(row);
        };
        const auto first = [&](int row) {
            return shown.queries->model()->index(row, 0).data().toString();
        };
        const QString chosen = shown.session.selection()->query();
        choose(2);
        for (int row = 0; row < kOwnQueries; ++row)
            QCOMPARE(first(row), QStringLiteral("query %1").arg(row));
        QCOMPARE(shown.session.selection()->query(), chosen); // another order, the same query
        choose(1);
        double before = 2;
        for (int row = 0; row < kOwnQueries; ++row) {
            for (const InspectedQuery& query : shown.page->inspection()->queries) {
                if (QString::fromStdString(query.text) != first(row))
                    continue;
                QVERIFY(*query.disagreement <= before);
                before = *query.disagreement;
            }
        }
        choose(0);
        QCOMPARE(first(0), QString::fromStdString(shown.page->inspection()->queries.front().text));
    }

    void notes()
    {
        const QString file = makeWorkspace(QStringLiteral("g.rwb"));
        {
            Shown shown;
            shown.open(file);
            QTRY_COMPARE_WITH_TIMEOUT(shown.queries->model()->rowCount(), kOwnQueries, 20000);
            auto* edit = shown.page->findChild<QPlainTextEdit*>(QStringLiteral("inspectNote"));
            shown.session.selection()->setQuery(QStringLiteral("q3"));
            QVERIFY(edit->isEnabled());
            edit->setPlainText(QStringLiteral("odd one"));
            shown.session.selection()->setQuery(QStringLiteral("q1")); // stores it
            QCOMPARE(edit->toPlainText(), QString());
            shown.session.selection()->setQuery(QStringLiteral("q3"));
            QCOMPARE(edit->toPlainText(), QStringLiteral("odd one"));
            auto* search = shown.page->findChild<QLineEdit*>(QStringLiteral("inspectSearch"));
            search->setText(QStringLiteral("note:yes"));
            QTRY_COMPARE(shown.queries->model()->rowCount(), 1);
            QVERIFY(shown.queries->model()
                        ->index(0, 0)
                        .data(Qt::AccessibleTextRole)
                        .toString()
                        .contains(QStringLiteral("odd one")));
            edit->setPlainText(QStringLiteral("typed just before the window is closed"));
        }
        Shown again;
        again.open(file);
        auto* edit = again.page->findChild<QPlainTextEdit*>(QStringLiteral("inspectNote"));
        QTRY_COMPARE_WITH_TIMEOUT(again.queries->model()->rowCount(), kOwnQueries, 20000);
        again.session.selection()->setQuery(QStringLiteral("q3"));
        QTRY_COMPARE_WITH_TIMEOUT(edit->toPlainText(), QStringLiteral("typed just before the window is closed"), 20000);
    }

    void pairCard()
    {
        Shown shown;
        shown.open(makeWorkspace(QStringLiteral("d.rwb")));
        QTRY_COMPARE_WITH_TIMEOUT(shown.queries->model()->rowCount(), kOwnQueries, 20000);
        shown.session.selection()->setQuery(QStringLiteral("q1"));
        QTRY_VERIFY(shown.passage->toPlainText().startsWith(QStringLiteral("passage ")));
        // The folder of the model is gone: said, and the passage is there all the same.
        auto* tokens = shown.page->findChild<QLabel*>(QStringLiteral("inspectInputTokens"));
        QTRY_VERIFY2(tokens->text().contains(QStringLiteral("models/small")), qPrintable(tokens->text()));
        QVERIFY(shown.passage->toPlainText().startsWith(QStringLiteral("passage ")));
        const auto* table = shown.page->findChild<QTableView*>(QStringLiteral("inspectPairTable"))->model();
        QCOMPARE(table->rowCount(), 2);
        shown.rankings->table(RankingsPane::Left)->selectRow(3);
        QCOMPARE(table->index(0, 2).data().toString(), QStringLiteral("4"));
        QCOMPARE(table->index(0, 1).data().toString(), shown.cell(RankingsPane::Left, 3, 3));
        const int right = shown.rankings->table(RankingsPane::Right)->currentIndex().row();
        QCOMPARE(table->index(1, 2).data().toString(), QString::number(right + 1));

        shown.page->findChild<QPushButton*>(QStringLiteral("inspectCopyPair"))->click();
        const QJsonObject pair = QJsonDocument::fromJson(QGuiApplication::clipboard()->text().toUtf8()).object();
        QCOMPARE(pair[u"query_id"].toString(), QStringLiteral("q1"));
        QCOMPARE(pair[u"passage"].toString(), shown.passage->toPlainText());
        QCOMPARE(pair[u"configurations"].toArray().size(), 2);
        QCOMPARE(pair[u"configurations"].toArray().at(0)[u"rank"].toInt(), 4);
        QVERIFY(pair[u"input"].isNull());
        shown.page->findChild<QPushButton*>(QStringLiteral("inspectCopyQuery"))->click();
        const QJsonObject query = QJsonDocument::fromJson(QGuiApplication::clipboard()->text().toUtf8()).object();
        QCOMPARE(query[u"rankings"].toArray().size(), 2);
        QCOMPARE(query[u"rankings"].toArray().at(0)[u"passages"].toArray().size(), kOwnCandidates);

        ModelInput input;
        input.parts = {{ModelInput::Kind::Special, "<s>", 1}, {ModelInput::Kind::Cut, " a\n&b", 2}};
        const QPalette palette = qApp->palette();
        const QString html = InputView::html(input, palette);
        QVERIFY2(html.contains(QStringLiteral("&lt;s&gt;")) && html.contains(QStringLiteral(" a<br>&amp;b")),
                 qPrintable(html));
        QVERIFY(html.contains(Theme::of(palette).cutText.name()));
    }

    void keys()
    {
        Shown shown;
        shown.open(makeWorkspace(QStringLiteral("c.rwb")));
        QVERIFY(QTest::qWaitForWindowActive(&shown.window));
        QTRY_COMPARE_WITH_TIMEOUT(shown.queries->model()->rowCount(), kOwnQueries, 20000);
        QTRY_VERIFY(shown.rankings->pair() >= 0);
        TableView* left = shown.rankings->table(RankingsPane::Left);
        TableView* right = shown.rankings->table(RankingsPane::Right);
        left->setFocus();
        QTest::keyClick(left, Qt::Key_J);
        QCOMPARE(shown.queries->currentIndex().row(), 1);
        QTest::keyClick(left, Qt::Key_K);
        QTest::keyClick(left, Qt::Key_K); // there is none before the first
        QCOMPARE(shown.queries->currentIndex().row(), 0);
        QTRY_VERIFY(!shown.passage->toPlainText().isEmpty());
        left->selectRow(0);
        const QString before = shown.passage->toPlainText();
        QTest::keyClick(left, Qt::Key_Down);
        QCOMPARE(left->currentIndex().row(), 1);
        QVERIFY(shown.passage->toPlainText() != before);
        QTest::keyClick(left, Qt::Key_Tab);
        QVERIFY(right->hasFocus());
        // Letters typed into the search line are words.
        auto* search = shown.page->findChild<QLineEdit*>(QStringLiteral("inspectSearch"));
        search->setFocus();
        QTest::keyClick(search, Qt::Key_J);
        QCOMPARE(search->text(), QStringLiteral("j"));
    }
};

QTEST_MAIN(TestInspect)
#include "tst_inspect.moc"
