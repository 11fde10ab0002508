// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/peak.h"
#include "core/telemetry/telemetry.h"

#include <QTest>

#include <algorithm>

using namespace rw;
using namespace rw::engine;

namespace {

bool has(const ProcessorInfo& processor, const char* flag)
{
    return std::find(processor.features.begin(), processor.features.end(), flag) != processor.features.end();
}

} // namespace

class tst_Peak : public QObject
{
    Q_OBJECT

private slots:
    // Every unit that the processor names is measured, and none that it lacks (that would be an illegal instruction).
    void unitsOfThisProcessor_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<QString>("unit");
        QTest::addColumn<QStringList>("flags");
        const auto row = [](const char* unit, Quantization type, const QStringList& flags) {
            QTest::newRow(unit) << int(type) << QString::fromLatin1(unit) << flags;
        };
        row("AVX2 FMA", Quantization::Fp32, {QStringLiteral("avx2"), QStringLiteral("fma")});
        row("AVX-512 FMA", Quantization::Fp32, {QStringLiteral("avx512f")});
        row("AVX-512 BF16", Quantization::Bf16, {QStringLiteral("avx512_bf16")});
        row("AVX-512 VNNI", Quantization::Int8, {QStringLiteral("avx512_vnni")});
        row("AVX2 VNNI", Quantization::Int8, {QStringLiteral("avx_vnni")});
    }
    void unitsOfThisProcessor()
    {
        QFETCH(int, type);
        QFETCH(QString, unit);
        QFETCH(QStringList, flags);
        const auto processor = processorInfo();
        const bool can =
            std::all_of(flags.begin(), flags.end(), [&](const auto& flag) { return has(processor, qPrintable(flag)); });
        const auto peaks = registerPeaks(Quantization(type), 1);
        const auto found =
            std::find_if(peaks.begin(), peaks.end(), [&](const auto& peak) { return peak.unit == unit.toStdString(); });
        QCOMPARE(found != peaks.end(), can);
    }

    // No core has more than two units, each of them starts an instruction a cycle, and none runs at 8 GHz; less than a
    // twentieth of an instruction a nanosecond would be a loop that waits for memory or for its own results.
    void plausible_data()
    {
        QTest::addColumn<int>("type");
        QTest::newRow("fp32") << int(Quantization::Fp32);
        QTest::newRow("bf16") << int(Quantization::Bf16);
        QTest::newRow("int8") << int(Quantization::Int8);
    }
    void plausible()
    {
        QFETCH(int, type);
        for (const auto& peak : registerPeaks(Quantization(type), 1)) {
            double perInstruction = 0;
            if (peak.unit == "AVX2 FMA")
                perInstruction = 8 * 2;
            else if (peak.unit == "AVX-512 FMA")
                perInstruction = 16 * 2;
            else if (peak.unit == "AVX-512 BF16" || peak.unit == "AVX2 VNNI")
                perInstruction = 32 * 2;
            else if (peak.unit == "AVX-512 VNNI")
                perInstruction = 64 * 2;
            else if (peak.unit == "AMX BF16")
                perInstruction = 16 * 16 * 32 * 2 / 16.0; // 16 cycles each
            else if (peak.unit == "AMX INT8")
                perInstruction = 16 * 16 * 64 * 2 / 16.0;
            QVERIFY2(perInstruction > 0, peak.unit.c_str());
            const double perNanosecond = peak.opsPerSecond / perInstruction / 1e9;
            QVERIFY2(perNanosecond > 0.05 && perNanosecond < 2 * 8,
                     qPrintable(QStringLiteral("%1: %2").arg(QString::fromStdString(peak.unit)).arg(perNanosecond)));
        }
    }

    // A product cannot beat the registers it runs in. Neighbours make either of them slower, hence the factor.
    void productBelowRegisters_data() { plausible_data(); }
    void productBelowRegisters()
    {
        QFETCH(int, type);
        const double gemm = gemmPeak(Quantization(type), 256, 256, 256);
        QVERIFY(gemm > 1e8);
        double best = 0;
        for (const auto& peak : registerPeaks(Quantization(type), processorInfo().cores))
            best = std::max(best, peak.opsPerSecond);
        if (best > 0)
            QVERIFY2(gemm < 4 * best, qPrintable(QStringLiteral("%1 of %2").arg(gemm).arg(best)));
    }

    void floatsForInt4()
    {
        const auto units = registerPeaks(Quantization::Int4, 1).size();
        QCOMPARE(units, registerPeaks(Quantization::Fp32, 1).size() + registerPeaks(Quantization::Bf16, 1).size());
        QVERIFY(gemmPeak(Quantization::Int4, 64, 64, 64) > 0);
    }
};

QTEST_GUILESS_MAIN(tst_Peak)
#include "tst_peak.moc"
