// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/runcontroller.h"
#include "core/store/workspacereader.h"
#include "tests/support/cli.h"
#include "tests/support/tinymodel.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <utility>

namespace rw::test {

inline constexpr int kQueries = 40;
inline constexpr int kCandidates = 10;
inline constexpr int kPairs = kQueries * kCandidates;

inline QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline QByteArray dataset(int queries = kQueries)
{
    return pairsData(queries, kCandidates - 1);
}

/// What a run said.
struct Heard
{
    RunOutcome end;
    int ends = 0;
    int afterTheEnd = 0;
    std::map<qint64, UnitStatus> units;
    RunProgress progress;
    QStringList log;
};

/// One score of each pair, by unit and pair.
using Scores = std::map<std::pair<std::int64_t, std::int64_t>, double>;

/// A folder with a data set, and runs of it by the fake worker.
class RunFixture
{
protected:
    /// Token caches of these tests lie apart.
    void useOwnCache()
    {
        QVERIFY(m_cache.isValid());
        qputenv("XDG_CACHE_HOME", m_cache.path().toLocal8Bit());
    }

    void newFolder()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
        for (const char* name : {"FAKE_WORKER", "FAKE_WORKER_ONCE", "FAKE_WORKER_DELAY", "FAKE_WORKER_PAIR_US"})
            qunsetenv(name);
        qputenv("FAKE_WORKER_LOG", log().toLocal8Bit());
        writeFile(file("data.jsonl"), dataset());
    }

    QString file(const char* name) const { return m_folder->filePath(QLatin1String(name)); }
    QString log() const { return file("log"); }

    RunController::Request request(const char* kind = "xlm-roberta", std::vector<int> layers = {}) const
    {
        RunController::Request request;
        request.experiment.name = "test";
        Experiment::ModelEntry model;
        model.path = goldenModel(kind).toStdString();
        model.name = kind;
        model.cutoffLayers = std::move(layers);
        request.experiment.models = {model};
        request.experiment.datasets = {{file("data.jsonl").toStdString(), {}}};
        request.experiment.maxLengths = {128};
        request.experiment.devices = {"cpu", "cpu"};
        request.workspace = file("w.rwb").toStdString();
        request.workerProgram = QStringLiteral(RW_BIN_DIR "/rw-fakeworker");
        return request;
    }

    /// Runs to the end. `meddle` sees every change of a lane.
    Heard run(const RunController::Request& request,
              const std::function<void(RunController&, const LaneStatus&)>& meddle = {}) const
    {
        RunController controller;
        Heard heard;
        const auto hear = [&heard] {
            heard.afterTheEnd += heard.ends > 0;
        };
        QObject::connect(&controller, &RunController::unitChanged, &controller, [&](const UnitStatus& unit) {
            hear();
            heard.units[unit.unit] = unit;
        });
        QObject::connect(&controller, &RunController::progressed, &controller, [&](const RunProgress& progress) {
            hear();
            heard.progress = progress;
        });
        QObject::connect(&controller, &RunController::logged, &controller,
                         [&](const LogEntry& entry) { heard.log += entry.text; });
        QObject::connect(&controller, &RunController::laneChanged, &controller, [&](const LaneStatus& lane) {
            hear();
            if (meddle)
                meddle(controller, lane);
        });
        QObject::connect(&controller, &RunController::ended, &controller, [&](const RunOutcome& outcome) {
            heard.end = outcome;
            ++heard.ends;
        });
        controller.start(request);
        const auto ended = [&] {
            return heard.ends > 0 && !controller.isRunning();
        };
        (void)QTest::qWaitFor(ended, 60000);
        QTest::qWait(30); // a second end would come now
        if (heard.ends != 1 || heard.afterTheEnd > 0)
            qFatal("%d ends, %d signals after it", heard.ends, heard.afterTheEnd);
        return heard;
    }

    std::unique_ptr<WorkspaceReader> reader(const char* name = "w.rwb") const
    {
        auto opened = WorkspaceReader::open(file(name).toStdString());
        if (!opened)
            qFatal("%s", opened.error().what.c_str());
        return std::move(*opened);
    }

    Scores scores(const char* name = "w.rwb") const
    {
        Scores scores;
        const auto status = reader(name)->eachRow({"v_scores", 0, 0}, [&](const auto& names, const auto& values) {
            const auto column = [&names](const char* wanted) {
                return std::size_t(std::find(names.begin(), names.end(), wanted) - names.begin());
            };
            const auto key = std::pair(std::get<std::int64_t>(values[column("unit")]),
                                       std::get<std::int64_t>(values[column("pair")]));
            if (!scores.emplace(key, std::get<double>(values[column("score")])).second)
                qFatal("a pair has two scores");
            return true;
        });
        if (!status)
            qFatal("%s", status.error().what.c_str());
        return scores;
    }

    std::vector<UnitRecord> unitRecords() const { return reader()->units().value(); }
    std::vector<BatchRecord> batches(qint64 run, const char* name = "w.rwb") const
    {
        return reader(name)->batches(run).value();
    }
    std::vector<ProblemRecord> problems(qint64 run) const { return reader()->problems(run).value(); }
    std::string runStatus() const { return reader()->runs()->front().status; }

    int rowsOf(const char* view) const
    {
        int rows = 0;
        const auto status = reader()->eachRow({view, 0, 0}, [&rows](const auto&, const auto&) {
            ++rows;
            return true;
        });
        return status ? rows : -1;
    }

    /// Pairs that workers computed at some length, as they say.
    qint64 computed() const
    {
        qint64 sum = 0;
        for (const auto& line : contents(log()).split('\n'))
            sum += line.split(' ').value(1).toInt();
        return sum;
    }

    std::unique_ptr<QTemporaryDir> m_folder;

private:
    QTemporaryDir m_cache;
};

} // namespace rw::test
