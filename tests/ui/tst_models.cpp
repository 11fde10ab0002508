// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/turnwatch.h"
#include "ui/models/devicesmodel.h"
#include "ui/models/findingsmodel.h"
#include "ui/models/lanesmodel.h"
#include "ui/models/logmodel.h"
#include "ui/models/matrixmodel.h"
#include "ui/models/memorymodel.h"
#include "ui/models/modelsmodel.h"
#include "ui/models/previewmodel.h"
#include "ui/models/resultsmodel.h"
#include "ui/models/unitsmodel.h"
#include "ui/screenshots/samplevalues.h"
#include "ui/text/numbers.h"
#include "ui/widgets/tableview.h"

#include <QAbstractItemModelTester>
#include <QScrollBar>
#include <QTest>

using namespace rw;
using namespace rw::ui;

class TestModels : public QObject
{
    Q_OBJECT

private:
    static QString cell(const QAbstractItemModel& model, int row, int column)
    {
        return model.index(row, column).data().toString();
    }

private slots:
    // A million rows: what is not on the screen is not made, wherever the table is scrolled to.
    void rowsThatAreMadeLater()
    {
        constexpr std::size_t kRows = 1'000'000;
        int made = 0;
        CellModel model({QStringLiteral("Number"), QStringLiteral("Text")});
        TableView view(QStringLiteral("many"));
        view.setModel(&model);
        view.resize(600, 400);
        view.show();
        test::TurnWatch watch;
        const auto steps = [&](const std::function<void()>& code) {
            const auto turn = watch.longestOf(code);
            QVERIFY2(turn.computing < 100, qPrintable(QString::number(turn.computing)));
        };
        steps([&] {
            model.setRows(kRows, [&](std::size_t row) {
                ++made;
                return CellModel::Row{Cell::number(Numbers::count(static_cast<qint64>(row)), static_cast<qint64>(row)),
                                      Cell::number(QStringLiteral("row %1").arg(row))};
            });
        });
        QCOMPARE(model.rowCount(), int(kRows));
        for (const double share : {1.0, 0.5, 0.0, 0.25})
            steps([&] { view.verticalScrollBar()->setValue(int(view.verticalScrollBar()->maximum() * share)); });
        steps([&] { view.scrollToBottom(); });
        QVERIFY(view.indexAt({10, 10}).row() > int(kRows) - 100);
        QCOMPARE(cell(model, int(kRows) - 1, 1), QStringLiteral("row 999999"));
        QCOMPARE(model.index(7, 0).data(CellModel::SortRole).toInt(), 7);
        QVERIFY2(made < 5000, qPrintable(QString::number(made)));
        model.setRows({{Cell::number(QStringLiteral("one")), Cell::number(QStringLiteral("row"))}});
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(cell(model, 0, 0), QStringLiteral("one"));
    }

    void plainTables()
    {
        const auto mode = QAbstractItemModelTester::FailureReportingMode::QtTest;
        DevicesModel devices;
        QAbstractItemModelTester devicesTester(&devices, mode);
        devices.setDevices(SampleValues::devices());
        QCOMPARE(devices.rowCount(), 3);
        QVERIFY(cell(devices, 2, 4).endsWith(QStringLiteral("0.9 times as fast as fp32 on this processor")));
        devices.setDevices({});

        ModelsModel models;
        QAbstractItemModelTester modelsTester(&models, mode);
        models.setModels(SampleValues::models());
        QCOMPARE(models.rowCount(), 4);
        QCOMPARE(cell(models, 3, ModelsModel::State), QStringLiteral("untrained"));
        QCOMPARE(cell(models, 0, ModelsModel::LicenceName), QStringLiteral("unknown")); // nothing said it
        models.setModels(SampleValues::models(), [](const ModelItem& model) -> ModelsModel::Known {
            if (model.untrained)
                return {{"LICENSE", Licence::Source::File}, {}, ModelsModel::Verified::Failed};
            return {{"apache-2.0", Licence::Source::Card}, {}, ModelsModel::Verified::Yes};
        });
        QCOMPARE(cell(models, 0, ModelsModel::LicenceName), QStringLiteral("apache-2.0"));
        QCOMPARE(cell(models, 3, ModelsModel::LicenceName), QStringLiteral("see LICENSE"));
        QCOMPARE(cell(models, 0, ModelsModel::State), QStringLiteral("verified"));
        QCOMPARE(cell(models, 3, ModelsModel::State), QStringLiteral("verification failed"));

        MemoryModel memory;
        QAbstractItemModelTester memoryTester(&memory, mode);
        memory.setModel(SampleValues::models()[1], SampleValues::devices());
        QCOMPARE(memory.rowCount(), 5);
        QCOMPARE(memory.columnCount(), 5);
        QVERIFY2(cell(memory, 0, 3).startsWith(QStringLiteral("fits, 4.2")), qPrintable(cell(memory, 0, 3)));
        QCOMPARE(cell(memory, 4, 2), QStringLiteral("none"));

        FindingsModel findings;
        QAbstractItemModelTester findingsTester(&findings, mode);
        const auto data = SampleValues::datasets();
        findings.setDataset(data[0].content.get());
        QCOMPARE(findings.rowCount(), 3);
        findings.setDataset(nullptr);
        QCOMPARE(findings.rowCount(), 0);
        const Dataset clean;
        findings.setDataset(&clean);
        QCOMPARE(findings.rowCount(), 1);

        PreviewModel preview;
        QAbstractItemModelTester previewTester(&preview, mode);
        preview.setDataset(data[0].content.get());
        QCOMPARE(preview.rowCount(), 12);

        MatrixModel matrix;
        QAbstractItemModelTester matrixTester(&matrix, mode);
        matrix.setMatrix({{0, QStringLiteral("m"), QStringLiteral("fp32"), 2048, 3}}, {512, 4096});
        QCOMPARE(cell(matrix, 0, 3), QStringLiteral("too long"));
    }

    void liveTables()
    {
        const auto mode = QAbstractItemModelTester::FailureReportingMode::QtTest;
        LanesModel lanes;
        QAbstractItemModelTester lanesTester(&lanes, mode);
        for (const LaneStatus& lane : SampleValues::lanes(false))
            lanes.setLane(lane);
        for (const LaneSample& sample : SampleValues::samples(false))
            lanes.setSample(sample);
        QCOMPARE(lanes.rowCount(), 2);
        QCOMPARE(lanes.columnCount(), 9); // no GPU column without a GPU value
        QCOMPARE(cell(lanes, 1, 0), QStringLiteral("cpu #2"));
        QCOMPARE(cell(lanes, 0, 3), QStringLiteral("78 + 76")); // pairs in hand, pairs waiting
        QCOMPARE(cell(lanes, 0, 4), Numbers::duration(1139));
        for (const LaneSample& sample : SampleValues::samples(true))
            lanes.setSample(sample);
        QCOMPARE(lanes.columnCount(), 13);
        const auto tip = [&lanes](int row) {
            return lanes.index(row, 9).data(Qt::ToolTipRole).toString();
        };
        LaneSample slowed = SampleValues::samples(true).back();
        slowed.use.gpuThrottle = 0x1; // nothing to do is no reason to worry
        slowed.use.gpuProcesses = 0;
        lanes.setSample(slowed);
        QVERIFY(!tip(slowed.worker).contains(QStringLiteral("slowed down")));
        slowed.use.gpuThrottle = 0x4 | 0x40;
        slowed.use.gpuProcesses = 2;
        slowed.use.problem = "NVML cannot read the power: GPU is lost";
        lanes.setSample(slowed);
        QVERIFY2(tip(slowed.worker).contains(QStringLiteral("slowed down: power limit, heat")),
                 qPrintable(tip(slowed.worker)));
        QVERIFY(tip(slowed.worker).contains(QStringLiteral("2 other processes")));
        QVERIFY(tip(slowed.worker).contains(QStringLiteral("GPU is lost")));
        lanes.clear();
        QCOMPARE(lanes.rowCount(), 0);

        UnitsModel units;
        QAbstractItemModelTester unitsTester(&units, mode);
        for (const UnitStatus& unit : SampleValues::units(false))
            units.setUnit(unit);
        const int rows = units.rowCount();
        for (const UnitStatus& unit : SampleValues::units(true))
            units.setUnit(unit);
        QCOMPARE(units.rowCount(), rows);
        UnitStatus failed = SampleValues::units(true).front();
        failed.state = UnitState::Failed;
        units.setUnit(failed);
        QCOMPARE(units.failedUnits(), 1);

        LogModel log;
        QAbstractItemModelTester logTester(&log, mode);
        for (const LogEntry& entry : SampleValues::log())
            log.add(entry);
        QCOMPARE(log.rowCount(), 7);
        log.setLevel(LogEntry::Level::Warning);
        QCOMPARE(log.rowCount(), 1);
        for (int i = 0; i < 2100; ++i)
            log.add({QDateTime::currentDateTime(), LogEntry::Level::Error, QString::number(i)});
        QCOMPARE(log.rowCount(), 2000);
        QCOMPARE(cell(log, 0, 1), QStringLiteral("2099"));
    }

    void results()
    {
        ResultsModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        ResultsData data = SampleValues::results(SampleValues::Outcome::WithFailures);
        data.rows[0].unit.untrained = true;
        data.rows[0].batchMs.resize(20);
        std::vector<ComparedRow> rows;
        for (const ResultRow& row : data.rows)
            rows.push_back({&row, nullptr, nullptr, {}, false});
        rows[1].isReference = true;
        PairedComparison paired;
        paired.difference = -0.2;
        paired.interval = Interval{-0.25, -0.15};
        paired.sign = {1, 2, 3, 1.0};
        rows[2].paired = &paired;
        rows[2].verdict = Verdict{};
        rows[2].verdict->kind = Verdict::Kind::Worse;
        rows.push_back({}); // the order before scoring
        model.setResults(rows, QStringLiteral("RR@10"), data.rows[1].value, QStringLiteral("wait"));
        QCOMPARE(model.rowCount(), static_cast<int>(rows.size()));
        QCOMPARE(model.headers().at(ResultsModel::Value), QStringLiteral("RR@10"));
        QCOMPARE(cell(model, 1, ResultsModel::Outcome), QStringLiteral("Reference"));
        QCOMPARE(cell(model, 2, ResultsModel::Outcome), QStringLiteral("Lower"));
        QCOMPARE(cell(model, 2, ResultsModel::WinsTiesLosses), QStringLiteral("1 / 2 / 3"));
        QCOMPARE(cell(model, 5, ResultsModel::Outcome), QStringLiteral("wait"));
        const int last = model.rowCount() - 1;
        QCOMPARE(model.index(last, 0).data(ResultsModel::PinnedRole).toBool(), true);
        QCOMPARE(model.index(0, 0).data(ResultsModel::PinnedRole).toBool(), false);
        QVERIFY(cell(model, 0, ResultsModel::Configuration).contains(QStringLiteral("untrained")));
        QVERIFY(cell(model, 0, ResultsModel::Outcome).contains(QStringLiteral("untrained")));
        QCOMPARE(cell(model, 0, ResultsModel::P95), QStringLiteral("n/a"));
        QVERIFY(cell(model, 0, ResultsModel::P50) != QStringLiteral("n/a"));
        QCOMPARE(cell(model, 3, ResultsModel::Value), QString(QChar(0x2013))); // not available is never 0
        QCOMPARE(cell(model, 3, ResultsModel::Outcome), QStringLiteral("failed"));
    }

    void copiesTabs()
    {
        ModelsModel model;
        model.setModels(SampleValues::models());
        TableView view(QStringLiteral("models"));
        view.setModel(&model);
        QCOMPARE(view.selectionAsTsv().count(QLatin1Char('\n')), 5);
        view.selectRow(1);
        const QStringList lines = view.selectionAsTsv().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 2);
        QCOMPARE(lines.at(1).split(QLatin1Char('\t')).size(), model.columnCount());
        QVERIFY(lines.at(1).startsWith(QStringLiteral("v2-gemma\tgemma\t")));
    }
};

QTEST_MAIN(TestModels)
#include "tst_models.moc"
