// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screenshots/screenshots.h"

#include <QDir>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>

using namespace rw::ui;

class TestScreenshots : public QObject
{
    Q_OBJECT

private slots:
    void onlyWhatIsAskedFor()
    {
        const QTemporaryDir folder;
        QCOMPARE(Screenshots(folder.path(), {}, {Area::Models, true, true}, {1100, 720}).run(), 0);
        const QStringList files = QDir(folder.path()).entryList({QStringLiteral("*.png")}, QDir::Files, QDir::Name);
        const QStringList wanted{QStringLiteral("models-empty-dark-zh.png"), QStringLiteral("models-error-dark-zh.png"),
                                 QStringLiteral("models-full-dark-zh.png"),
                                 QStringLiteral("models-full-tab2-dark-zh.png"),
                                 QStringLiteral("models-running-dark-zh.png")};
        QCOMPARE(files, wanted);
        const QImage picture(folder.filePath(wanted.front()));
        QCOMPARE(picture.size() / picture.devicePixelRatio(), QSize(1100, 720));
        QVERIFY(qGray(picture.pixel(picture.width() / 2, picture.height() - 4)) < 60);
    }
};

QTEST_MAIN(TestScreenshots)
#include "tst_screenshots.moc"
