// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/bidi.h"

#include <QTest>
#include <QTextLayout>

using namespace rw::ui;

/// Lines of mixed direction are painted as they are read.
class TestBidi : public QObject
{
    Q_OBJECT

private:
    /// Where a character stands in a line that runs from left to right.
    static qreal place(const QString& line, const QString& character)
    {
        QTextLayout layout(line);
        QTextOption option;
        option.setTextDirection(Qt::LeftToRight);
        layout.setTextOption(option);
        layout.beginLayout();
        QTextLine only = layout.createLine();
        only.setLineWidth(10000);
        layout.endLayout();
        return only.cursorToX(int(line.indexOf(character)));
    }

private slots:
    void punctuationStandsAtItsEnd_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("second"); // letter: where an isolated text begins, a cursor has two places
        QTest::newRow("Arabic") << QStringLiteral("مرحبا بالعالم.") << QStringLiteral("ر");
        QTest::newRow("Hebrew") << QStringLiteral("שלום עולם.") << QStringLiteral("ל");
    }
    void punctuationStandsAtItsEnd()
    {
        QFETCH(QString, text);
        QFETCH(QString, second);
        const QString dot = QStringLiteral(".");
        QVERIFY(place(text, dot) >= place(text, second)); // at the wrong end, as Qt paints it
        QVERIFY(place(isolated(text), dot) < place(isolated(text), second));
    }

    void othersStayAsTheyAre()
    {
        for (const QString& text : {QStringLiteral("English 中文 αβγ, 12."), QString()})
            QCOMPARE(isolated(text), text);
        const QString mixed = QStringLiteral("滤芯 مرحبا.");
        QVERIFY(isolated(mixed).contains(mixed));
    }
};

QTEST_MAIN(TestBidi)
#include "tst_bidi.moc"
