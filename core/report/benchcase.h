// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

#include <optional>
#include <string>
#include <vector>

namespace rw {

/// How far the scores of a lossy quantization are from those of fp32 on the same pairs.
struct BenchDrift
{
    double largest = 0; // |difference|
    double mean = 0;
    std::optional<double> kendall;        // tau-b of the candidates of a query, mean over queries that have some
    std::optional<double> ndcgDifference; // mean nDCG@10 less that of fp32, where the pairs are judged
};

/// Which pairs belong together: for each pair the list that it is ranked in, and its grade where it is judged.
struct BenchLists
{
    std::vector<int> listOfPair;
    std::vector<int> gradeOfPair; // empty: not judged
};

/// `scores` and `baseline` have one column for each cut-off layer, the last one counts.
BenchDrift driftOf(const std::vector<double>& scores, const std::vector<double>& baseline, const BenchLists& lists);

/// Smallest value that at least `share` of the samples do not exceed (nearest rank).
double percentile(std::vector<double> samples, double share);

/// One measurement: a list of pairs under one quantization on one device.
struct BenchCase
{
    QString device;
    QString quantization;
    QString label; // "512 tokens", or the name of the file
    int length = 0;
    qint64 pairs = 0;
    qint64 tokens = 0;
    qint64 batches = 0;
    double usefulFlop = 0;
    double paddedFlop = 0;
    std::vector<double> seconds; // of the whole list, one a round
    std::vector<double> latency; // seconds of one query with its candidates
    double tokenise = 0;         // shares of the seconds, over all rounds
    double assemble = 0;
    double forward = 0;
    qint64 peakBytes = 0;
    qint64 predictedBytes = 0; // core/model/memory.h
    double registerPeak = 0;   // operations per second; 0: unknown
    QString registerUnit;
    double productPeak = 0;
    std::vector<double> scores;
    std::optional<BenchDrift> drift;
    QJsonArray operators; // of one more round, where a profile was asked for
    double profiledSeconds = 0;

    double medianSeconds() const { return percentile(seconds, 0.5); }
    /// A percentile of the latency; nothing where there are too few samples for it to mean anything.
    std::optional<double> latencyPercentile(double share) const;
    QJsonObject json() const;
};

/// Tables for people.
std::string benchTable(const std::vector<BenchCase>& cases);

} // namespace rw
