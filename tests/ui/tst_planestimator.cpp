// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/cli.h"
#include "ui/experiment/estimateview.h"
#include "ui/mainwindow.h"
#include "ui/pages/experimentpage.h"
#include "ui/session/planestimator.h"
#include "ui/session/session.h"
#include "ui/text/numbers.h"
#include "ui/theme/theme.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QDir>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace rw;
using namespace rw::ui;

namespace {

constexpr int kQueries = 30;
constexpr int kCandidates = 20;

QString sentence(const PlanEstimate& estimate)
{
    return QStringLiteral("state %1: %2").arg(int(estimate.state)).arg(text(estimate.error.what));
}

/// Processes that any thread of this one has started.
int childProcesses()
{
    int count = 0;
    const QDir tasks(QStringLiteral("/proc/self/task"));
    for (const QString& task : tasks.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile list(tasks.filePath(task + QStringLiteral("/children")));
        if (!list.open(QIODevice::ReadOnly))
            continue;
        for (const QByteArray& pid : list.readAll().split(' '))
            count += !pid.trimmed().isEmpty();
    }
    return count;
}

} // namespace

class TestPlanEstimator : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;

    QString file(const char* name) const { return m_folder->filePath(QLatin1String(name)); }
    std::filesystem::path workspace() const { return file("w.rwb").toStdString(); }

    QByteArray content(const QByteArray& more = {}, const QByteArray& lengths = "16, 64") const
    {
        return test::experiment(test::goldenModel("xlm-roberta"), file("data.jsonl"), more)
            .replace("[64]", "[" + lengths + "]");
    }

    Experiment experiment(const QByteArray& more = {}, const QByteArray& lengths = "16, 64") const
    {
        auto parsed = Experiment::parse(content(more, lengths), "e.json", m_folder->path().toStdString());
        if (!parsed)
            qFatal("%s", parsed.error().what.c_str());
        return *parsed;
    }

    static bool isOver(const PlanEstimator& estimator)
    {
        const auto state = estimator.estimate().state;
        return state == PlanEstimate::State::Known || state == PlanEstimate::State::Failed;
    }

    /// Chunks that workers were asked for.
    int chunks() const
    {
        QFile log(file("log"));
        return log.open(QIODevice::ReadOnly) ? int(log.readAll().count('\n')) : 0;
    }

private slots:
    void initTestCase() { Theme::apply(*qApp, Theme::Choice::Light); }

    // A share that is nearly all, or nearly nothing, does not read as all or nothing.
    void sharesAreNotRoundedUp()
    {
        EstimateView view;
        const auto* work = view.findChild<QAbstractItemView*>(QStringLiteral("workTable"))->model();
        const auto known = [&](qint64 part) {
            PlanEstimate estimate;
            estimate.summary = PlanSummary();
            estimate.summary->scores = 10000;
            estimate.summary->known = part;
            view.showEstimate(estimate);
            return work->index(3, 1).data().toString().section(QLatin1Char(' '), 1);
        };
        QCOMPARE(known(0), QStringLiteral("(0 %)"));
        QCOMPARE(known(5000), QStringLiteral("(50.0 %)"));
        QCOMPARE(known(9999), QStringLiteral("(99.9 %)"));
        QCOMPARE(known(10000), QStringLiteral("(100 %)"));
    }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder->path());
        qputenv("XDG_CACHE_HOME", file("cache").toLocal8Bit());
        qputenv("XDG_DATA_HOME", file("share").toLocal8Bit());
        qputenv("RERANK_WORKER", RW_BIN_DIR "/rw-fakeworker");
        qputenv("FAKE_WORKER_PAIR_US", "2000");
        qputenv("FAKE_WORKER_LOG", file("log").toLocal8Bit());
        qunsetenv("FAKE_WORKER");
        QFile data(file("data.jsonl"));
        QVERIFY(data.open(QIODevice::WriteOnly));
        data.write(test::pairsData(kQueries, kCandidates - 1));
    }

    void sameAsTheCommandLine()
    {
        const QByteArray types = " \"quantizations\": [\"fp32\", \"bf16\"],\n";
        QFile written(file("e.json"));
        QVERIFY(written.open(QIODevice::WriteOnly) && written.write(content(types)) > 0);
        written.close();
        const test::Cli cli;
        const auto call = cli.call({QStringLiteral("run"), file("e.json"), QStringLiteral("--workspace"), file("w.rwb"),
                                    QStringLiteral("--dry-run"), QStringLiteral("--json")});
        QVERIFY2(call.code == 0, call.err);
        const QJsonDocument printed = call.json();

        PlanEstimator estimator;
        estimator.request(experiment(types), workspace());
        QTRY_VERIFY2_WITH_TIMEOUT(isOver(estimator), qPrintable(sentence(estimator.estimate())), 60000);
        QVERIFY2(estimator.estimate().state == PlanEstimate::State::Known, qPrintable(sentence(estimator.estimate())));
        const PlanSummary& plan = *estimator.estimate().summary;
        const auto same = [&](const char* key, qint64 number) {
            if (printed[QLatin1String(key)].toInteger(-1) != number)
                qWarning("%s", key);
            return printed[QLatin1String(key)].toInteger(-1) == number;
        };
        QVERIFY(same("units", plan.units) && same("pairs", plan.pairs) && same("scores", plan.scores));
        QVERIFY(same("scores_known", plan.known) && same("rows", plan.rows) && same("tokens", plan.tokens));
        QVERIFY(same("distinct_lengths", plan.distinctLengths) && same("tokens_one_by_one", plan.tokensOneByOne));
        QVERIFY(same("disk_bytes", plan.diskBytes));
        QCOMPARE(plan.units, 4);
        QCOMPARE(plan.pairs, kQueries * kCandidates);
        QCOMPARE(plan.groups.size(), std::size_t(2));
        for (int i = 0; i < 2; ++i) {
            const auto group = printed[QStringLiteral("models")][i];
            QCOMPARE(group[QStringLiteral("tokens")].toInteger(), plan.groups[std::size_t(i)].tokens);
            QCOMPARE(group[QStringLiteral("memory_bytes")].toInteger(), plan.groups[std::size_t(i)].memoryBytes);
            QCOMPARE(group[QStringLiteral("quantization")].toString(), plan.groups[std::size_t(i)].quantization);
        }
        const auto device = printed[QStringLiteral("devices")][0];
        QCOMPARE(device[QStringLiteral("needed_bytes")].toInteger(), plan.devices.front().neededBytes);
        QCOMPARE(device[QStringLiteral("workers")].toInt(), plan.devices.front().workers);
        QCOMPARE(device[QStringLiteral("fits")].toBool(), plan.devices.front().fits());
        // Measured twice: the same work of 2 ms a pair and length.
        const double seconds = printed[QStringLiteral("seconds")].toDouble();
        QVERIFY2(plan.time.seconds > seconds / 2 && plan.time.seconds < seconds * 2,
                 qPrintable(QStringLiteral("%1 s, %2 s").arg(seconds).arg(plan.time.seconds)));
        QVERIFY(plan.time.least < plan.time.seconds && plan.time.most > plan.time.seconds);
        QVERIFY2(!QFile::exists(file("w.rwb")), "planning wrote something");
    }

    void measuredOnce()
    {
        PlanEstimator estimator;
        estimator.request(experiment(), workspace());
        QTRY_VERIFY_WITH_TIMEOUT(isOver(estimator), 60000);
        const double first = estimator.estimate().summary->time.seconds;
        QVERIFY(first > 0);
        const int before = chunks();
        QVERIFY(before > 0);
        // Half of the work, in the same way: nobody is asked again.
        auto half = experiment();
        half.datasets.front().options.maxQueries = kQueries / 2;
        bool measured = false;
        connect(&estimator, &PlanEstimator::changed, &estimator,
                [&] { measured |= estimator.estimate().state == PlanEstimate::State::Measuring; });
        estimator.request(half, workspace());
        QTRY_VERIFY_WITH_TIMEOUT(isOver(estimator), 60000);
        QVERIFY(!measured);
        QCOMPARE(estimator.estimate().summary->pairs, kQueries / 2 * kCandidates);
        const double second = estimator.estimate().summary->time.seconds;
        QVERIFY2(second > 0 && second < first, qPrintable(QStringLiteral("%1 %2").arg(first).arg(second)));
        QCOMPARE(chunks(), before);
        // With one worker it is another speed.
        half.devices = {"cpu"};
        estimator.request(half, workspace());
        QTRY_VERIFY_WITH_TIMEOUT(isOver(estimator), 60000);
        QVERIFY(measured);
        QVERIFY(estimator.estimate().summary->time.seconds > second);
        // And on demand the same once more.
        const int asked = chunks();
        estimator.measureAgain();
        QVERIFY(estimator.isBusy());
        QTRY_VERIFY_WITH_TIMEOUT(isOver(estimator), 60000);
        QVERIFY(chunks() > asked);
    }

    void lastClickCounts()
    {
        PlanEstimator estimator;
        for (const char* lengths : {"16", "16, 32", "16, 32, 64"})
            estimator.request(experiment({}, lengths), workspace());
        QTRY_VERIFY_WITH_TIMEOUT(estimator.estimate().state == PlanEstimate::State::Measuring, 60000);
        QCOMPARE(estimator.estimate().summary->units, 3);
        QVERIFY(estimator.estimate().summary->time.seconds < 0); // not known yet
        // In the midst of measuring.
        estimator.request(experiment(" \"repeats\": 2,\n", "64"), workspace());
        QCOMPARE(estimator.estimate().state, PlanEstimate::State::Planning);
        QTRY_VERIFY_WITH_TIMEOUT(isOver(estimator), 60000);
        QCOMPARE(estimator.estimate().summary->units, 1);
        QVERIFY(estimator.estimate().summary->time.seconds > 0);
    }

    void runsAreNotDisturbed()
    {
        PlanEstimator estimator;
        estimator.setMayMeasure(false);
        estimator.request(experiment(), workspace());
        QTRY_VERIFY_WITH_TIMEOUT(isOver(estimator), 60000);
        QCOMPARE(estimator.estimate().unmeasured, PlanEstimate::Unmeasured::RunGoesOn);
        QVERIFY(estimator.estimate().summary->time.seconds < 0);
        QCOMPARE(chunks(), 0);
        estimator.setMayMeasure(true);
        QVERIFY(estimator.isBusy());
        QTRY_VERIFY_WITH_TIMEOUT(isOver(estimator), 60000);
        QVERIFY(estimator.estimate().summary->time.seconds > 0);
    }

    void stopLeavesNobodyBehind()
    {
        PlanEstimator estimator;
        qputenv("FAKE_WORKER_PAIR_US", "20000");
        estimator.request(experiment(), workspace());
        QTRY_VERIFY_WITH_TIMEOUT(estimator.estimate().state == PlanEstimate::State::Measuring, 60000);
        QTRY_VERIFY_WITH_TIMEOUT(childProcesses() > 0, 60000);
        estimator.stop();
        QCOMPARE(estimator.estimate().state, PlanEstimate::State::None);
        QTRY_VERIFY_WITH_TIMEOUT(childProcesses() == 0, 60000);
        // It works again.
        qputenv("FAKE_WORKER_PAIR_US", "2000");
        estimator.request(experiment(), workspace());
        QTRY_VERIFY_WITH_TIMEOUT(isOver(estimator), 60000);
        QVERIFY(estimator.estimate().summary->time.seconds > 0);
    }

    void errorsAreNamed_data()
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<QString>("named");
        QTest::newRow("no memory") << QByteArray("cannot-load") << QStringLiteral("no memory for the weights");
        QTest::newRow("other version") << QByteArray("wrong-version") << QStringLiteral("version 99");
    }

    void errorsAreNamed()
    {
        QFETCH(QByteArray, fault);
        QFETCH(QString, named);
        qputenv("FAKE_WORKER", fault);
        PlanEstimator estimator;
        estimator.request(experiment(), workspace());
        QTRY_VERIFY_WITH_TIMEOUT(isOver(estimator), 60000);
        QCOMPARE(estimator.estimate().state, PlanEstimate::State::Known);
        QVERIFY(estimator.estimate().summary->time.seconds < 0);
        QVERIFY2(estimator.estimate().summary->groups.front().error.contains(named),
                 qPrintable(estimator.estimate().summary->groups.front().error));
        // What went wrong is tried again with the next click.
        qunsetenv("FAKE_WORKER");
        estimator.request(experiment(), workspace());
        QTRY_VERIFY_WITH_TIMEOUT(isOver(estimator), 60000);
        QVERIFY(estimator.estimate().summary->time.seconds > 0);
    }

    void whatCannotBePlanned()
    {
        PlanEstimator estimator;
        auto wanted = experiment();
        wanted.models.front().path = file("nowhere").toStdString();
        estimator.request(wanted, workspace());
        QTRY_VERIFY_WITH_TIMEOUT(isOver(estimator), 60000);
        QCOMPARE(estimator.estimate().state, PlanEstimate::State::Failed);
        QVERIFY(estimator.estimate().error.what.find("nowhere") != std::string::npos);
        QVERIFY(!estimator.estimate().summary);
    }

    void thePageFollowsEachClick()
    {
        Session session;
        MainWindow window(&session);
        session.addModelFolder(test::goldenModel("xlm-roberta"));
        session.addDataset(file("data.jsonl"));
        QTRY_VERIFY_WITH_TIMEOUT(session.models().size() == 1 && session.models().front().folder, 20000);
        QTRY_VERIFY_WITH_TIMEOUT(session.datasets().size() == 1 && session.datasets().front().content, 20000);
        auto* page = static_cast<ExperimentPage*>(window.page(Area::Experiment));
        QCOMPARE(page->estimator()->estimate().state, PlanEstimate::State::None); // nobody looks yet
        window.resize(1024, 700);
        window.show();
        window.showPage(Area::Experiment);
        auto* time = page->findChild<QLabel*>(QStringLiteral("estimateTime"));
        auto* range = page->findChild<QLabel*>(QStringLiteral("estimateRange"));
        auto* work = page->findChild<QAbstractItemView*>(QStringLiteral("workTable"));
        auto* matrix = page->findChild<QAbstractItemView*>(QStringLiteral("matrixTable"));
        // The models of the tests are tiny: length 512 is too long for them.
        for (const char* length : {"lengths-512", "lengths-256"}) {
            auto* box = page->findChild<QCheckBox*>(QLatin1String(length));
            if (box && box->isEnabled())
                box->setChecked(true);
        }
        QVERIFY2(page->builder().problem().isEmpty(), qPrintable(page->builder().problem()));
        QTRY_VERIFY_WITH_TIMEOUT(time->text().startsWith(QStringLiteral("about ")), 60000);
        QVERIFY2(range->text().contains(QStringLiteral("measured on this machine")), qPrintable(range->text()));
        const auto value = [&](const QString& caption) {
            const auto found =
                work->model()->match(work->model()->index(0, 0), Qt::DisplayRole, caption, 1, Qt::MatchStartsWith);
            return found.isEmpty() ? QString() : found.front().siblingAtColumn(1).data().toString();
        };
        QCOMPARE(value(QStringLiteral("Pairs of the data")), QStringLiteral("600"));
        QCOMPARE(value(QStringLiteral("In the workspace already")), QStringLiteral("0 (0 %)"));
        const auto* memory = page->findChild<QAbstractItemView*>(QStringLiteral("memoryTable"))->model();
        QCOMPARE(memory->rowCount(), 1);
        QCOMPARE(memory->index(0, 0).data().toString(), QStringLiteral("cpu"));
        QVERIFY(memory->index(0, 0).data(Qt::ToolTipRole).toString().startsWith(QStringLiteral("Memory on cpu")));
        QVERIFY(memory->index(0, 1).data().toString().contains(QStringLiteral("GiB of ")));
        QCOMPARE(memory->index(0, 2).data().toString(), QStringLiteral("fits"));
        QVERIFY(!value(QStringLiteral("Disk for results")).isEmpty());
        const int last = matrix->model()->columnCount() - 1;
        QVERIFY(matrix->model()->index(0, last).data().toString().endsWith(QStringLiteral(" s")));

        // A click later the old numbers are no longer claimed.
        page->findChild<QSpinBox*>(QStringLiteral("maxQueriesBox"))->setValue(10);
        QCOMPARE(time->text(), QStringLiteral("measuring…"));
        QTRY_COMPARE_WITH_TIMEOUT(value(QStringLiteral("Pairs of the data")), QStringLiteral("200"), 60000);
        QTRY_VERIFY_WITH_TIMEOUT(time->text().startsWith(QStringLiteral("about ")), 60000);

        // What was scored is known, and takes no time.
        page->start();
        QVERIFY(session.isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(!session.isRunning(), 60000);
        window.showPage(Area::Experiment);
        QTRY_COMPARE_WITH_TIMEOUT(time->text(), QStringLiteral("nothing to compute"), 60000);
        QVERIFY(value(QStringLiteral("In the workspace already")).endsWith(QStringLiteral("(100 %)")));

        // Another page: the machine is left alone.
        window.showPage(Area::Data);
        QCOMPARE(page->estimator()->estimate().state, PlanEstimate::State::None);

        // The command is what the window would run.
        page->findChild<QPushButton*>(QStringLiteral("copyCommandButton"))->click();
        const QString command = QApplication::clipboard()->text();
        QVERIFY2(command.startsWith(QStringLiteral("rerank-cli run - --workspace '") + session.workspacePath()),
                 qPrintable(command));
        const auto begin = command.indexOf(QLatin1Char('{'));
        const auto end = command.lastIndexOf(QLatin1Char('}'));
        const auto parsed = Experiment::parse(command.mid(begin, end - begin + 1).toUtf8(), "copied", ".");
        QVERIFY(parsed);
        QCOMPARE(parsed->key(), page->builder().experiment().key());
    }
};

QTEST_MAIN(TestPlanEstimator)
#include "tst_planestimator.moc"
