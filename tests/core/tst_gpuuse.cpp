// SPDX-License-Identifier: GPL-3.0-or-later
// What NVML says of a GPU, by a library whose numbers are known (tests/fakenvml): read, sent, stored; and its faults.
#include "core/telemetry/nvml.h"
#include "core/telemetry/telemetry.h"
#include "tests/support/runfixture.h"

#include <QTest>

using namespace rw;
using namespace rw::test;

class tst_GpuUse : public QObject, private RunFixture
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        useOwnCache();
        qputenv("RERANK_NVML", RW_BIN_DIR "/librw-fakenvml.so");
    }

    void init()
    {
        newFolder();
        qunsetenv("FAKE_NVML");
        qunsetenv("CUDA_VISIBLE_DEVICES");
        qputenv("RERANK_NVML", RW_BIN_DIR "/librw-fakenvml.so");
    }

    void values()
    {
        auto gpu = Gpu::open(0);
        QVERIFY2(gpu, gpu ? "" : gpu.error().what.c_str());
        QCOMPARE((*gpu)->name(), std::string("Fake H200"));
        QCOMPARE((*gpu)->memoryBytes(), std::int64_t(8) << 30);
        QCOMPARE((*gpu)->driver(), std::string("999.01"));
        UseSampler sampler("cuda:0");
        QCOMPARE(sampler.driver(), std::string("999.01"));
        const auto use = sampler.sample();
        QVERIFY2(use.problem.empty(), use.problem.c_str());
        QCOMPARE(use.gpuBusyPercent, std::optional(90.0));
        QCOMPARE(use.gpuMemoryBytes, std::optional(std::int64_t(3) << 30)); // used, not free
        QCOMPARE(use.gpuPowerWatts, std::optional(187.5));
        QCOMPARE(use.gpuClockMhz, std::optional(1980.0)); // of the multiprocessors
        QCOMPARE(use.gpuTemperature, std::optional(67.0));
        QCOMPARE(use.gpuThrottle, std::optional<std::int64_t>(0x24));
        QCOMPARE(use.gpuProcesses, std::optional<std::int64_t>(2)); // three, and one of them is ours
        const auto later = sampler.sample();
        QCOMPARE(*later.gpuEnergyJoules - *use.gpuEnergyJoules, 1.5);
    }

    void visibleDevices_data()
    {
        QTest::addColumn<QByteArray>("visible");
        QTest::addColumn<int>("index");
        QTest::addColumn<std::string>("name"); // empty: there is none
        QTest::newRow("all") << QByteArray() << 1 << std::string("Fake L4");
        QTest::newRow("in another order") << QByteArray("1,0") << 0 << std::string("Fake L4");
        QTest::newRow("by its id") << QByteArray("GPU-second") << 0 << std::string("Fake L4");
        QTest::newRow("not visible") << QByteArray("0") << 1 << std::string();
        QTest::newRow("unknown id") << QByteArray("GPU-third") << 0 << std::string();
        QTest::newRow("beyond the last") << QByteArray() << 2 << std::string();
    }

    void visibleDevices()
    {
        QFETCH(QByteArray, visible);
        QFETCH(int, index);
        QFETCH(std::string, name);
        if (!visible.isEmpty())
            qputenv("CUDA_VISIBLE_DEVICES", visible);
        const auto gpu = Gpu::open(index);
        QCOMPARE(bool(gpu), !name.empty());
        if (gpu)
            QCOMPARE((*gpu)->name(), name);
        else
            QVERIFY2(gpu.error().what.find("cuda:" + std::to_string(index)) != std::string::npos,
                     gpu.error().what.c_str());
    }

    void faults_data()
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<std::string>("sentence");
        QTest::newRow("lost") << QByteArray("lost") << std::string("NVML cannot read the busy time: GPU is lost");
        QTest::newRow("one value") << QByteArray("power") << std::string("NVML cannot read the power: GPU is lost");
        QTest::newRow("not supported") << QByteArray("not-supported") << std::string();
        QTest::newRow("crowd") << QByteArray("crowd") << std::string();
    }

    // What cannot be read is absent, never 0, and one sentence says why.
    void faults()
    {
        QFETCH(QByteArray, fault);
        QFETCH(std::string, sentence);
        UseSampler sampler("cuda:1");
        qputenv("FAKE_NVML", fault);
        const auto use = sampler.sample();
        QCOMPARE(use.problem, sentence);
        QVERIFY(use.residentBytes); // of the process
        QCOMPARE(use.gpuBusyPercent.has_value(), fault != "lost");
        QCOMPARE(use.gpuPowerWatts.has_value(), fault != "lost" && fault != "power");
        QCOMPARE(use.gpuEnergyJoules.has_value(), fault != "lost" && fault != "not-supported");
        QCOMPARE(use.gpuThrottle.has_value(), fault != "lost" && fault != "not-supported");
        if (fault == "crowd")
            QCOMPARE(use.gpuProcesses, std::optional<std::int64_t>(99));
        qunsetenv("FAKE_NVML");
        QVERIFY(sampler.sample().problem.empty()); // it is back
    }

    void stored()
    {
        auto wanted = request();
        wanted.experiment.devices = {"cuda:0", "cuda:1"};
        qputenv("FAKE_WORKER_PAIR_US", "3000");
        const auto heard = run(wanted);
        QVERIFY2(heard.end.kind == RunOutcome::Kind::Finished, heard.end.error.what.c_str());
        int rows = 0;
        const auto status = reader()->eachRow({"v_devices", 0, 0}, [&](const auto& names, const auto& values) {
            const auto number = [&](const char* column) {
                const auto& value = values[std::size_t(std::find(names.begin(), names.end(), column) - names.begin())];
                const auto* whole = std::get_if<std::int64_t>(&value);
                return whole ? double(*whole) : std::get<double>(value);
            };
            ++rows;
            const double busy = number("gpu_busy_percent");
            return busy == 90 + number("lane") && number("gpu_memory_bytes") == double(std::int64_t(3) << 30) &&
                   number("gpu_power_watts") == 187.5 && number("gpu_energy_joules") > 1000 &&
                   number("gpu_clock_mhz") == 1980 && number("gpu_temperature") == 67 &&
                   number("gpu_throttle") == 0x24 && number("gpu_processes") == 2 && number("cpu_percent") >= 0 &&
                   number("resident_bytes") > 0;
        });
        QVERIFY(status);
        QVERIFY2(rows > 2 && rows == rowsOf("v_devices"), qPrintable(QString::number(rows))); // none was refused
    }

    void brokenLibrary_data()
    {
        QTest::addColumn<QByteArray>("library");
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<QString>("sentence");
        const QByteArray fake = RW_BIN_DIR "/librw-fakenvml.so";
        QTest::newRow("driver is not loaded")
            << fake << QByteArray("start") << QStringLiteral("NVML could not be started: Driver Not Loaded");
        QTest::newRow("not there") << QByteArray("/nonexistent/libnvidia-ml.so.1") << QByteArray()
                                   << QStringLiteral("could not be opened (/nonexistent/libnvidia-ml.so.1)");
        QTest::newRow("another library") << QByteArray("libc.so.6") << QByteArray()
                                         << QStringLiteral("NVML lacks functions that every version has (libc.so.6)");
    }

    // The run goes on, and its log says once for each worker why nothing is measured.
    void brokenLibrary()
    {
        QFETCH(QByteArray, library);
        QFETCH(QByteArray, fault);
        QFETCH(QString, sentence);
        qputenv("RERANK_NVML", library);
        qputenv("FAKE_NVML", fault);
        qputenv("FAKE_WORKER_PAIR_US", "3000");
        auto wanted = request();
        wanted.experiment.devices = {"cuda:0"};
        const auto heard = run(wanted);
        QVERIFY2(heard.end.kind == RunOutcome::Kind::Finished, heard.end.error.what.c_str());
        const auto said = heard.log.filter(sentence);
        QVERIFY2(said.size() == 1 && !said.front().contains(QLatin1Char('\n')), qPrintable(heard.log.join(u'\n')));
        QVERIFY(rowsOf("v_devices") > 1);
    }
};

QTEST_GUILESS_MAIN(tst_GpuUse)
#include "tst_gpuuse.moc"
