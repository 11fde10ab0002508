// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/systemoptions.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace rw::cli {

namespace {

QString text(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

QJsonValue json(const std::optional<double>& value)
{
    return value ? QJsonValue(*value) : QJsonValue();
}

QJsonValue json(const std::optional<Interval>& interval)
{
    return interval ? QJsonValue(QJsonArray{interval->low, interval->high}) : QJsonValue();
}

QJsonObject json(const PairedComparison& paired)
{
    static const char* const methods[] = {"enumerated", "convolution", "sampled"};
    QJsonObject randomisation{{u"p"_s, paired.randomisation.p},
                              {u"method"_s, QLatin1String(methods[int(paired.randomisation.method)])}};
    if (paired.randomisation.method == RandomisationTest::Method::Convolution)
        randomisation.insert(u"grid"_s, paired.randomisation.grid);
    if (paired.randomisation.method == RandomisationTest::Method::Sampled)
        randomisation.insert(u"samples"_s, paired.randomisation.samples);
    return {{u"queries"_s, paired.queries},
            {u"few_queries"_s, paired.queries < PairedComparison::fewQueries},
            {u"baseline"_s, paired.meanA},
            {u"value"_s, paired.meanB},
            {u"difference"_s, paired.difference},
            {u"relative_difference"_s, json(paired.relativeDifference)},
            {u"interval"_s, json(paired.interval)},
            {u"t_interval"_s, json(paired.studentInterval)},
            {u"effect_size"_s, json(paired.effectSize)},
            {u"detectable_difference"_s, json(paired.detectable)},
            {u"queries_for_0.01"_s, paired.queriesNeeded ? QJsonValue(qint64(*paired.queriesNeeded)) : QJsonValue()},
            {u"loss_bound"_s, json(paired.lossBound)},
            {u"better"_s, paired.sign.wins},
            {u"same"_s, paired.sign.ties},
            {u"worse"_s, paired.sign.losses},
            {u"p"_s, paired.randomisation.p},
            {u"tests"_s, QJsonObject{{u"randomisation"_s, randomisation},
                                     {u"t"_s, QJsonObject{{u"t"_s, paired.student.t},
                                                          {u"p"_s, paired.student.p},
                                                          {u"constant_shift"_s, paired.student.isConstantShift}}},
                                     {u"wilcoxon"_s, QJsonObject{{u"w"_s, paired.wilcoxon.positiveRanks},
                                                                 {u"p"_s, paired.wilcoxon.p},
                                                                 {u"exact"_s, paired.wilcoxon.isExact}}},
                                     {u"sign"_s, QJsonObject{{u"p"_s, paired.sign.p}}}}}};
}

QJsonObject json(const Agreement::Summary& summary)
{
    return {{u"mean"_s, summary.queries > 0 ? QJsonValue(summary.mean) : QJsonValue()},
            {u"p5"_s, summary.queries > 0 ? QJsonValue(summary.low) : QJsonValue()},
            {u"queries"_s, summary.queries},
            {u"undefined"_s, summary.undefined}};
}

QJsonObject json(const Agreement& agreement, bool full)
{
    QJsonObject object{{u"queries"_s, agreement.queries},
                       {u"kendall_tau_b"_s, json(agreement.tauB)},
                       {u"tau_ap"_s, json(agreement.tauAp)},
                       {u"rbo"_s, json(agreement.rbo)},
                       {u"overlap@1"_s, agreement.overlapAt1},
                       {u"overlap@5"_s, agreement.overlapAt5},
                       {u"overlap@10"_s, agreement.overlapAt10},
                       {u"same_top1"_s, agreement.sameTop1},
                       {u"relevant_left_top10"_s, agreement.relevantLeftTop10},
                       {u"flipped_pairs"_s, agreement.flippedPairs},
                       {u"flipped_to_wrong"_s, agreement.flippedToWrong}};
    if (agreement.drift) {
        object.insert(u"drift"_s, QJsonObject{{u"pairs"_s, qint64(agreement.drift->pairs)},
                                              {u"max"_s, agreement.drift->maxAbs},
                                              {u"mean"_s, agreement.drift->meanAbs},
                                              {u"rmse"_s, agreement.drift->rmse},
                                              {u"p99"_s, agreement.drift->p99Abs},
                                              {u"pearson"_s, json(agreement.drift->pearson)},
                                              {u"spearman"_s, json(agreement.drift->spearman)}});
    } else {
        object.insert(u"drift"_s, QJsonValue());
    }
    QJsonArray queries;
    for (const std::string& query : agreement.worstQueries)
        queries.append(text(query));
    object.insert(u"worst_queries"_s, queries);
    QJsonArray pairs;
    for (const Agreement::Pair& pair : agreement.worst) {
        QJsonObject one{{u"query_id"_s, text(pair.query)},
                        {u"passage_id"_s, text(pair.passage)},
                        {u"baseline"_s, double(pair.baseline)},
                        {u"score"_s, double(pair.score)}};
        if (full) {
            one.insert(u"query"_s, text(pair.queryText));
            one.insert(u"passage"_s, text(pair.passageText));
        }
        pairs.append(one);
    }
    object.insert(u"worst_pairs"_s, pairs);
    return object;
}

QJsonObject json(const SystemResult& system, const std::vector<Measure>& measures)
{
    QJsonObject object{{u"name"_s, text(system.name)},
                       {u"badge"_s, system.badge == Badge::None ? QJsonValue() : text(badgeName(system.badge))},
                       {u"untrained"_s, system.untrained},
                       {u"judged_queries"_s, system.judgedQueries},
                       {u"scored_queries"_s, system.scoredQueries},
                       {u"pairs"_s, qint64(system.pairs)},
                       {u"truncated"_s, qint64(system.truncated)},
                       {u"judged@10"_s, system.judgedAt10},
                       {u"tied@10"_s, system.tiedAt10}};
    object.insert(u"answers"_s, answersJson(system.answers));
    if (system.ref.kind == SystemRef::Kind::Unit)
        object.insert(u"unit"_s, qint64(system.ref.unit));
    if (system.ref.kind == SystemRef::Kind::Run)
        object.insert(u"run_file"_s, text(system.ref.run.string()));
    if (!system.error.empty())
        object.insert(u"error"_s, text(system.error));
    // A mean over some of the queries is no mean.
    if (system.scoredQueries < system.judgedQueries)
        return object;
    QJsonObject values;
    for (std::size_t m = 0; m < measures.size(); ++m) {
        const MeasureValue& value = system.values[m];
        QJsonObject ties{{u"worst"_s, value.ties.worst}, {u"best"_s, value.ties.best}};
        if (value.ties.expected)
            ties.insert(u"expected"_s, *value.ties.expected);
        values.insert(text(measures[m].name), QJsonObject{{u"value"_s, value.value},
                                                          {u"interval"_s, json(value.interval)},
                                                          {u"base"_s, value.base},
                                                          {u"ceiling"_s, value.ceiling},
                                                          {u"ties"_s, ties}});
    }
    object.insert(u"measures"_s, values);
    return object;
}

QJsonObject json(const SystemDifference& difference, const Comparison& comparison, bool full)
{
    QJsonObject object = json(difference.system, comparison.measures);
    QJsonObject differences;
    QJsonObject verdicts;
    for (std::size_t m = 0; m < comparison.measures.size(); ++m) {
        const QString name = text(comparison.measures[m].name);
        verdicts.insert(name, text(sentence(difference.verdicts[m])));
        if (difference.paired.empty())
            continue;
        QJsonObject one = json(difference.paired[m]);
        one.insert(u"corrected_p"_s, difference.adjustedP[m]);
        differences.insert(name, one);
    }
    object.insert(u"differences"_s, differences);
    object.insert(u"verdicts"_s, verdicts);
    object.insert(u"agreement"_s, difference.agreement ? QJsonValue(json(*difference.agreement, full)) : QJsonValue());
    if (!difference.slices.empty()) {
        QJsonArray slices;
        for (const SliceDifference& slice : difference.slices) {
            QJsonObject values;
            for (std::size_t m = 0; m < comparison.measures.size(); ++m) {
                QJsonObject one = json(slice.paired[m]);
                one.insert(u"corrected_p"_s, slice.adjustedP[m]);
                one.insert(u"verdict"_s, text(sentence(slice.verdicts[m])));
                values.insert(text(comparison.measures[m].name), one);
            }
            slices.append(QJsonObject{{u"field"_s, slice.field.empty() ? QJsonValue() : text(slice.field)},
                                      {u"slice"_s, text(slice.slice)},
                                      {u"queries"_s, slice.paired.empty() ? 0 : slice.paired[0].queries},
                                      {u"differences"_s, values}});
        }
        object.insert(u"slices"_s, slices);
    }
    return object;
}

} // namespace

QJsonValue answersJson(const std::optional<AnswerCuts>& answers)
{
    if (!answers)
        return {};
    return QJsonObject{{u"known"_s, qint64(answers->known)},
                       {u"beyond_cut"_s, qint64(answers->beyond)},
                       {u"partly_cut"_s, qint64(answers->partly)}};
}

SystemRef systemRef(const QString& text)
{
    bool isNumber = false;
    const qint64 unit = text.toLongLong(&isNumber);
    if (isNumber)
        return {SystemRef::Kind::Unit, unit, {}};
    if (text == u"first-stage"_s)
        return {SystemRef::Kind::FirstStage, 0, {}};
    return {SystemRef::Kind::Run, 0, text.toStdString()};
}

Result<double> shareOption(const QString& option, const QString& text)
{
    const bool isPercent = text.endsWith(u'%');
    bool isNumber = false;
    const double value = (isPercent ? text.chopped(1) : text).toDouble(&isNumber) / (isPercent ? 100 : 1);
    if (!isNumber || !(value >= 0 && value <= 1))
        return Error{"--" + option.toStdString() + " takes a share such as 1% or 0.01, not \"" + text.toStdString() +
                     "\""};
    return value;
}

QJsonObject comparisonJson(const Comparison& comparison, bool full)
{
    QJsonArray measures;
    for (const Measure& measure : comparison.measures)
        measures.append(text(measure.name));
    QJsonArray systems;
    for (const SystemDifference& difference : comparison.differences)
        systems.append(json(difference, comparison, full));
    QJsonObject object{{u"dataset"_s, text(comparison.dataset.name)},
                       {u"dataset_hash"_s, text(comparison.dataset.contentHash)},
                       {u"measures"_s, measures},
                       {u"correction"_s, QString::fromUtf8(correctionName(comparison.correction).data())},
                       {u"margin"_s, comparison.margin},
                       {u"seed"_s, qint64(comparison.seed)},
                       {u"baseline"_s, json(comparison.baseline, comparison.measures)},
                       {u"systems"_s, systems}};
    if (!comparison.slices.empty()) {
        QJsonArray fields;
        for (const QuerySlices& of : comparison.slices) {
            QJsonArray slices;
            for (const QuerySlices::Slice& slice : of.slices)
                slices.append(QJsonObject{{u"slice"_s, text(slice.name)}, {u"queries"_s, qint64(slice.places.size())}});
            fields.append(QJsonObject{{u"field"_s, of.field.empty() ? QJsonValue() : text(of.field)},
                                      {u"slices"_s, slices},
                                      {u"queries_in_none"_s, of.without}});
        }
        // Of one measure: what its corrected_p of slices are corrected for.
        object.insert(u"slices"_s,
                      QJsonObject{{u"fields"_s, fields}, {u"comparisons"_s, qint64(comparison.sliceComparisons)}});
    }
    if (!comparison.tukey.empty()) {
        QJsonArray names;
        for (const std::string& name : comparison.tukeyNames)
            names.append(text(name));
        QJsonObject p;
        for (std::size_t m = 0; m < comparison.measures.size(); ++m) {
            QJsonArray rows;
            for (const std::vector<double>& row : comparison.tukey[m].p) {
                QJsonArray cells;
                for (const double cell : row)
                    cells.append(cell);
                rows.append(cells);
            }
            p.insert(text(comparison.measures[m].name), rows);
        }
        object.insert(u"all_pairs"_s,
                      QJsonObject{{u"systems"_s, names}, {u"samples"_s, comparison.tukey[0].samples}, {u"p"_s, p}});
    }
    QJsonArray rows;
    for (const auto& row : comparison.measureAgreement) {
        QJsonArray cells;
        for (const auto& cell : row)
            cells.append(json(cell));
        rows.append(cells);
    }
    object.insert(u"measure_agreement"_s, rows);
    return object;
}

} // namespace rw::cli
