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

enum class Parameter { None, Cutoffs, RecallLevels };

/// In the order in which trec_eval v9.0.8 prints (its table te_trec_measures).
struct TrecName
{
    std::string_view name;
    Kind kind;
    Parameter parameter = Parameter::None;
    std::span<const int> cutoffs = {};
};
constexpr std::array<TrecName, 16> trecNames{{
    {"num_q", Kind::NumQueries},
    {"num_ret", Kind::NumRetrieved},
    {"num_rel", Kind::NumRelevant},
    {"num_rel_ret", Kind::NumRelevantRetrieved},
    {"map", Kind::AveragePrecision},
    {"gm_map", Kind::GeometricMeanAp},
    {"Rprec", Kind::RPrecision},
    {"bpref", Kind::BinaryPreference},
    {"recip_rank", Kind::ReciprocalRank},
    {"iprec_at_recall", Kind::InterpolatedPrecision, Parameter::RecallLevels},
    {"P", Kind::Precision, Parameter::Cutoffs, manyCutoffs},
    {"recall", Kind::Recall, Parameter::Cutoffs, manyCutoffs},
    {"ndcg", Kind::Ndcg},
    {"ndcg_cut", Kind::Ndcg, Parameter::Cutoffs, manyCutoffs},
    {"map_cut", Kind::AveragePrecision, Parameter::Cutoffs, manyCutoffs},
    {"success", Kind::Success, Parameter::Cutoffs, successCutoffs},
}};

struct ModernName
{
    std::string_view name; // lower case: "ndcg@10" is what many people write
    Kind kind;
    bool hasCutoff = true;
    bool needsCutoff = false;
    bool hasLevel = true;
};
constexpr std::array<ModernName, 20> modernNames{{
    {"ndcg", Kind::Ndcg, true, false, false},
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
    {"bpref", Kind::BinaryPreference, false},
    {"iprec", Kind::InterpolatedPrecision, true, true},
    {"numq", Kind::NumQueries, false, false, false},
    {"numret", Kind::NumRetrieved, false},
    {"numrel", Kind::NumRelevant, false},
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

/// "a,b(c,d),P.5,10" -> "a", "b(c,d)", "P.5,10": a piece that is only a number belongs to the measure before it.
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
        const bool isNumber = !piece.empty() && piece.find_first_not_of("0123456789.") == std::string_view::npos;
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

Measure trecMeasure(const TrecName& entry, int cutoff, double recallLevel)
{
    Measure measure;
    measure.kind = entry.kind;
    measure.trecOrder = int(&entry - trecNames.data());
    measure.name = entry.name;
    if (entry.parameter == Parameter::Cutoffs) {
        measure.cutoff = cutoff;
        measure.name += "_" + std::to_string(cutoff);
    } else if (entry.parameter == Parameter::RecallLevels) {
        measure.recallLevel = recallLevel;
        std::array<char, 16> digits{};
        std::snprintf(digits.data(), digits.size(), "_%3.2f", recallLevel);
        measure.name += digits.data();
    }
    return measure;
}

std::vector<Measure> withDefaults(const TrecName& entry)
{
    std::vector<Measure> measures;
    if (entry.parameter == Parameter::None)
        measures.push_back(trecMeasure(entry, 0, 0));
    for (const int cutoff : entry.cutoffs)
        measures.push_back(trecMeasure(entry, cutoff, 0));
    if (entry.parameter == Parameter::RecallLevels) {
        for (int tenth = 0; tenth <= 10; ++tenth)
            measures.push_back(trecMeasure(entry, 0, tenth / 10.0));
    }
    return measures;
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

    std::vector<Measure> measures;
    for (const std::string_view part : splitNumbers(text.substr(entry->name.size() + 1))) {
        if (entry->parameter == Parameter::Cutoffs) {
            const auto cutoff = number<int>(part);
            if (!cutoff || *cutoff < 1)
                return wrong(text, "\"" + std::string(part) + "\" is no cut-off; expected a whole number of 1 or more");
            measures.push_back(trecMeasure(*entry, *cutoff, 0));
        } else {
            const auto level = number<double>(part);
            if (!level || !(*level >= 0 && *level <= 1))
                return wrong(text, "\"" + std::string(part) + "\" is no recall level; expected a number from 0 to 1");
            measures.push_back(trecMeasure(*entry, 0, *level));
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
    if (key == "p" && measure.kind == Kind::RankBiasedPrecision) {
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
            one.recallLevel = *level;
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
        return a.cutoff != b.cutoff ? a.cutoff < b.cutoff : a.recallLevel < b.recallLevel;
    });
    std::set<std::string> seen;
    std::erase_if(measures, [&](const Measure& measure) { return !seen.insert(measure.name).second; });
}

} // namespace rw
