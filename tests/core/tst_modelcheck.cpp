// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/modelcheck.h"

#include <QSignalSpy>
#include <QTest>

using namespace rw;

/// A model is compared device by device, type by type, without anybody waiting.
class TestModelCheck : public QObject
{
    Q_OBJECT

private:
    struct Checked
    {
        ModelCheck check{QStringLiteral(RW_BIN_DIR "/rw-fakeworker")};
        QSignalSpy steps{&check, &ModelCheck::reached};
        QSignalSpy ends{&check, &ModelCheck::ended};

        void start(const QString& folder = QStringLiteral("/model"))
        {
            check.start(folder, {{QStringLiteral("cpu"), {QStringLiteral("fp32"), QStringLiteral("int8")}},
                                 {QStringLiteral("cuda:0"), {QStringLiteral("bf16")}}});
        }
        bool end()
        {
            return QTest::qWaitFor([&] { return ends.count() == 1; }, 60000);
        }
        bool cancelled() const { return ends.at(0).at(0).toBool(); }
        QString problem() const { return QString::fromStdString(ends.at(0).at(1).value<Error>().what); }
        const PathComparison* of(const char* device, const char* type) const
        {
            return decisive(check.comparisons(), QLatin1String(device), QLatin1String(type));
        }
    };
    using Verdict = PathComparison::Verdict;

private slots:
    void init() { qunsetenv("FAKE_DOCTOR"); }

    void everythingIsCompared()
    {
        Checked checked;
        checked.start();
        QVERIFY(checked.check.isRunning());
        QVERIFY(checked.end());
        QVERIFY(!checked.check.isRunning());
        QVERIFY2(!checked.cancelled() && checked.problem().isEmpty(), qPrintable(checked.problem()));
        QCOMPARE(checked.check.comparisons().size(), std::size_t(6));
        for (const auto& [device, type] :
             {std::pair("cpu", "fp32"), std::pair("cpu", "int8"), std::pair("cuda:0", "bf16")}) {
            const PathComparison* one = checked.of(device, type);
            QVERIFY(one);
            QCOMPARE(one->verdict, Verdict::Fine);
            QCOMPARE(one->what, QStringLiteral("plain path")); // nearer to its tolerance than the other
        }
        QVERIFY(!checked.of("cuda:0", "fp32"));
        QCOMPARE(checked.steps.count(), 5); // two plain paths, three types
        for (int i = 0; i < 5; ++i) {
            QCOMPARE(checked.steps.at(i).at(2).toInt(), i);
            QCOMPARE(checked.steps.at(i).at(3).toInt(), 5);
        }
    }

    void driftFails()
    {
        qputenv("FAKE_DOCTOR", "int8");
        Checked checked;
        checked.start();
        QVERIFY(checked.end());
        QCOMPARE(checked.of("cpu", "fp32")->verdict, Verdict::Fine);
        QCOMPARE(checked.of("cpu", "int8")->verdict, Verdict::Failed);
        QCOMPARE(*checked.of("cpu", "int8")->largest, 0.5);
    }

    void oneTypeWithoutMemoryIsNotTheEnd()
    {
        qputenv("FAKE_DOCTOR", "no-memory");
        Checked checked;
        checked.start();
        QVERIFY(checked.end());
        QVERIFY(checked.problem().isEmpty());
        QCOMPARE(checked.of("cpu", "int8")->verdict, Verdict::Failed);
        QCOMPARE(checked.of("cpu", "int8")->what, QStringLiteral("not enough memory"));
        QVERIFY(!checked.of("cpu", "int8")->largest);
        QCOMPARE(checked.of("cuda:0", "bf16")->verdict, Verdict::Fine);
    }

    void problems()
    {
        {
            Checked checked;
            checked.start(QString());
            QVERIFY(checked.end());
            QCOMPARE(checked.problem(), QStringLiteral("the folder is empty"));
        }
        {
            qputenv("FAKE_DOCTOR", "crash");
            Checked checked;
            checked.start();
            QVERIFY(checked.end());
            QVERIFY2(checked.problem().contains(QStringLiteral("was killed")), qPrintable(checked.problem()));
        }
        ModelCheck missing(QStringLiteral("/nowhere/rerank-worker"));
        QSignalSpy ends(&missing, &ModelCheck::ended);
        missing.start(QStringLiteral("/model"), {{QStringLiteral("cpu"), {QStringLiteral("fp32")}}});
        QTRY_COMPARE_WITH_TIMEOUT(ends.count(), 1, 60000);
        QVERIFY(ends.at(0).at(1).value<Error>().what.find("cannot be started") != std::string::npos);
    }

    void cancelDoesNotWait()
    {
        qputenv("FAKE_DOCTOR", "hang");
        Checked checked;
        checked.start();
        checked.check.cancel();
        QCOMPARE(checked.ends.count(), 1);
        QVERIFY(checked.cancelled());
        QVERIFY(!checked.check.isRunning());
        // Another one can begin at once; the first is heard of no more.
        qunsetenv("FAKE_DOCTOR");
        checked.start();
        QVERIFY(QTest::qWaitFor([&] { return checked.ends.count() == 2; }, 60000));
        QVERIFY(!checked.ends.at(1).at(0).toBool());
        QCOMPARE(checked.check.comparisons().size(), std::size_t(6));
    }
};

QTEST_GUILESS_MAIN(TestModelCheck)
#include "tst_modelcheck.moc"
