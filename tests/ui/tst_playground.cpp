// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset.h"
#include "ui/inspect/answercolumn.h"
#include "ui/inspect/playground.h"
#include "ui/inspect/questionpane.h"
#include "ui/mainwindow.h"
#include "ui/pages/inspectpage.h"
#include "ui/session/machineprobe.h"
#include "ui/session/session.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBrowser>

#include <algorithm>

using namespace rw;
using namespace rw::ui;

/// Somebody types a query and passages; a worker without a model answers.
class TestPlayground : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_workspaces = 0;

    struct Shown
    {
        Session session;
        MainWindow window{&session};
        InspectPage* page = static_cast<InspectPage*>(window.page(Area::Inspect));
        QPushButton* button = page->findChild<QPushButton*>(QStringLiteral("playgroundButton"));
        Playground* playground = nullptr;

        void open(const QString& workspace, const QStringList& models)
        {
            DeviceItem processor;
            processor.id = QStringLiteral("cpu");
            processor.quantizations = {QStringLiteral("fp32"), QStringLiteral("bf16")};
            session.machine()->setDevices({processor});
            session.createWorkspace(workspace);
            QTRY_COMPARE_WITH_TIMEOUT(session.workspacePath(), workspace, 60000);
            for (const QString& model : models)
                session.addModelFolder(QStringLiteral(RW_TEST_DATA "/goldens/%1/model").arg(model));
            QTRY_VERIFY_WITH_TIMEOUT(std::all_of(session.models().begin(), session.models().end(),
                                                 [](const ModelItem& model) { return model.folder.has_value(); }),
                                     60000);
            window.resize(1280, 800);
            window.showPage(Area::Inspect);
            window.show();
            button->click();
            playground = page->findChild<Playground*>();
            QVERIFY(playground);
        }
        QPushButton* ask() const { return playground->question()->ask(); }
        QString problem() const { return page->findChild<QLabel*>(QStringLiteral("playgroundProblem"))->text(); }
        bool answered(std::size_t columns) const
        {
            return QTest::qWaitFor(
                [&] {
                    const auto& all = playground->columns();
                    return all.size() == columns && std::all_of(all.begin(), all.end(), [](AnswerColumn* one) {
                               return one->answer() != nullptr;
                           });
                },
                60000);
        }
    };

    QString workspace() { return m_folder.filePath(QStringLiteral("%1.rwb").arg(++m_workspaces)); }

private slots:
    void initTestCase()
    {
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
        QStandardPaths::setTestModeEnabled(true);
        Theme::apply(*qApp, Theme::Choice::Light);
        qputenv("RERANK_WORKER", RW_BIN_DIR "/rw-fakeworker");
    }
    void init()
    {
        for (const char* name : {"FAKE_WORKER", "FAKE_WORKER_DELAY"})
            qunsetenv(name);
    }

    void needsNoRankings()
    {
        Shown shown;
        shown.window.showPage(Area::Inspect);
        shown.window.show();
        QCOMPARE(shown.page->state(), Page::State::Empty);
        QVERIFY(shown.button->isVisible());
        shown.button->click();
        QCOMPARE(shown.page->state(), Page::State::Full);
        shown.playground = shown.page->findChild<Playground*>();
        QVERIFY(!shown.ask()->isEnabled());
        QVERIFY(!shown.problem().isEmpty());
        shown.button->click();
        QCOMPARE(shown.page->state(), Page::State::Empty);
    }

    void passagesAreLinesOrParagraphs()
    {
        Shown shown;
        shown.open(workspace(), {QStringLiteral("gemma")});
        QuestionPane* question = shown.playground->question();
        question->setTexts(QStringLiteral(" q "), {QStringLiteral("one"), QStringLiteral("two")});
        QCOMPARE(question->query(), QStringLiteral("q"));
        auto* edit = question->findChild<QPlainTextEdit*>(QStringLiteral("playgroundPassages"));
        edit->setPlainText(QStringLiteral("\n one \n\ntwo\nthree\n"));
        QCOMPARE(question->passages(),
                 (QStringList{QStringLiteral("one"), QStringLiteral("two"), QStringLiteral("three")}));
        // A passage of several lines comes back as one.
        const QStringList long_{QStringLiteral("one\nmore"), QStringLiteral("two")};
        question->setTexts(QStringLiteral("q"), long_);
        QCOMPARE(question->passages(), long_);
        QCOMPARE(shown.problem(), QString());
        edit->clear();
        QVERIFY(!shown.problem().isEmpty());
        QVERIFY(!shown.ask()->isEnabled());
        QVERIFY(question->question().quantization == Quantization::Fp32);
        QCOMPARE(question->question().maxLength, 1024);
    }

    void answersSideBySide()
    {
        Shown shown;
        shown.open(workspace(), {QStringLiteral("xlm-roberta"), QStringLiteral("gemma")});
        QSignalSpy warm(shown.playground, &Playground::warmChanged);
        const QStringList passages{QStringLiteral("bread"), QStringLiteral("The giant panda is a bear."),
                                   QStringLiteral("hi")};
        shown.playground->question()->setTexts(QStringLiteral("what is a panda?"), passages);
        QVERIFY(QTest::qWaitForWindowActive(&shown.window));
        shown.playground->question()->queryEdit()->setFocus();
        QTest::keyClick(shown.playground->question()->queryEdit(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(shown.answered(2));
        QTRY_VERIFY_WITH_TIMEOUT(!warm.isEmpty() && warm.last().at(0).toInt() == 2, 60000);
        const auto& columns = shown.playground->columns();
        const auto* table = columns[0]->findChild<QTableView*>();
        QCOMPARE(table->model()->rowCount(), 3);
        const LiveAnswer* answer = columns[0]->answer();
        for (int row = 0; row < 3; ++row)
            QCOMPARE(table->model()->index(row, 2).data().toString(),
                     passages.at(answer->ranking[static_cast<std::size_t>(row)]));

        // A passage chosen in one ranking is chosen in both, and its input is shown.
        table->selectionModel()->setCurrentIndex(table->model()->index(2, 0),
                                                 QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        const int passage = answer->ranking[2];
        const auto* other = columns[1]->findChild<QTableView*>();
        QCOMPARE(columns[1]->answer()->ranking[static_cast<std::size_t>(other->currentIndex().row())], passage);
        const auto* input = shown.page->findChild<QTextBrowser*>(QStringLiteral("playgroundInput"));
        QVERIFY2(input->toPlainText().contains(QStringLiteral("<s>")), qPrintable(input->toPlainText()));

        const QJsonObject json = QJsonDocument::fromJson(shown.playground->json()).object();
        QCOMPARE(json[u"query"].toString(), QStringLiteral("what is a panda?"));
        QCOMPARE(json[u"passages"].toArray().size(), 3);
        const QJsonObject first = json[u"answers"].toArray().at(0).toObject();
        QCOMPARE(float(first[u"scores"].toArray().at(1).toDouble()), answer->scores[1]);
        QCOMPARE(first[u"inputs"].toArray().at(1).toObject()[u"tokens"].toObject()[u"passage"].toInt(),
                 answer->inputs[1].tokens(ModelInput::Kind::Passage));
        QCOMPARE(first[u"ranking"].toArray().at(0).toInt(), answer->ranking[0]);
    }

    void savedAsDataSet()
    {
        Shown shown;
        shown.open(workspace(), {QStringLiteral("gemma")});
        QuestionPane* question = shown.playground->question();
        question->setTexts(QStringLiteral("first"), {QStringLiteral("a"), QStringLiteral("b")});
        shown.ask()->click();
        QVERIFY(shown.answered(1));
        auto* relevant = shown.page->findChild<QCheckBox*>(QStringLiteral("playgroundRelevant"));
        relevant->click();
        const int chosen = shown.playground->columns()[0]->answer()->ranking[0];
        question->setTexts(QStringLiteral("second"), {QStringLiteral("c")});
        shown.ask()->click();
        QVERIFY(shown.answered(1));
        QVERIFY(!relevant->isChecked()); // another question

        QSignalSpy saved(shown.playground, &Playground::saved);
        QSignalSpy failed(shown.playground, &Playground::failed);
        const QString folder = m_folder.filePath(QStringLiteral("typed"));
        shown.playground->saveTo(folder, true);
        QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, 60000);
        const auto data = loadDataset(folder.toStdString());
        QVERIFY2(data, data ? "" : data.error().what.c_str());
        QCOMPARE(data->queryTexts, (std::vector<std::string>{"first", "second"}));
        QCOMPARE(data->judgments.queries.at("q1").at("p" + std::to_string(chosen + 1)), 1);
        QCOMPARE(data->judgments.queries.at("q1").size(), std::size_t(2));
        QTRY_VERIFY_WITH_TIMEOUT(shown.session.datasets().size() == 1 && shown.session.datasets()[0].content, 60000);
        QCOMPARE(shown.session.datasets()[0].queries, std::int64_t(2));
        // Nothing is written over.
        shown.playground->saveTo(folder, false);
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, 60000);
        QCOMPARE(shown.page->state(), Page::State::Error);
    }

    void cancelAndFailureAreSaid()
    {
        qputenv("FAKE_WORKER", "never-loaded");
        Shown shown;
        shown.open(workspace(), {QStringLiteral("gemma")});
        shown.playground->question()->setTexts(QStringLiteral("q"), {QStringLiteral("a")});
        auto* cancel = shown.playground->question()->cancel();
        QVERIFY(!cancel->isEnabled());
        shown.ask()->click();
        QVERIFY(cancel->isEnabled());
        cancel->click();
        QTRY_VERIFY_WITH_TIMEOUT(!cancel->isEnabled(), 60000);
        const auto said = [&](const QString& what) {
            for (const QLabel* label : shown.playground->columns()[0]->findChildren<QLabel*>())
                if (label->text().contains(what))
                    return true;
            return false;
        };
        QVERIFY(said(QStringLiteral("cancelled")));
        qputenv("FAKE_WORKER", "cannot-load");
        shown.ask()->click();
        QTRY_VERIFY_WITH_TIMEOUT(said(QStringLiteral("no memory for the weights")), 60000);
        QTRY_VERIFY(!cancel->isEnabled());
    }
};

QTEST_MAIN(TestPlayground)
#include "tst_playground.moc"
