// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/telemetry/telemetry.h"

#include <QTest>

#include <thread>
#include <vector>

using namespace rw;

class TestTelemetry : public QObject
{
    Q_OBJECT

private slots:
    void clock()
    {
        const auto before = monotonicNs();
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        const auto passed = monotonicNs() - before;
        QVERIFY(passed >= 20'000'000 && passed < 5'000'000'000);
    }

    void processor()
    {
        const auto info = processorInfo();
        QVERIFY(!info.name.empty());
        QVERIFY(info.cores >= 1 && info.cores <= int(std::thread::hardware_concurrency()));
        QVERIFY(info.memoryBytes > 0);
        QVERIFY(info.freeBytes > 0 && info.freeBytes <= info.memoryBytes);
    }

    void idleAndBusy()
    {
        UseSampler sampler("cpu");
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        const auto idle = sampler.sample();
        QVERIFY(idle.cpuPercent && *idle.cpuPercent < 50);
        QVERIFY(idle.residentBytes && *idle.residentBytes > 1'000'000);
        QVERIFY(!idle.gpuBusyPercent && !idle.gpuMemoryBytes && !idle.gpuPowerWatts && !idle.gpuTemperature);

        const auto end = monotonicNs() + 200'000'000;
        volatile unsigned work = 0;
        while (monotonicNs() < end)
            work = work + 1;
        const auto busy = sampler.sample();
        QVERIFY(busy.cpuPercent && *busy.cpuPercent > *idle.cpuPercent); // other programs may have most of the core
        QVERIFY(*busy.cpuPercent < 150);
    }

    void memory()
    {
        UseSampler sampler("cpu");
        const auto before = *sampler.sample().residentBytes;
        const std::vector<char> block(64 << 20, 'x');
        const auto after = *sampler.sample().residentBytes;
        QVERIFY(after - before > (60 << 20));
        QVERIFY(block.back() == 'x');
    }

    void devices_data()
    {
        QTest::addColumn<QString>("device");
        for (const char* name : {"cuda:0", "cuda:99", "cuda:", "cuda:x", "cuda:-1", "", "tpu"})
            QTest::newRow(name) << QString::fromUtf8(name);
    }
    void devices()
    {
        // With or without a GPU and its library: numbers of the process are there, the rest only where measured.
        QFETCH(QString, device);
        UseSampler sampler(device.toStdString());
        const auto use = sampler.sample();
        QVERIFY(use.residentBytes);
        QVERIFY(!use.gpuMemoryBytes || *use.gpuMemoryBytes > 0);
    }
};

QTEST_GUILESS_MAIN(TestTelemetry)
#include "tst_telemetry.moc"
