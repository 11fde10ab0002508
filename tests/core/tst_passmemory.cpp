// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/passmemory.h"

#include <QTest>

using namespace rw;

class TestPassMemory : public QObject
{
    Q_OBJECT

private:
    static UnitRecord unit(std::int64_t id, int length)
    {
        UnitRecord record;
        record.id = id;
        record.model = 1;
        record.dataset = 1;
        record.maxLength = length;
        record.quantization = "bf16";
        return record;
    }

    static BatchRecord batch(std::int64_t unit, int worker, double start, double seconds, int lengths = 1)
    {
        BatchRecord record;
        record.unit = unit;
        record.worker = worker;
        record.startSeconds = start;
        record.totalNs = std::int64_t(seconds * 1e9);
        record.lengths = lengths;
        return record;
    }

    static SampleRecord sample(int worker, double seconds, std::int64_t resident, std::optional<std::int64_t> gpu = {})
    {
        SampleRecord record;
        record.worker = worker;
        record.seconds = seconds;
        record.residentBytes = resident;
        record.gpuMemoryBytes = gpu;
        return record;
    }

private slots:
    void ofTheBatchAtWork()
    {
        const std::vector<UnitRecord> units{unit(1, 256), unit(2, 512)};
        const auto peaks = passMemory(units, {batch(1, 0, 10, 2), batch(2, 0, 12, 2), batch(1, 1, 10, 4)},
                                      {sample(0, 9.9, 999), sample(0, 10, 50), sample(0, 11.9, 70), sample(0, 13, 90),
                                       sample(0, 14.2, 95), sample(0, 14.3, 500), sample(1, 12, 60)});
        QCOMPARE(peaks.size(), std::size_t(2));
        QCOMPARE(peaks.at(passOf(units[0])).bytes, std::int64_t(70)); // not what was held before its first batch
        QCOMPARE(peaks.at(passOf(units[0])).samples, 3);              // of both workers
        QCOMPARE(peaks.at(passOf(units[1])).bytes, std::int64_t(95)); // just after its batch, not long after
        QVERIFY(!peaks.at(passOf(units[1])).isGpu);
    }

    void ofSeveralLengthsBelongsToNone()
    {
        const std::vector<UnitRecord> units{unit(1, 256)};
        QVERIFY(passMemory(units, {batch(1, 0, 10, 2, 2)}, {sample(0, 11, 70)}).empty());
        QVERIFY(passMemory(units, {batch(1, 0, 10, 2)}, {}).empty());
    }

    void memoryOfTheGpuIsWhatCounts()
    {
        const std::vector<UnitRecord> units{unit(1, 256)};
        const auto peaks = passMemory(units, {batch(1, 0, 10, 2), batch(1, 1, 10, 2)},
                                      {sample(1, 10.5, 900), sample(0, 11, 300, 40), sample(1, 11.5, 900)});
        QVERIFY(peaks.at(passOf(units[0])).isGpu);
        QCOMPARE(peaks.at(passOf(units[0])).bytes, std::int64_t(40));
    }
};

QTEST_GUILESS_MAIN(TestPassMemory)
#include "tst_passmemory.moc"
