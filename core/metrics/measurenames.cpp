// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/measures.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <optional>
#include <set>
#include <span>

namespace rw {

namespace {

using Kind = Measure::Kind;

constexpr std::array<int, 9> manyCutoffs{5, 10, 15, 20, 30, 100, 200, 500, 1000};
constexpr std::array<int, 3> successCutoffs{1, 5, 10};
constexpr std::array<double, 11> recallLevels{0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1};
constexpr std::array<double, 10> multiplesOfR{0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8, 2};

/// What may stand behind a name of trec_eval. The first three make one measure of each number, the others one of all.
enum class Parameter { None, Cutoffs, Shares, Levels, Weights, Gains, Beta, Length };

/// In the order in which trec_eval v9.0.8 prints (its table te_trec_measures).
struct TrecName
{
    std::string_view name;
    Kind kind;
    Parameter parameter = Parameter::None;
    std::span<const int> cutoffs = {};
    std::span<const double> shares = {};
};
constexpr std::array<TrecName, 33> trecNames{{
    {"num_q", Kind::NumQueries},
    {"num_ret", Kind::NumRetrieved},
    {"num_rel", Kind::NumRelevant},
    {"num_rel_ret", Kind::NumRelevantRetrieved},
    {"map", Kind::AveragePrecision},
    {"gm_map", Kind::GeometricMeanAp},
    {"Rprec", Kind::RPrecision},
    {"bpref", Kind::BinaryPreference},
    {"recip_rank", Kind::ReciprocalRank},
    {"iprec_at_recall", Kind::InterpolatedPrecision, Parameter::Shares, {}, recallLevels},
    {"P", Kind::Precision, Parameter::Cutoffs, manyCutoffs},
    {"relstring", Kind::RelevanceString, Parameter::Length},
    {"recall", Kind::Recall, Parameter::Cutoffs, manyCutoffs},
    {"infAP", Kind::InferredAp},
    {"gm_bpref", Kind::GeometricMeanBpref},
    {"Rprec_mult", Kind::RPrecisionMultiple, Parameter::Shares, {}, multiplesOfR},
    {"utility", Kind::Utility, Parameter::Weights},
    {"11pt_avg", Kind::ElevenPoint, Parameter::Levels},
    {"binG", Kind::BinaryG},
    {"G", Kind::G, Parameter::Gains},
    {"ndcg", Kind::Ndcg, Parameter::Gains},
    {"ndcg_rel", Kind::NdcgAtRelevant, Parameter::Gains},
    {"Rndcg", Kind::NdcgAtLevels, Parameter::Gains},
    {"ndcg_cut", Kind::Ndcg, Parameter::Cutoffs, manyCutoffs},
    {"map_cut", Kind::AveragePrecision, Parameter::Cutoffs, manyCutoffs},
    {"relative_P", Kind::RelativePrecision, Parameter::Cutoffs, manyCutoffs},
    {"success", Kind::Success, Parameter::Cutoffs, successCutoffs},
    {"set_P", Kind::SetPrecision},
    {"set_relative_P", Kind::SetRelativePrecision},
    {"set_recall", Kind::SetRecall},
    {"set_map", Kind::SetAp},
    {"set_F", Kind::SetF, Parameter::Beta},
    {"num_nonrel_judged_ret", Kind::NumNonRelevantRetrieved},
}};

struct ModernName
{
    std::string_view name; // lower case: "ndcg@10" is what many people write
    Kind kind;
    bool hasCutoff = true;
    bool needsCutoff = false;
    bool hasLevel = true;
};
constexpr std::array<ModernName, 29> modernNames{{
    {"ndcg", Kind::Ndcg},
    {"ap", Kind::AveragePrecision},
    {"map", Kind::AveragePrecision},
    {"rr", Kind::ReciprocalRank},
    {"mrr", Kind::ReciprocalRank},
    {"p", Kind::Precision, true, true},
    {"precision", Kind::Precision, true, true},
    {"r", Kind::Recall, true, true},
    {"recall", Kind::Recall, true, true},
    {"success", Kind::Success, true, true},
    {"hit", Kind::Success, true, true},
    {"rprec", Kind::RPrecision, false},
    {"judged", Kind::Judged, true, true, false},
    {"err", Kind::ExpectedReciprocalRank, true, false, false},
    {"rbp", Kind::RankBiasedPrecision},
    {"rbpresidual", Kind::RankBiasedResidual, true, false, false},
    {"bpref", Kind::BinaryPreference, false},
    {"infap", Kind::InferredAp, false},
    {"iprec", Kind::InterpolatedPrecision, true, true},
    {"accuracy", Kind::PairAccuracy},
    {"setp", Kind::SetPrecision, false},
    {"setrelp", Kind::SetRelativePrecision, false},
    {"setr", Kind::SetRecall, false},
    {"setap", Kind::SetAp, false},
    {"setf", Kind::SetF, false},
    {"numq", Kind::NumQueries, false, false, false},
    {"numret", Kind::NumRetrieved, false},
    {"numrel", Kind::NumRelevant, false},
    {"numrelret", Kind::NumRelevantRetrieved, false},
}};

template <class T>
std::optional<T> number(std::string_view text)
{
    T value{};
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string lower(std::string_view text)
{
    std::string result(text);
    for (char& c : result) {
        if (c >= 'A' && c <= 'Z')
            c = char(c - 'A' + 'a');
    }
    return result;
}

Error wrong(std::string_view text, const std::string& why)
{
    return Error{"measure \"" + std::string(text) + "\": " + why};
}

Error unknown(std::string_view text)
{
    return Error{"no measure is called \"" + std::string(text) +
                 "\"; expected for example nDCG@10, RR@10, AP, P@5, R@100, "
                 "Success@1, Judged@10, ERR@20, RBP(p=0.8), or trec_eval's ndcg_cut.10, recip_rank, map, P, recall"};
}

/// "a,b(c,d),P.5,10" -> "a", "b(c,d)", "P.5,10": a piece that is only a number, or "grade=gain", belongs to the measure
/// before it.
std::vector<std::string> splitList(std::string_view text)
{
    std::vector<std::string> pieces;
    std::size_t start = 0;
    int depth = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        if (i < text.size()) {
            depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
            if (text[i] != ',' || depth > 0)
                continue;
        }
        const std::string_view piece = trimmed(text.substr(start, i - start));
        const bool isNumber = !piece.empty() && piece.find_first_not_of("0123456789.=+-") == std::string_view::npos;
        if (isNumber && !pieces.empty())
            pieces.back() += "," + std::string(piece);
        else
            pieces.emplace_back(piece);
        start = i + 1;
    }
    return pieces;
}

std::vector<std::string_view> splitNumbers(std::string_view text)
{
    std::vector<std::string_view> parts;
    while (true) {
        const auto comma = text.find(',');
        parts.push_back(trimmed(text.substr(0, comma)));
        if (comma == std::string_view::npos)
            return parts;
        text.remove_prefix(comma + 1);
    }
}

Measure trecMeasure(const TrecName& entry)
{
    Measure measure;
    measure.kind = entry.kind;
    measure.trecOrder = int(&entry - trecNames.data());
    measure.name = entry.name;
    if (entry.kind == Kind::RelevanceString)
        measure.cutoff = 10;
    else if (entry.kind == Kind::Utility)
        measure.levels = {1, -1, 0, 0};
    else if (entry.kind == Kind::ElevenPoint)
        measure.levels.assign(recallLevels.begin(), recallLevels.end());
    return measure;
}

Measure withCutoff(const TrecName& entry, int cutoff)
{
    Measure measure = trecMeasure(entry);
    measure.cutoff = cutoff;
    measure.name += "_" + std::to_string(cutoff);
    return measure;
}

Measure withShare(const TrecName& entry, double share)
{
    Measure measure = trecMeasure(entry);
    measure.share = share;
    std::array<char, 32> digits{};
    std::snprintf(digits.data(), digits.size(), "_%3.2f", share);
    measure.name += digits.data();
    return measure;
}

std::vector<Measure> withDefaults(const TrecName& entry)
{
    std::vector<Measure> measures;
    for (const int cutoff : entry.cutoffs)
        measures.push_back(withCutoff(entry, cutoff));
    for (const double share : entry.shares)
        measures.push_back(withShare(entry, share));
    if (measures.empty())
        measures.push_back(trecMeasure(entry));
    return measures;
}

/// A decimal is cut as trec_eval does it: "23.4" is the cut-off 23.
std::optional<int> cutoffNumber(std::string_view text)
{
    const auto value = number<double>(text);
    if (!value || !(*value >= 1 && *value <= 2000000000))
        return std::nullopt;
    return int(*value);
}

bool isShare(const std::optional<double>& share, double highest)
{
    return share && *share >= 0 && *share <= highest;
}

/// One part of the parameters of a measure that takes them all.
Status addParameter(Measure& measure, Parameter parameter, std::string_view text, std::string_view part)
{
    const auto value = number<double>(parameter == Parameter::Gains ? part.substr(part.find('=') + 1) : part);
    const bool isFinite = value && *value > -1e9 && *value < 1e9;
    if (parameter == Parameter::Gains) {
        const auto equals = part.find('=');
        const auto grade = number<int>(part.substr(0, equals));
        if (equals == std::string_view::npos || !grade || *grade < 0 || !isFinite)
            return wrong(text, "\"" + std::string(part) + "\" is no gain; expected grade=gain as in 2=3.5");
        measure.gains[*grade] = *value;
    } else if (parameter == Parameter::Levels) {
        if (!isShare(value, 1))
            return wrong(text, "\"" + std::string(part) + "\" is no recall level; expected a number from 0 to 1");
        measure.levels.push_back(*value);
    } else if (parameter == Parameter::Length) {
        const auto length = cutoffNumber(part);
        if (!length)
            return wrong(text, "\"" + std::string(part) + "\" is no length; expected a whole number of 1 or more");
        measure.cutoff = *length;
    } else {
        if (!isFinite || (parameter == Parameter::Beta && !(*value > 0)))
            return wrong(text, "\"" + std::string(part) + "\"; expected a number" +
                                   (parameter == Parameter::Beta ? " above 0" : ""));
        measure.beta = *value;
        measure.levels.push_back(*value);
    }
    return ok();
}

/// Nothing where the name is none of trec_eval's.
std::optional<Result<std::vector<Measure>>> parseTrecName(std::string_view text)
{
    // The longest name first: "ndcg_cut_10" begins with "ndcg" too.
    const TrecName* entry = nullptr;
    for (const TrecName& candidate : trecNames) {
        if (!text.starts_with(candidate.name))
            continue;
        const std::string_view rest = text.substr(candidate.name.size());
        const bool fits = rest.empty() || rest[0] == '.' || (rest[0] == '_' && candidate.parameter != Parameter::None);
        if (fits && (!entry || entry->name.size() < candidate.name.size()))
            entry = &candidate;
    }
    if (!entry)
        return std::nullopt;
    if (text.size() == entry->name.size())
        return withDefaults(*entry);
    if (entry->parameter == Parameter::None)
        return wrong(text, std::string(entry->name) + " takes no parameter");

    const std::string_view parameters = text.substr(entry->name.size() + 1);
    const std::vector<std::string_view> parts = splitNumbers(parameters);
    std::vector<Measure> measures;
    if (entry->parameter != Parameter::Cutoffs && entry->parameter != Parameter::Shares) {
        Measure& measure = measures.emplace_back(trecMeasure(*entry));
        measure.levels.clear();
        measure.name += "_" + std::string(parameters);
        for (const std::string_view part : parts) {
            if (Status status = addParameter(measure, entry->parameter, text, part); !status)
                return status.error();
        }
        if (entry->parameter == Parameter::Weights && measure.levels.size() != 4)
            return wrong(text, "utility takes four numbers");
        if (entry->parameter == Parameter::Weights && measure.levels[3] != 0)
            return wrong(text, "the last number must be 0: how many documents were not retrieved is not known");
        return measures;
    }
    for (const std::string_view part : parts) {
        if (entry->parameter == Parameter::Cutoffs) {
            const auto cutoff = cutoffNumber(part);
            if (!cutoff)
                return wrong(text, "\"" + std::string(part) + "\" is no cut-off; expected a whole number of 1 or more");
            measures.push_back(withCutoff(*entry, *cutoff));
        } else {
            const auto share = number<double>(part);
            const bool ofRecall = entry->kind == Kind::InterpolatedPrecision;
            if (!isShare(share, ofRecall ? 1 : 1e6))
                return wrong(text, "\"" + std::string(part) + "\" is no " +
                                       (ofRecall ? "recall level; expected a number from 0 to 1"
                                                 : "multiple of R; expected a number of at least 0"));
            measures.push_back(withShare(*entry, *share));
        }
    }
    return measures;
}

Status applyParameter(Measure& measure, const ModernName& entry, std::string_view text, std::string_view parameter)
{
    const auto equals = parameter.find('=');
    const std::string key = lower(trimmed(parameter.substr(0, equals)));
    std::string_view setting =
        equals == std::string_view::npos ? std::string_view() : trimmed(parameter.substr(equals + 1));
    if (setting.size() >= 2 && (setting.front() == '\'' || setting.front() == '"') && setting.front() == setting.back())
        setting = setting.substr(1, setting.size() - 2);

    if (key == "rel" && entry.hasLevel) {
        const auto level = number<int>(setting);
        if (!level || *level < 1)
            return wrong(text, "rel is a grade of 1 or more");
        measure.relevanceLevel = *level;
        measure.hasOwnLevel = true;
        if (measure.kind == Kind::NumRetrieved) // ir_measures: NumRet(rel=N) counts the relevant ones
            measure.kind = Kind::NumRelevantRetrieved;
        return ok();
    }
    if (key == "dcg" && measure.kind == Kind::Ndcg) {
        if (setting != "log2" && setting != "exp-log2")
            return wrong(text, "dcg is 'log2' (gain = grade) or 'exp-log2' (gain = 2^grade - 1)");
        measure.exponentialGain = setting == "exp-log2";
        return ok();
    }
    if (key == "judged_only") {
        const std::string value = lower(setting);
        if (value != "true" && value != "false")
            return wrong(text, "judged_only is True or False");
        measure.judgedOnly = value == "true";
        return ok();
    }
    if (key == "candidates" && measure.kind == Kind::AveragePrecision && equals == std::string_view::npos) {
        measure.ofCandidates = true;
        return ok();
    }
    if (key == "beta" && measure.kind == Kind::SetF) {
        const auto beta = number<double>(setting);
        if (!beta || !(*beta > 0 && *beta < 1e9))
            return wrong(text, "beta is a number above 0");
        measure.beta = *beta;
        return ok();
    }
    if (key == "p" && (measure.kind == Kind::RankBiasedPrecision || measure.kind == Kind::RankBiasedResidual)) {
        const auto persistence = number<double>(setting);
        if (!persistence || !(*persistence > 0 && *persistence < 1))
            return wrong(text, "p is a number between 0 and 1");
        measure.persistence = *persistence;
        return ok();
    }
    if (key == "gmax" && measure.kind == Kind::ExpectedReciprocalRank) {
        const auto grade = number<int>(setting);
        if (!grade || *grade < 1 || *grade > 1000)
            return wrong(text, "gmax is the highest grade, 1 to 1000");
        measure.maxGrade = *grade;
        return ok();
    }
    return wrong(text, "has no parameter \"" + key + "\"");
}

Result<std::vector<Measure>> parseModernName(std::string_view text)
{
    const auto nameEnd = text.find_first_of("(@");
    const std::string key = lower(trimmed(text.substr(0, nameEnd)));
    const auto entry =
        std::find_if(modernNames.begin(), modernNames.end(), [&](const ModernName& name) { return name.name == key; });
    if (key.empty() || entry == modernNames.end())
        return unknown(text);

    Measure measure;
    measure.kind = entry->kind;
    std::string_view rest = nameEnd == std::string_view::npos ? std::string_view() : text.substr(nameEnd);
    if (rest.starts_with('(')) {
        const auto close = rest.find(')');
        if (close == std::string_view::npos)
            return wrong(text, "the bracket is not closed");
        std::string_view inside = trimmed(rest.substr(1, close - 1));
        rest = trimmed(rest.substr(close + 1));
        while (!inside.empty()) {
            const auto comma = inside.find(',');
            if (Status status = applyParameter(measure, *entry, text, inside.substr(0, comma)); !status)
                return status.error();
            inside = comma == std::string_view::npos ? std::string_view() : inside.substr(comma + 1);
        }
    }

    std::string stem(trimmed(text.substr(0, text.find('@'))));
    if (rest.empty()) {
        if (entry->needsCutoff)
            return wrong(text, "needs a cut-off; expected for example " + stem + "@10");
        measure.name = stem;
        return std::vector<Measure>{measure};
    }
    if (!rest.starts_with('@'))
        return unknown(text);
    if (!entry->hasCutoff)
        return wrong(text, "takes no cut-off");

    std::vector<Measure> measures;
    for (const std::string_view part : splitNumbers(rest.substr(1))) {
        Measure& one = measures.emplace_back(measure);
        one.name = stem + "@" + std::string(part);
        if (measure.kind == Kind::InterpolatedPrecision) {
            const auto level = number<double>(part);
            if (!level || !(*level >= 0 && *level <= 1))
                return wrong(text, "\"" + std::string(part) + "\" is no recall level; expected a number from 0 to 1");
            one.share = *level;
            continue;
        }
        const auto cutoff = number<int>(part);
        if (!cutoff || *cutoff < 1)
            return wrong(text, "\"" + std::string(part) + "\" is no cut-off; expected a whole number of 1 or more");
        one.cutoff = *cutoff;
    }
    return measures;
}

std::vector<Measure> named(std::initializer_list<std::string_view> names)
{
    std::vector<Measure> measures;
    for (const std::string_view name : names) {
        for (const TrecName& entry : trecNames) {
            if (entry.name == name) {
                const std::vector<Measure> more = withDefaults(entry);
                measures.insert(measures.end(), more.begin(), more.end());
            }
        }
    }
    return measures;
}

} // namespace

Result<std::vector<Measure>> parseMeasure(std::string_view text)
{
    std::vector<Measure> measures;
    for (const std::string& piece : splitList(text)) {
        std::vector<Measure> more;
        if (piece == "official") {
            more = named({"num_q", "num_ret", "num_rel", "num_rel_ret", "map", "gm_map", "Rprec", "bpref", "recip_rank",
                          "iprec_at_recall", "P"});
        } else if (piece == "set") {
            more = named({"num_q", "num_ret", "num_rel", "num_rel_ret", "utility", "set_P", "set_relative_P",
                          "set_recall", "set_map", "set_F"});
        } else if (piece == "all_trec") {
            for (const TrecName& entry : trecNames) {
                const std::vector<Measure> one = withDefaults(entry);
                more.insert(more.end(), one.begin(), one.end());
            }
        } else {
            auto trec = parseTrecName(piece);
            Result<std::vector<Measure>> parsed = trec ? std::move(*trec) : parseModernName(piece);
            if (!parsed)
                return parsed.error();
            more = std::move(*parsed);
        }
        measures.insert(measures.end(), more.begin(), more.end());
    }
    return measures;
}

std::vector<Measure> defaultMeasures()
{
    return named({"num_q", "num_ret", "num_rel", "num_rel_ret", "map", "gm_map", "Rprec", "bpref", "recip_rank",
                  "iprec_at_recall", "P", "recall", "ndcg", "ndcg_cut", "success"});
}

void arrangeLikeTrecEval(std::vector<Measure>& measures)
{
    std::stable_sort(measures.begin(), measures.end(), [](const Measure& a, const Measure& b) {
        if ((a.trecOrder < 0) != (b.trecOrder < 0))
            return b.trecOrder < 0;
        if (a.trecOrder < 0)
            return false;
        if (a.trecOrder != b.trecOrder)
            return a.trecOrder < b.trecOrder;
        if (a.kind == Kind::RelevanceString)
            return false;
        return a.cutoff != b.cutoff ? a.cutoff < b.cutoff : a.share < b.share;
    });
    // There is one relstring; the one that was asked for with its length replaces that of all_trec.
    const auto isText = [](const Measure& measure) {
        return measure.kind == Kind::RelevanceString;
    };
    if (const auto last = std::find_if(measures.rbegin(), measures.rend(), isText); last != measures.rend()) {
        const std::string name = last->name;
        std::erase_if(measures, [&](const Measure& measure) { return isText(measure) && measure.name != name; });
    }
    std::set<std::string> seen;
    std::erase_if(measures, [&](const Measure& measure) { return !seen.insert(measure.name).second; });
}

void setRelevanceLevel(std::vector<Measure>& measures, int level)
{
    for (Measure& measure : measures) {
        if (!measure.hasOwnLevel)
            measure.relevanceLevel = level;
    }
}

} // namespace rw
