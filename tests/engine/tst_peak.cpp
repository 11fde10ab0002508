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
    void unitsOfThisProcessor()
    {
        const auto processor = processorInfo();
        const auto peaks = registerPeaks(1);
        const auto measured = [&](const char* unit) {
            return std::any_of(peaks.begin(), peaks.end(), [&](const auto& peak) { return peak.unit == unit; });
        };
        QCOMPARE(measured("AVX2 FMA"), has(processor, "avx2") && has(processor, "fma"));
        QCOMPARE(measured("AVX-512 FMA"), has(processor, "avx512f"));
        QCOMPARE(measured("AVX-512 BF16"), has(processor, "avx512_bf16"));
        QCOMPARE(measured("AVX-512 VNNI"), has(processor, "avx512_vnni"));
        QVERIFY(!measured("AMX INT8") || has(processor, "amx_int8"));
    }

    // No core has more than two units, each of them starts an instruction a cycle, and none runs at 8 GHz; less than a
    // twentieth of that at 1 GHz would be a loop that waits for memory or for its own results.
    void plausible()
    {
        for (const auto& peak : registerPeaks(1)) {
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

    void fastestOfAType()
    {
        const std::vector<RegisterPeak> peaks = {{Quantization::Fp32, "a", 1},
                                                 {Quantization::Fp32, "b", 3},
                                                 {Quantization::Fp32, "c", 2},
                                                 {Quantization::Int8, "d", 9}};
        QCOMPARE(fastest(peaks, Quantization::Fp32).unit, std::string("b"));
        QCOMPARE(fastest(peaks, Quantization::Bf16).opsPerSecond, 0.0);
    }

    // A product cannot beat the registers it runs in. Neighbours make either of them slower, hence the factor.
    void productBelowRegisters()
    {
        const auto peaks = registerPeaks(processorInfo().cores);
        for (const auto type : {Quantization::Fp32, Quantization::Bf16, Quantization::Int8}) {
            const double gemm = gemmPeak(type, 256, 256, 256);
            QVERIFY2(gemm > 1e8, toString(type).data());
            const auto peak = fastest(peaks, type);
            if (peak.opsPerSecond > 0)
                QVERIFY2(gemm < 4 * peak.opsPerSecond, toString(type).data());
        }
        QCOMPARE(gemmPeak(Quantization::Int4, 64, 64, 64), 0.0);
    }
};

QTEST_GUILESS_MAIN(tst_Peak)
#include "tst_peak.moc"
