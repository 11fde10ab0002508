// SPDX-License-Identifier: GPL-3.0-or-later
// What is known is not computed again: by the same run after an interruption, by another run of the workspace.
#include "core/run/runcontroller.h"
#include "core/store/database.h"
#include "core/store/workspace.h"
#include "core/store/writerthread.h"
#include "tests/support/runfixture.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <algorithm>

using namespace rw;
using namespace rw::test;

class tst_RunReuse : public QObject, private RunFixture
{
    Q_OBJECT

private slots:
    void initTestCase() { useOwnCache(); }
    void init() { newFolder(); }

    // Some pairs miss one length, some the other, some both, some none.
    void resumedLengths()
    {
        auto wanted = request("minicpm-layerwise", {3, 6});
        wanted.experiment.maxLengths = {32, 64, 128};
        wanted.experiment.repeats = 2;
        wanted.experiment.reuseScores = false; // the rows are equal at all of them
        QVERIFY(run(wanted).end.kind == RunOutcome::Kind::Finished);
        const auto undisturbed = scores();
        QCOMPARE(undisturbed.size(), std::size_t(6 * kPairs));
        qint64 missing = 0; // by pair and length
        {
            auto workspace = Workspace::open(file("w.rwb").toStdString(), Workspace::Mode::OpenExisting);
            QVERIFY(workspace);
            const auto status = (*workspace)->writer().call([&](Database& database) {
                const auto drop = [&](int unit, int begin, int end) {
                    database.execute("DELETE FROM score WHERE unit = " + std::to_string(unit) +
                                     " AND pair >= " + std::to_string(begin) + " AND pair < " + std::to_string(end));
                };
                drop(1, 0, 100);  // the first length, first layer
                drop(4, 50, 200); // the second length, second layer
                drop(3, 50, 60);
            });
            QVERIFY(status);
            missing = 100 + 150;
        }
        QFile::remove(log());
        wanted.resume = true;
        const auto heard = run(wanted);
        QVERIFY(heard.end.kind == RunOutcome::Kind::Finished);
        QCOMPARE(heard.progress.total, qint64(2 * 3 * kPairs));
        QCOMPARE(heard.progress.done, heard.progress.total);
        QCOMPARE(computed(), 2 * missing);
        QCOMPARE(scores(), undisturbed);
        for (const auto& unit : unitRecords())
            QCOMPARE(unit.status, std::string("finished"));
    }

    void cancelAndResume()
    {
        QVERIFY(run(request()).end.kind == RunOutcome::Kind::Finished);
        const auto undisturbed = scores();
        QFile::remove(log());
        auto wanted = request();
        wanted.workspace = file("resumed.rwb").toStdString();
        qputenv("FAKE_WORKER_DELAY", "80");
        QElapsedTimer sinceCancel;
        auto heard = run(wanted, [&](RunController& controller, const LaneStatus& lane) {
            if (lane.pairs > 0 && !sinceCancel.isValid()) {
                sinceCancel.start();
                controller.cancel();
                controller.cancel(); // twice is once
            }
        });
        QVERIFY(heard.end.kind == RunOutcome::Kind::Cancelled);
        QVERIFY2(sinceCancel.elapsed() < 3000, qPrintable(QString::number(sinceCancel.elapsed())));
        const auto before = qint64(scores("resumed.rwb").size());
        QVERIFY(before > 0 && before < kPairs);
        QCOMPARE(computed(), before); // finished work was kept
        QCOMPARE(reader("resumed.rwb")->runs()->front().status, std::string("cancelled"));
        QCOMPARE(reader("resumed.rwb")->units()->front().status, std::string("incomplete"));

        qunsetenv("FAKE_WORKER_DELAY");
        wanted.resume = true;
        wanted.experiment.devices = {"cpu"}; // how is no part of what
        heard = run(wanted);
        QVERIFY2(heard.end.kind == RunOutcome::Kind::Finished, heard.end.error.what.c_str());
        QCOMPARE(heard.progress.reused, before);
        QCOMPARE(heard.progress.done, qint64(kPairs));
        QCOMPARE(computed(), qint64(kPairs)); // nothing twice
        QCOMPARE(scores("resumed.rwb"), undisturbed);
        QCOMPARE(reader("resumed.rwb")->runs()->size(), std::size_t(1));
        QCOMPARE(reader("resumed.rwb")->runs()->front().status, std::string("finished"));

        // What is finished starts no worker.
        heard = run(wanted);
        QVERIFY(heard.end.kind == RunOutcome::Kind::Finished);
        QCOMPARE(computed(), qint64(kPairs));
        // Without --resume it is a new run, and another computation where that is asked for.
        wanted.resume = false;
        wanted.experiment.reuseScores = false;
        QVERIFY(run(wanted).end.kind == RunOutcome::Kind::Finished);
        QCOMPARE(reader("resumed.rwb")->runs()->size(), std::size_t(2));
        QCOMPARE(computed(), qint64(2 * kPairs));
    }

    // A new run takes what an earlier one computed, and nothing of that is timed.
    void reusedScores()
    {
        QVERIFY(run(request()).end.kind == RunOutcome::Kind::Finished);
        QCOMPARE(computed(), qint64(kPairs));
        auto wanted = request();
        wanted.experiment.name = "another";
        wanted.experiment.maxLengths = {64, 128};
        auto heard = run(wanted);
        QVERIFY2(heard.end.kind == RunOutcome::Kind::Finished, heard.end.error.what.c_str());
        // These texts are so short that both lengths give the same rows.
        QCOMPARE(computed(), qint64(kPairs));
        QCOMPARE(heard.progress.reused, qint64(2 * kPairs));
        QVERIFY(batches(heard.end.run).empty());
        const auto units = unitRecords();
        QCOMPARE(units.size(), std::size_t(3));
        const auto scored = scores();
        for (const std::size_t unit : {1, 2}) {
            QCOMPARE(units[unit].reused, std::int64_t(kPairs));
            QCOMPARE(units[unit].status, std::string("finished"));
            for (int pair = 0; pair < kPairs; ++pair)
                QCOMPARE(scored.at({units[unit].id, pair}), scored.at({units[0].id, pair}));
        }
        QCOMPARE(units[0].reused, std::int64_t(0));

        // At this length most rows are cut: another input, another score.
        wanted.experiment.maxLengths = {12};
        heard = run(wanted);
        QVERIFY(heard.end.kind == RunOutcome::Kind::Finished);
        QVERIFY2(heard.progress.reused < kPairs, qPrintable(QString::number(heard.progress.reused)));
        QCOMPARE(computed(), kPairs + kPairs - heard.progress.reused);

        // What a prompt or a type changes is not the same.
        QFile::remove(log());
        wanted = request();
        wanted.experiment.models[0].instructions.query = "Q: ";
        QVERIFY(run(wanted).end.kind == RunOutcome::Kind::Finished);
        QCOMPARE(computed(), qint64(kPairs));
        wanted = request();
        wanted.experiment.quantizations = {Quantization::Bf16};
        QVERIFY(run(wanted).end.kind == RunOutcome::Kind::Finished);
        QCOMPARE(computed(), qint64(2 * kPairs));
    }

    // The same texts in another data set: more queries, another order, other ids.
    void reusedFromAnotherDataset()
    {
        test::writeFile(file("data.jsonl"), dataset(15));
        QVERIFY(run(request()).end.kind == RunOutcome::Kind::Finished);
        const auto before = scores();
        QFile::remove(log());
        auto lines = dataset().trimmed().split('\n');
        std::reverse(lines.begin(), lines.end());
        test::writeFile(file("data.jsonl"), lines.join('\n') + "\n");
        const auto heard = run(request());
        QVERIFY2(heard.end.kind == RunOutcome::Kind::Finished, heard.end.error.what.c_str());
        QCOMPARE(heard.progress.reused, qint64(15 * kCandidates));
        QCOMPARE(computed(), qint64((kQueries - 15) * kCandidates));
        const auto after = scores();
        const auto units = unitRecords();
        for (int query = 0; query < 15; ++query) {
            for (int i = 0; i < kCandidates; ++i)
                QCOMPARE(after.at({units[1].id, (kQueries - 1 - query) * kCandidates + i}),
                         before.at({units[0].id, query * kCandidates + i}));
        }
    }

    void changedSince_data()
    {
        QTest::addColumn<bool>("model");
        QTest::newRow("model") << true;
        QTest::newRow("data") << false;
    }

    void changedSince()
    {
        QFETCH(bool, model);
        const QString copy = file("model");
        QVERIFY(QDir().mkpath(copy));
        for (const auto& entry : QDir(test::goldenModel("xlm-roberta")).entryInfoList(QDir::Files))
            QVERIFY(QFile::copy(entry.filePath(), copy + QLatin1Char('/') + entry.fileName()));
        auto wanted = request();
        wanted.experiment.models[0].path = copy.toStdString();
        QVERIFY(run(wanted).end.kind == RunOutcome::Kind::Finished);
        const auto before = scores();
        if (model) {
            const QString config = copy + QStringLiteral("/config.json");
            const auto text = contents(config) + "\n";
            QFile::remove(config);
            test::writeFile(config, text);
        } else {
            test::writeFile(file("data.jsonl"), dataset(kQueries - 1));
        }
        wanted.resume = true;
        auto heard = run(wanted);
        QVERIFY(heard.end.kind == RunOutcome::Kind::Failed);
        const auto& error = heard.end.error;
        QVERIFY2(error.what.find("cannot be resumed") != std::string::npos &&
                     error.what.find("xlm-roberta") != std::string::npos &&
                     error.hint.find("without --resume") != std::string::npos,
                 error.what.c_str());
        QCOMPARE(scores(), before);
        QCOMPARE(runStatus(), std::string("finished")); // the old run is untouched
        wanted.resume = false;
        QVERIFY(run(wanted).end.kind == RunOutcome::Kind::Finished);
    }
};

QTEST_GUILESS_MAIN(tst_RunReuse)
#include "tst_runreuse.moc"
