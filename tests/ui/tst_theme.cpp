// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mainwindow.h"
#include "ui/screenshots/samplevalues.h"
#include "ui/session/session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/page.h"
#include "ui/widgets/pane.h"

#include <QApplication>
#include <QImage>
#include <QLabel>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace rw;
using namespace rw::ui;

class TestTheme : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_settings;

private slots:
    void initTestCase()
    {
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
        QStandardPaths::setTestModeEnabled(true);
        Theme::apply(*qApp, Theme::Choice::Light);
    }

    // What was hidden when the theme changed looks as if it had been made in the new one.
    void themeOfWhatWasHidden()
    {
        Session session;
        session.setSampleValues(SampleValues::models(), SampleValues::datasets(),
                                SampleValues::results(SampleValues::Outcome::Finished));
        const auto pictures = [](MainWindow& window) {
            window.resize(1280, 800);
            window.show();
            QList<QImage> pages;
            for (int i = 0; i < kAreas; ++i) {
                const auto area = static_cast<Area>(i);
                window.showPage(area);
                if (QWidget* focused = window.focusWidget())
                    focused->clearFocus();
                QTest::qWait(30);
                pages << window.page(area)->grab().toImage();
            }
            return pages;
        };
        MainWindow before(&session);
        const auto light = pictures(before);
        before.showPage(Area::Home);
        Theme::apply(*qApp, Theme::Choice::Dark);
        const auto changed = pictures(before);
        before.hide();
        MainWindow after(&session);
        const auto dark = pictures(after);
        for (int i = 0; i < dark.size(); ++i) {
            QVERIFY(light[i] != dark[i]);
            QVERIFY2(changed[i] == dark[i], qPrintable(Page::titleOf(static_cast<Area>(i))));
        }
    }

    // A query is the title of its rankings, whatever it looks like.
    void titlesAreNoHtml()
    {
        const Pane pane(QStringLiteral("<b>what</b> is <i>this</i>?"));
        const auto labels = pane.findChildren<QLabel*>();
        QVERIFY(!labels.isEmpty());
        QCOMPARE(labels.front()->text(), QStringLiteral("<b>what</b> is <i>this</i>?"));
        QCOMPARE(labels.front()->textFormat(), Qt::PlainText);
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
