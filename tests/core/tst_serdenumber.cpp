// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/serdenumber.h"

#include <QTest>

#include <cmath>

class SerdeNumberTest : public QObject
{
    Q_OBJECT

private slots:
    void numbers_data();
    void numbers();
};

void SerdeNumberTest::numbers_data()
{
    // Expected values as printed by the tokenizers library after it read such a file.
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<double>("expected");
    const auto add = [](const char* text, double expected) {
        QTest::newRow(text) << QByteArray(text) << expected;
    };
    add("0", 0.0);
    add("-3", -3.0);
    add("-1.5", -1.5);
    add("-2.25e1 ", -22.5);
    add("1E-2,", 0.01);
    // One unit in the last place beside the nearest double.
    add("-7.4715776443481445", -7.471577644348144);
    add("-7.7206902503967285", -7.720690250396728);
    add("-7.8046770095825195", -7.80467700958252);
    // Digits beyond 64 bits are left out.
    add("0.12345678901234567890123", 0.12345678901234568);
    add("123456789012345678901234567890", 1.2345678901234568e29);
    add("1e-400", 0.0);
    add("1e400", HUGE_VAL);
}

void SerdeNumberTest::numbers()
{
    QFETCH(QByteArray, text);
    QFETCH(double, expected);
    const double found = rw::serdeNumber({text.constData(), std::size_t(text.size())});
    QVERIFY2(found == expected, QByteArray::number(found, 'g', 17));
}

QTEST_GUILESS_MAIN(SerdeNumberTest)
#include "tst_serdenumber.moc"
