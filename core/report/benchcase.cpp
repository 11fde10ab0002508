// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/benchcase.h"

#include "core/metrics/evaluation.h"
#include "core/stats/agreement.h"

#include <QLocale>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

using namespace Qt::StringLiterals;

namespace rw {

namespace {

double mean(const std::vector<double>& values)
{
    return values.empty() ? 0 : std::accumulate(values.begin(), values.end(), 0.0) / double(values.size());
}

/// A column of cells, the head first.
using Column = std::vector<QString>;

QString fixed(double value, int digits)
{
    return QLocale(QLocale::English).toString(value, 'f', digits);
}

QString three(double value) // significant digits
{
    return fixed(value, value >= 100 ? 0 : value >= 10 ? 1 : 2);
}

QString percent(double share)
{
    return fixed(100 * share, 1) + u" %"_s;
}

QString dash(const std::optional<double>& value, int digits)
{
    return value ? fixed(*value, digits) : u"-"_s;
}

std::string aligned(const std::vector<Column>& columns, int leftAligned)
{
    QString text;
    for (qsizetype row = 0; row < qsizetype(columns.front().size()); ++row) {
        QString line;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            qsizetype width = 0;
            for (const auto& cell : columns[i])
                width = std::max(width, cell.size());
            const auto& cell = columns[i][std::size_t(row)];
            line += (i > 0 ? u"  "_s : QString()) +
                    (int(i) < leftAligned ? cell.leftJustified(width) : cell.rightJustified(width));
        }
        while (line.endsWith(u' '))
            line.chop(1);
        text += line + u'\n';
    }
    return text.toStdString();
}

} // namespace

BenchDrift driftOf(const std::vector<double>& scores, const std::vector<double>& baseline, const BenchLists& lists)
{
    BenchDrift drift;
    const auto all = scoreDrift(scores, baseline);
    drift.largest = all.maxAbs;
    drift.mean = all.meanAbs;
    const std::size_t pairs = lists.listOfPair.size();
    const std::size_t columns = pairs == 0 ? 1 : scores.size() / pairs;
    std::map<int, std::vector<std::size_t>> members;
    for (std::size_t i = 0; i < pairs; ++i)
        members[lists.listOfPair[i]].push_back(i);

    const auto ndcg = parseMeasure("nDCG@10");
    std::vector<double> taus;
    std::vector<double> differences;
    for (const auto& [list, indices] : members) {
        std::vector<double> ours;
        std::vector<double> theirs;
        Qrels::Documents judgments;
        std::vector<ScoredDocument> ourRanking;
        std::vector<ScoredDocument> theirRanking;
        for (const auto i : indices) {
            ours.push_back(scores[i * columns + columns - 1]);
            theirs.push_back(baseline[i * columns + columns - 1]);
            const auto name = std::to_string(i);
            ourRanking.push_back({name, float(ours.back())});
            theirRanking.push_back({name, float(theirs.back())});
            if (!lists.gradeOfPair.empty())
                judgments[name] = lists.gradeOfPair[i];
        }
        if (const auto tau = pairOrders(ours, theirs).tauB())
            taus.push_back(*tau);
        if (!judgments.empty()) {
            differences.push_back(evaluateQuery(*ndcg, judgments, ourRanking).front() -
                                  evaluateQuery(*ndcg, judgments, theirRanking).front());
        }
    }
    if (!taus.empty())
        drift.kendall = mean(taus);
    if (!differences.empty())
        drift.ndcgDifference = mean(differences);
    return drift;
}

double percentile(std::vector<double> samples, double share)
{
    if (samples.empty())
        return 0;
    std::sort(samples.begin(), samples.end());
    const auto rank = std::size_t(std::ceil(share * double(samples.size())));
    return samples[std::clamp<std::size_t>(rank, 1, samples.size()) - 1];
}

std::optional<double> BenchCase::latencyPercentile(double share) const
{
    // Ten samples beyond the percentile, or it is an anecdote: p50 from 20, p95 from 200, p99 from 1000 on. The median
    // of fewer is still the best guess of the middle.
    if (latency.empty() || (share > 0.5 && double(latency.size()) * (1 - share) < 10 - 1e-9))
        return std::nullopt;
    return percentile(latency, share);
}

QJsonObject BenchCase::json() const
{
    const double median = medianSeconds();
    const double total = std::accumulate(seconds.begin(), seconds.end(), 0.0);
    const auto orNull = [](const std::optional<double>& value) {
        return value ? QJsonValue(*value) : QJsonValue();
    };
    const auto milliseconds = [&](double share) {
        const auto value = latencyPercentile(share);
        return value ? QJsonValue(1000 * *value) : QJsonValue();
    };
    QJsonObject object{
        {u"device"_s, device},
        {u"quantization"_s, quantization},
        {u"case"_s, label},
        {u"pairs"_s, pairs},
        {u"tokens"_s, tokens},
        {u"batches"_s, batches},
        {u"rounds"_s, qint64(seconds.size())},
        {u"seconds"_s,
         QJsonObject{{u"median"_s, median}, {u"min"_s, percentile(seconds, 0)}, {u"max"_s, percentile(seconds, 1)}}},
        {u"pairs_per_second"_s, double(pairs) / median},
        {u"tokens_per_second"_s, double(tokens) / median},
        {u"useful_flops"_s, usefulFlop / median},
        {u"share_of_register_peak"_s, registerPeak > 0 ? QJsonValue(usefulFlop / median / registerPeak) : QJsonValue()},
        {u"register_peak"_s, registerPeak > 0 ? QJsonValue(registerPeak) : QJsonValue()},
        {u"register_unit"_s, registerUnit.isEmpty() ? QJsonValue() : QJsonValue(registerUnit)},
        {u"share_of_gemm_peak"_s, productPeak > 0 ? QJsonValue(usefulFlop / median / productPeak) : QJsonValue()},
        {u"gemm_peak"_s, productPeak > 0 ? QJsonValue(productPeak) : QJsonValue()},
        {u"reference_equivalent_flops"_s, paddedFlop / median},
        {u"time_shares"_s, QJsonObject{{u"tokenize"_s, tokenise / total},
                                       {u"assemble"_s, assemble / total},
                                       {u"forward"_s, forward / total},
                                       {u"other"_s, 1 - (tokenise + assemble + forward) / total}}},
        {u"latency_ms"_s, QJsonObject{{u"samples"_s, qint64(latency.size())},
                                      {u"p50"_s, milliseconds(0.5)},
                                      {u"p95"_s, milliseconds(0.95)},
                                      {u"p99"_s, milliseconds(0.99)}}},
        {u"peak_bytes"_s, peakBytes},
        {u"predicted_peak_bytes"_s, predictedBytes},
    };
    if (drift) {
        object.insert(u"drift"_s, QJsonObject{{u"largest"_s, drift->largest},
                                              {u"mean"_s, drift->mean},
                                              {u"kendall_tau"_s, orNull(drift->kendall)},
                                              {u"ndcg_at_10_difference"_s, orNull(drift->ndcgDifference)}});
    }
    if (!operators.isEmpty())
        object.insert(u"operators"_s, operators);
    return object;
}

namespace {

// "1.43 GiB (+3 %)": the prediction, and how far it is from what was measured.
QString predicted(const BenchCase& one)
{
    if (one.predictedBytes <= 0 || one.peakBytes <= 0)
        return u"-"_s;
    const double off = 100 * (double(one.predictedBytes) / double(one.peakBytes) - 1);
    return QLocale(QLocale::English).formattedDataSize(one.predictedBytes) + QString::asprintf(" (%+.0f %%)", off);
}

} // namespace

std::string benchTable(const std::vector<BenchCase>& cases)
{
    const bool severalDevices =
        std::any_of(cases.begin(), cases.end(), [&](const auto& one) { return one.device != cases.front().device; });
    const auto names = [&] {
        Column where{u"device"_s};
        Column what{u"case"_s};
        Column type{u"type"_s};
        for (const auto& one : cases) {
            where.push_back(one.device);
            what.push_back(one.label);
            type.push_back(one.quantization);
        }
        std::vector<Column> columns{what, type};
        if (severalDevices)
            columns.insert(columns.begin(), where);
        return columns;
    };
    const int left = severalDevices ? 3 : 2;

    auto speed = names();
    std::vector<Column> more{{u"pairs/s"_s},     {u"tokens/s"_s},    {u"GFLOP/s"_s},  {u"of registers"_s},
                             {u"of products"_s}, {u"p50 ms"_s},      {u"p95 ms"_s},   {u"p99 ms"_s},
                             {u"samples"_s},     {u"peak memory"_s}, {u"predicted"_s}};
    for (const auto& one : cases) {
        const double median = one.medianSeconds();
        const double flops = one.usefulFlop / median;
        const auto milliseconds = [&](double share) {
            const auto value = one.latencyPercentile(share);
            return value ? fixed(1000 * *value, 1) : u"-"_s;
        };
        const QStringList cells{three(double(one.pairs) / median),
                                three(double(one.tokens) / median),
                                three(flops / 1e9),
                                one.registerPeak > 0 ? percent(flops / one.registerPeak) : u"-"_s,
                                one.productPeak > 0 ? percent(flops / one.productPeak) : u"-"_s,
                                milliseconds(0.5),
                                milliseconds(0.95),
                                milliseconds(0.99),
                                QString::number(one.latency.size()),
                                QLocale(QLocale::English).formattedDataSize(one.peakBytes),
                                predicted(one)};
        for (std::size_t i = 0; i < more.size(); ++i)
            more[i].push_back(cells[qsizetype(i)]);
    }
    speed.insert(speed.end(), more.begin(), more.end());
    std::string text = aligned(speed, left);

    auto time = names();
    more = {{u"tokenise"_s}, {u"assemble"_s}, {u"forward"_s}, {u"other"_s}};
    for (const auto& one : cases) {
        const double total = std::accumulate(one.seconds.begin(), one.seconds.end(), 0.0);
        const double known = one.tokenise + one.assemble + one.forward;
        more[0].push_back(percent(one.tokenise / total));
        more[1].push_back(percent(one.assemble / total));
        more[2].push_back(percent(one.forward / total));
        more[3].push_back(percent(1 - known / total));
    }
    time.insert(time.end(), more.begin(), more.end());
    text += "\nWhere the time goes\n" + aligned(time, left);

    std::vector<BenchCase> lossy;
    std::copy_if(cases.begin(), cases.end(), std::back_inserter(lossy), [](const auto& one) { return one.drift; });
    if (!lossy.empty()) {
        Column what{u"case"_s};
        Column type{u"type"_s};
        more = {{u"largest"_s}, {u"mean"_s}, {u"Kendall tau"_s}, {u"nDCG@10 less fp32's"_s}};
        for (const auto& one : lossy) {
            what.push_back(one.label);
            type.push_back(one.quantization);
            more[0].push_back(fixed(one.drift->largest, 5));
            more[1].push_back(fixed(one.drift->mean, 5));
            more[2].push_back(dash(one.drift->kendall, 4));
            more[3].push_back(dash(one.drift->ndcgDifference, 4));
        }
        std::vector<Column> columns{what, type};
        columns.insert(columns.end(), more.begin(), more.end());
        text += "\nScores against fp32\n" + aligned(columns, 2);
    }
    for (const auto& one : cases) {
        if (one.operators.isEmpty())
            continue;
        Column name{u"operator"_s};
        Column share{u"share"_s};
        Column calls{u"calls"_s};
        constexpr qsizetype kShown = 12;
        for (qsizetype i = 0; i < std::min(kShown, one.operators.size()); ++i) {
            const auto entry = one.operators[i].toObject();
            name.push_back(entry[u"name"].toString());
            share.push_back(percent(entry[u"seconds"].toDouble() / one.profiledSeconds));
            calls.push_back(QString::number(entry[u"calls"].toInteger()));
        }
        text += "\nOperators: " + one.label.toStdString() + ", " + one.quantization.toStdString() + "\n" +
                aligned({name, share, calls}, 1);
    }
    return text;
}

} // namespace rw
