// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/smallstore.h"
#include "ui/mainwindow.h"
#include "ui/pages/reportpage.h"
#include "ui/report/reportbuilder.h"
#include "ui/session/session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"

#include <QApplication>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace rw;
using namespace rw::ui;
using namespace rw::test;

class TestReportPage : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_path;

    /// The page of a window in which the workspace is open and the report made.
    ReportPage* open(Session& session, MainWindow& window)
    {
        window.resize(1024, 700);
        window.showPage(Area::Report);
        window.show();
        session.openWorkspace(m_path);
        auto* page = static_cast<ReportPage*>(window.page(Area::Report));
        if (!QTest::qWaitFor([&] { return page->builder()->pages() && !page->builder()->isBuilding(); }, 120000))
            qFatal("no report: %s", qPrintable(page->banner()->message()));
        return page;
    }

private slots:
    void initTestCase()
    {
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
        QStandardPaths::setTestModeEnabled(true);
        Theme::apply(*qApp, Theme::Choice::Light);
        m_path = m_folder.filePath(QStringLiteral("w.rwb"));
        Store store(m_path, 12, 8);
        for (const auto unit : store.units) {
            store.score(unit, 0, store.pairs);
            store.writer->postUnitStatus(unit, "finished", {});
        }
        QVERIFY(bool(store.workspace->writer().flush()));
    }

    void showsAndSaves()
    {
        Session session;
        MainWindow window(&session);
        ReportPage* page = open(session, window);
        auto* place = page->findChild<QLabel*>(QStringLiteral("reportPlace"));
        QVERIFY2(place->text().startsWith(QStringLiteral("Page 1 of ")), qPrintable(place->text()));
        // Every format, as the command line writes it.
        for (const char* ending : {"html", "pdf", "md", "tex", "csv", "json"}) {
            const QString file = m_folder.filePath(QStringLiteral("r.") + QLatin1String(ending));
            QSignalSpy saved(page->builder(), &ReportBuilder::saved);
            page->saveAs(file);
            QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, 60000);
            QVERIFY2(contents(file).size() > 100, ending);
        }
        QVERIFY(contents(m_folder.filePath(QStringLiteral("r.html"))).startsWith("<!DOCTYPE html>"));
        QVERIFY(contents(m_folder.filePath(QStringLiteral("r.pdf"))).startsWith("%PDF"));
        auto* said = page->findChild<QLabel*>(QStringLiteral("reportSaved"));
        QVERIFY2(said->isVisible() && said->text().contains(QStringLiteral("r.json")), qPrintable(said->text()));
        // A folder that is not there is an error on the page, and the report is still there to be saved elsewhere.
        page->saveAs(m_folder.filePath(QStringLiteral("nowhere/r.html")));
        QTRY_VERIFY_WITH_TIMEOUT(page->banner()->isVisible(), 60000);
        QVERIFY(page->builder()->pages() != nullptr);
    }

    void choicesChangeTheReport()
    {
        Session session;
        MainWindow window(&session);
        ReportPage* page = open(session, window);
        const std::string before = page->builder()->pages()->document.id;
        const auto made = [&](auto isSo) {
            return QTest::qWaitFor(
                [&] {
                    const auto pages = page->builder()->pages();
                    return pages && !page->builder()->isBuilding() && isSo(pages->document);
                },
                120000);
        };
        auto* title = page->findChild<QLineEdit*>(QStringLiteral("reportTitle"));
        QTest::keyClicks(title, QStringLiteral("int8?"));
        QVERIFY(made([&](const Document& document) { return document.title == "int8?" && document.id != before; }));
        auto* sections = page->findChild<QListWidget*>(QStringLiteral("reportSections"));
        const auto all = page->builder()->pages()->document.sections.size();
        sections->setCurrentRow(0); // by keyboard: space takes the summary out
        sections->setFocus();
        QTest::keyClick(sections, Qt::Key_Space);
        QVERIFY(made([&](const Document& document) {
            return document.sections.size() == all - 1 && document.sections[0].id == "setup";
        }));
        page->findChild<QCheckBox*>(QStringLiteral("reportRedact"))->click();
        QVERIFY(!page->findChild<QCheckBox*>(QStringLiteral("reportPaths"))->isEnabled());
        QVERIFY(made([](const Document& document) {
            for (const auto& section : document.sections)
                for (const auto& block : section.blocks)
                    if (const auto* table = std::get_if<Document::Table>(&block))
                        for (const auto& row : table->rows)
                            for (const auto& cell : row)
                                if (cell.isQuoted)
                                    return false;
            return true;
        }));
    }

    void cancelled()
    {
        Session session;
        MainWindow window(&session);
        ReportPage* page = open(session, window);
        page->findChild<QCheckBox*>(QStringLiteral("reportPaths"))->click();
        auto* button = page->findChild<QPushButton*>(QStringLiteral("saveReportButton"));
        auto* cancel = page->findChild<QPushButton*>(QStringLiteral("cancelReportButton"));
        QSignalSpy ready(page->builder(), &ReportBuilder::ready);
        // It may be ready before anybody could cancel it.
        QTRY_VERIFY_WITH_TIMEOUT(page->builder()->isBuilding() || ready.count() > 0, 60000);
        if (page->builder()->isBuilding()) {
            cancel->click();
            QVERIFY(!page->builder()->isBuilding() && !button->isEnabled());
        }
    }
};

QTEST_MAIN(TestReportPage)
#include "tst_reportpage.moc"
