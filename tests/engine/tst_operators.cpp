// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/fast/operatorschemas.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace rw::engine;

class TestOperators : public QObject
{
    Q_OBJECT

private slots:
    // This LibTorch has the private operators in the form that the fast path calls them in.
    void schemas()
    {
        const auto all = operatorSchemas();
        QVERIFY(!all.empty());
        for (const auto& one : all)
            QCOMPARE(QString::fromStdString(one.found), QString::fromStdString(one.expected));
    }

    // None that is called is left unchecked.
    void complete()
    {
        QFile source(QStringLiteral(RW_SOURCE_DIR "/core/engine/fast/linear.cpp"));
        QVERIFY(source.open(QIODevice::ReadOnly));
        const auto text = QString::fromUtf8(source.readAll());
        QStringList checked;
        for (const auto& one : operatorSchemas())
            checked.append(QString::fromStdString(one.name));
        int calls = 0;
        static const QRegularExpression name(QStringLiteral("\"((?:mkldnn|onednn|quantized|aten)::\\w+)"));
        for (auto match = name.globalMatch(text); match.hasNext(); ++calls) {
            const auto called = match.next().captured(1);
            QVERIFY2(checked.contains(called), qPrintable(called));
        }
        QVERIFY(calls > 0);
    }
};

QTEST_GUILESS_MAIN(TestOperators)
#include "tst_operators.moc"
