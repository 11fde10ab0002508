// SPDX-License-Identifier: GPL-3.0-or-later
// The stored results of the demo, as they are shipped: unpacked whole, with the models and data beside them, or not at
// all.
#include "core/experiment/experiment.h"
#include "core/run/demoworkspace.h"
#include "core/store/notes.h"
#include "core/store/workspace.h"
#include "core/store/workspacereader.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <chrono>
#include <filesystem>
#include <set>

using namespace rw;
namespace fs = std::filesystem;

namespace {

const fs::path kDemo = RW_SOURCE_DIR "/resources/demo";

QByteArray content(const fs::path& file)
{
    QFile from(file);
    return from.open(QIODevice::ReadOnly) ? from.readAll() : QByteArray();
}

void write(const fs::path& file, const QByteArray& bytes)
{
    QFile to(file);
    QVERIFY(to.open(QIODevice::WriteOnly) && to.write(bytes) == bytes.size());
}

/// A demo folder of links, so that a test can change one thing in it.
void linkDemo(const fs::path& to)
{
    fs::create_directories(to);
    for (const char* name : {"data", "models"})
        fs::create_directory_symlink(kDemo / name, to / name);
    fs::copy_file(kDemo / "experiment.json", to / "experiment.json");
    fs::copy_file(storedDemo(kDemo), storedDemo(to));
}

} // namespace

class TestDemoWorkspace : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    fs::path path(const char* name) const { return m_folder.filePath(QLatin1String(name)).toStdString(); }

private slots:
    void initTestCase() { qputenv("XDG_CACHE_HOME", m_folder.filePath(QStringLiteral("cache")).toLocal8Bit()); }

    void shipped()
    {
        const fs::path file = path("demo.rwb");
        write(file, "an older one");
        write(file.string() + "-wal", "and its log");
        const auto made = makeDemoWorkspace(kDemo, file);
        QVERIFY2(made, made ? "" : made.error().what.c_str());
        QVERIFY(!fs::exists(file.string() + "-wal"));
        const auto experiment = Experiment::read(kDemo / "experiment.json");
        QVERIFY(experiment);
        const auto reader = WorkspaceReader::open(file);
        QVERIFY2(reader, reader ? "" : reader.error().what.c_str());

        const auto runs = (*reader)->runs();
        QVERIFY(runs && runs->size() == 1);
        const RunRecord& run = runs->front();
        QCOMPARE(run.status, std::string("finished"));
        QVERIFY(!run.machine.empty());
        QVERIFY(run.startedAt < run.endedAt);
        // The experiment of this place: --resume finds it, and it can be opened and changed.
        QCOMPARE(QByteArray::fromStdString(run.experiment), experiment->toJson());

        const auto units = (*reader)->units(run.id);
        QVERIFY(units);
        std::set<std::pair<std::string, int>> rows; // of the matrix: models with their layers
        for (const auto& model : experiment->models)
            for (const int layer : model.cutoffLayers.empty() ? std::vector<int>{0} : model.cutoffLayers)
                rows.insert({model.name, layer});
        QCOMPARE(units->size(), rows.size() * experiment->datasets.size() * experiment->maxLengths.size() *
                                    experiment->quantizations.size());
        for (const UnitRecord& unit : *units) {
            QCOMPARE(unit.status, std::string("finished"));
            QVERIFY(unit.pairs > 0);
            QCOMPARE(unit.scored, unit.pairs);
            QVERIFY(rows.contains({unit.modelName, unit.cutoffLayer}));
            QVERIFY(!unit.untrained);
        }
        const auto models = (*reader)->models();
        QVERIFY(models && models->size() == 3);
        for (const ModelRecord& model : *models)
            QVERIFY2(model.path.starts_with(kDemo.string()), model.path.c_str());
        const auto datasets = (*reader)->datasets();
        QVERIFY(datasets && datasets->size() == 2);
        const auto batches = (*reader)->batches(run.id);
        QVERIFY(batches && batches->size() >= units->size() / 4); // cut-off layers share theirs
        QVERIFY(!fs::exists(file.string() + ".part") && !fs::exists(file.string() + ".packed"));
    }

    // A newer demo replaces an older one, but never what somebody wrote.
    void ownContentStays()
    {
        const fs::path demo = path("newer"), folder = path("opened");
        linkDemo(demo);
        fs::create_directories(folder);
        const auto open = [&] {
            const auto file = openableDemo(demo, folder);
            return file ? file->filename().string() : file.error().what;
        };
        const auto age = [&](const char* name) {
            fs::last_write_time(folder / name, fs::last_write_time(storedDemo(demo)) - std::chrono::hours(1));
        };
        QCOMPARE(open(), std::string("demo.rwb"));
        const auto made = fs::last_write_time(folder / "demo.rwb");
        QVERIFY(!hasOwnContent(folder / "demo.rwb"));
        QCOMPARE(open(), std::string("demo.rwb"));
        QVERIFY(fs::last_write_time(folder / "demo.rwb") == made); // as it was

        age("demo.rwb");
        QCOMPARE(open(), std::string("demo.rwb"));
        QVERIFY(fs::last_write_time(folder / "demo.rwb") > fs::last_write_time(storedDemo(demo))); // made anew

        {
            auto workspace = Workspace::open(folder / "demo.rwb", Workspace::Mode::OpenExisting);
            QVERIFY(workspace);
            auto reader = WorkspaceReader::open(folder / "demo.rwb");
            const auto dataset = (*reader)->datasets()->front().id;
            const auto query = (*reader)->queryTexts(dataset)->front().first;
            QVERIFY(writeNote(**workspace, dataset, query, "mine"));
        }
        QVERIFY(hasOwnContent(folder / "demo.rwb"));
        age("demo.rwb");
        QCOMPARE(open(), std::string("demo-2.rwb"));
        QCOMPARE(open(), std::string("demo-2.rwb"));
        auto reader = WorkspaceReader::open(folder / "demo.rwb");
        const auto notes = readNotes(folder / "demo.rwb", (*reader)->datasets()->front().id);
        QVERIFY(notes && notes->size() == 1 && notes->begin()->second == "mine");

        // Nor what is no workspace of ours at all.
        write(folder / "demo-2.rwb", "something else");
        age("demo-2.rwb");
        QCOMPARE(open(), std::string("demo-3.rwb"));
        QCOMPARE(content(folder / "demo-2.rwb"), QByteArray("something else"));
    }

    void damaged_data()
    {
        QTest::addColumn<int>("keep"); // bytes
        QTest::newRow("empty") << 0;
        QTest::newRow("cut") << 50'000;
    }

    void damaged()
    {
        QFETCH(int, keep);
        const fs::path demo = path(QTest::currentDataTag());
        linkDemo(demo);
        write(storedDemo(demo), content(kDemo / "demo.rwb.z").left(keep));
        const fs::path file = path("damaged.rwb");
        const auto made = makeDemoWorkspace(demo, file);
        QVERIFY(!made);
        QVERIFY2(made.error().what.find("demo.rwb.z: is damaged") != std::string::npos, made.error().what.c_str());
        QVERIFY(!fs::exists(file) && !fs::exists(file.string() + ".part"));
    }

    // What is in the packed file is no database.
    void noDatabase()
    {
        const fs::path demo = path("no database");
        linkDemo(demo);
        write(storedDemo(demo), qCompress(QByteArray(5000, 'x')));
        const fs::path file = path("no.rwb");
        const auto made = makeDemoWorkspace(demo, file);
        QVERIFY(!made);
        QVERIFY(!fs::exists(file));
    }

    // Scores belong to the weights that gave them.
    void otherModels()
    {
        const fs::path demo = path("other");
        linkDemo(demo);
        fs::remove(demo / "models");
        fs::create_directories(demo / "models");
        for (const auto& entry : fs::directory_iterator(kDemo / "models"))
            fs::copy(entry.path(), demo / "models" / entry.path().filename());
        const fs::path config = demo / "models/demo-gemma/config.json";
        write(config, content(config) + "\n");
        const fs::path file = path("other.rwb");
        const auto made = makeDemoWorkspace(demo, file);
        QVERIFY(!made);
        QVERIFY2(made.error().what.find("other models or data") != std::string::npos, made.error().what.c_str());
        QVERIFY(!fs::exists(file));
    }
};

QTEST_GUILESS_MAIN(TestDemoWorkspace)
#include "tst_demoworkspace.moc"
