// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/livescorer.h"
#include "tests/fakeworker/fakescore.h"
#include "tests/support/cli.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <set>

using namespace rw;

/// Questions of one who waits, with a worker that needs no model.
class TestLiveScorer : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    static LiveQuestion question(int number, const std::vector<const char*>& kinds = {"xlm-roberta"})
    {
        LiveQuestion question;
        question.number = number;
        for (const char* kind : kinds) {
            Experiment::ModelEntry entry;
            entry.path = test::goldenModel(kind).toStdString();
            entry.name = kind;
            question.models.push_back(entry);
        }
        question.maxLength = 128;
        question.query = "what is a panda?";
        question.passages = {"hi", "The giant panda is a bear.", "bread"};
        return question;
    }

    struct Asked
    {
        LiveScorer scorer{QStringLiteral(RW_BIN_DIR "/rw-fakeworker")};
        QSignalSpy answers{&scorer, &LiveScorer::answered};
        QSignalSpy failures{&scorer, &LiveScorer::failed};
        QSignalSpy steps{&scorer, &LiveScorer::stepReached};
        QSignalSpy ends{&scorer, &LiveScorer::done};

        bool ask(const LiveQuestion& question)
        {
            const int before = int(ends.count());
            scorer.ask(question);
            return QTest::qWaitFor([&] { return ends.count() > before; }, 60000);
        }
        LiveAnswer answer(int place) const { return answers.at(place).at(0).value<LiveAnswer>(); }
        QString failure(int place) const
        {
            return QString::fromStdString(failures.at(place).at(2).value<Error>().what);
        }
    };

    /// Process of each chunk that was scored.
    QList<QByteArray> processes() const
    {
        QFile file(m_folder.filePath(QStringLiteral("log")));
        QList<QByteArray> list;
        if (file.open(QIODevice::ReadOnly))
            for (const QByteArray& line : file.readAll().split('\n'))
                if (!line.isEmpty())
                    list << line.split(' ').first();
        return list;
    }

private slots:
    void init()
    {
        for (const char* name : {"FAKE_WORKER", "FAKE_WORKER_ONCE", "FAKE_WORKER_DELAY"})
            qunsetenv(name);
        QFile::remove(m_folder.filePath(QStringLiteral("log")));
        QFile::remove(m_folder.filePath(QStringLiteral("once")));
        qputenv("FAKE_WORKER_LOG", m_folder.filePath(QStringLiteral("log")).toLocal8Bit());
    }

    void allModelsAnswerAndStay()
    {
        Asked asked;
        QVERIFY(asked.ask(question(1, {"xlm-roberta", "gemma", "minicpm-layerwise"})));
        QCOMPARE(asked.failures.count(), 0);
        QCOMPARE(asked.answers.count(), 3);
        QCOMPARE(asked.scorer.warmWorkers(), 3);
        for (int model = 0; model < 3; ++model) {
            const LiveAnswer answer = asked.answer(model);
            QCOMPARE(answer.question, 1);
            QCOMPARE(answer.model, model);
            QVERIFY(!answer.wasWarm);
            QVERIFY(answer.loadSeconds > 0 && answer.totalSeconds >= answer.loadSeconds);
            QCOMPARE(answer.cutoffLayer > 0, model == 2);
            // Each passage has the score of its own place, however the pairs were ordered for the worker.
            for (int passage = 0; passage < 3; ++passage)
                QCOMPARE(answer.scores[std::size_t(passage)], fakeScore(0, passage, 128, answer.cutoffLayer));
            for (std::size_t rank = 1; rank < 3; ++rank)
                QVERIFY(answer.scores[std::size_t(answer.ranking[rank - 1])] >=
                        answer.scores[std::size_t(answer.ranking[rank])]);
            QCOMPARE(std::set<int>(answer.ranking.begin(), answer.ranking.end()), (std::set<int>{0, 1, 2}));
            // The input that is shown is that of the passage.
            QVERIFY(answer.inputs[1].tokens(ModelInput::Kind::Passage) >
                    answer.inputs[0].tokens(ModelInput::Kind::Passage));
            QCOMPARE(answer.inputs[1].tokens(ModelInput::Kind::Cut), 0);
        }
        QVERIFY(asked.ask(question(2, {"gemma", "xlm-roberta"})));
        QCOMPARE(asked.answers.count(), 5);
        QVERIFY(asked.answer(3).wasWarm && asked.answer(4).wasWarm);
        QCOMPARE(asked.answer(4).loadSeconds, 0.0);
        const auto processes = this->processes();
        QCOMPARE(processes.size(), 5);
        QCOMPARE(processes[3], processes[1]);
        QCOMPARE(processes[4], processes[0]);
        QCOMPARE(asked.scorer.warmWorkers(), 3);
    }

    void shortLengthCuts()
    {
        Asked asked;
        LiveQuestion one = question(1);
        one.maxLength = 16;
        QVERIFY(asked.ask(one));
        const ModelInput input = asked.answer(0).inputs[1];
        QCOMPARE(input.length(), 16);
        QVERIFY(input.tokens(ModelInput::Kind::Cut) > 0);
        QCOMPARE(asked.answer(0).scores[1], fakeScore(0, 1, 16, 0));
    }

    void theNextModelAnswersWhenOneFails()
    {
        Asked asked;
        LiveQuestion two = question(1, {"xlm-roberta", "gemma"});
        two.models[0].path = m_folder.filePath(QStringLiteral("gone")).toStdString();
        QVERIFY(asked.ask(two));
        QCOMPARE(asked.failures.count(), 1);
        QVERIFY2(asked.failure(0).contains(QStringLiteral("gone")), qPrintable(asked.failure(0)));
        QCOMPARE(asked.failures.at(0).at(1).toInt(), 0);
        QCOMPARE(asked.answer(0).model, 1);
    }

    void aDeadWorkerIsReplaced_data()
    {
        QTest::addColumn<QByteArray>("fault");
        for (const char* fault : {"crash", "crash-loading", "garbage", "no-hello", "wrong-engine", "too-few-scores"})
            QTest::newRow(fault) << QByteArray(fault);
    }
    void aDeadWorkerIsReplaced()
    {
        QFETCH(QByteArray, fault);
        qputenv("FAKE_WORKER", fault);
        qputenv("FAKE_WORKER_ONCE", m_folder.filePath(QStringLiteral("once")).toLocal8Bit());
        Asked asked;
        QVERIFY(asked.ask(question(1)));
        QCOMPARE(asked.answers.count(), 0);
        QCOMPARE(asked.failures.count(), 1);
        QVERIFY(!asked.failure(0).isEmpty());
        QCOMPARE(asked.scorer.warmWorkers(), 0);
        QVERIFY(asked.ask(question(2)));
        QCOMPARE(asked.answers.count(), 1);
        QCOMPARE(asked.answer(0).question, 2);
    }

    void refusedMemoryKeepsTheWorker()
    {
        qputenv("FAKE_WORKER", "no-memory"); // the first two chunks
        Asked asked;
        QVERIFY(asked.ask(question(1)));
        QVERIFY2(asked.failure(0).contains(QStringLiteral("out of memory")), qPrintable(asked.failure(0)));
        QCOMPARE(asked.scorer.warmWorkers(), 1);
        QVERIFY(asked.ask(question(2)));
        QVERIFY(asked.ask(question(3)));
        QVERIFY(asked.answer(0).wasWarm);
    }

    void cancel()
    {
        qputenv("FAKE_WORKER", "never-loaded");
        qputenv("FAKE_WORKER_ONCE", m_folder.filePath(QStringLiteral("once")).toLocal8Bit());
        Asked asked;
        asked.scorer.ask(question(1));
        QTRY_VERIFY_WITH_TIMEOUT(!asked.steps.isEmpty() &&
                                     asked.steps.last().at(2).value<LiveScorer::Step>() == LiveScorer::Step::Loading,
                                 60000);
        asked.scorer.cancel();
        QCOMPARE(asked.ends.count(), 1);
        QVERIFY(asked.ends.at(0).at(1).toBool());
        QCOMPARE(asked.scorer.warmWorkers(), 0); // half a model is of no use
        // One question replaces another; the first is never answered.
        asked.scorer.ask(question(2));
        QVERIFY(asked.ask(question(3)) && QTest::qWaitFor([&] { return asked.ends.count() == 3; }, 60000));
        QTRY_COMPARE_WITH_TIMEOUT(asked.answers.count(), 1, 60000);
        QCOMPARE(asked.answer(0).question, 3);
        // A model that is there stays while the scores are no longer wanted.
        qputenv("FAKE_WORKER_DELAY", "0");
        asked.scorer.ask(question(4));
        QTRY_VERIFY_WITH_TIMEOUT(asked.steps.last().at(2).value<LiveScorer::Step>() == LiveScorer::Step::Scoring,
                                 60000);
        asked.scorer.cancel();
        QCOMPARE(asked.scorer.warmWorkers(), 1);
        QVERIFY(asked.ask(question(5)));
        QCOMPARE(asked.answer(int(asked.answers.count()) - 1).question, 5);
        QVERIFY(asked.answer(int(asked.answers.count()) - 1).wasWarm);
    }

    void idleWorkersEnd()
    {
        Asked asked;
        QSignalSpy warm(&asked.scorer, &LiveScorer::warmChanged);
        QVERIFY(asked.ask(question(1)));
        QCOMPARE(asked.scorer.warmWorkers(), 1);
        asked.scorer.setIdleTimeout(1);
        QTRY_COMPARE_WITH_TIMEOUT(asked.scorer.warmWorkers(), 0, 60000);
        QCOMPARE(warm.last().at(0).toInt(), 0);
        QVERIFY(asked.ask(question(2)));
        QVERIFY(!asked.answer(1).wasWarm);
    }
};

QTEST_GUILESS_MAIN(TestLiveScorer)
#include "tst_livescorer.moc"
