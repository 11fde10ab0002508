// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/pathcheck.h"

#include "core/engine/fast/packing.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace rw::engine {

namespace {

using Scores = std::vector<float>;
using Rows = std::vector<std::vector<TokenId>>;

double distance(std::span<const float> a, std::span<const float> b)
{
    if (a.size() != b.size())
        return std::numeric_limits<double>::infinity();
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double apart = std::abs(double(a[i]) - double(b[i]));
        if (!std::isfinite(apart))
            return std::numeric_limits<double>::infinity();
        largest = std::max(largest, apart);
    }
    return largest;
}

/// Looks at one model in many ways. Each way gives all scores in the order of the rows; the first failure stays.
class PathChecker
{
public:
    PathChecker(Model& model, const TrialRows& trial)
        : m_model(model)
        , m_trial(trial)
        , m_columns(std::max<std::size_t>(1, trial.cutoffLayers.size()))
    {
    }

    std::size_t columns() const { return m_columns; }

    Result<Scores> together() { return score(m_trial.rows); }

    Result<Scores> groups()
    {
        Scores all;
        for (const auto& group : m_trial.groups) {
            const auto part = score(
                {m_trial.rows.begin() + std::ptrdiff_t(group.begin), m_trial.rows.begin() + std::ptrdiff_t(group.end)});
            if (!part)
                return part;
            all.insert(all.end(), part->begin(), part->end());
        }
        return all;
    }

    Result<Scores> alone()
    {
        Scores all;
        for (const auto& row : m_trial.rows) {
            const auto part = score({row});
            if (!part)
                return part;
            all.insert(all.end(), part->begin(), part->end());
        }
        return all;
    }

    /// Rows that share no beginning worth sharing, together: of each such row the first.
    Result<Scores> strangers(std::vector<std::size_t>& indices)
    {
        Rows rows;
        for (std::size_t i = 0; i < m_trial.rows.size(); ++i) {
            const auto& row = m_trial.rows[i];
            const bool known = std::any_of(rows.begin(), rows.end(), [&row](const auto& other) {
                const auto common =
                    std::mismatch(row.begin(), row.end(), other.begin(), other.end()).first - row.begin();
                return common >= kLeastShared || (common == std::ssize(row) && row.size() == other.size());
            });
            if (!known) {
                rows.push_back(row);
                indices.push_back(i);
            }
        }
        return score(rows);
    }

    /// The scores of some rows out of those of all.
    Scores some(const Scores& all, const std::vector<std::size_t>& indices) const
    {
        Scores chosen;
        for (const auto i : indices) {
            const auto begin = all.begin() + std::ptrdiff_t(i * m_columns);
            chosen.insert(chosen.end(), begin, begin + std::ptrdiff_t(m_columns));
        }
        return chosen;
    }

    Result<Scores> turnedRound()
    {
        const auto turned = score({m_trial.rows.rbegin(), m_trial.rows.rend()});
        if (!turned)
            return turned;
        Scores all;
        for (auto end = turned->end(); end != turned->begin(); end -= std::ptrdiff_t(m_columns))
            all.insert(all.end(), end - std::ptrdiff_t(m_columns), end);
        return all;
    }

    Result<Scores> layerByLayer()
    {
        Scores all(m_trial.rows.size() * m_columns);
        for (std::size_t layer = 0; layer < m_columns; ++layer) {
            const auto column = m_model.score(m_trial.rows, std::span(m_trial.cutoffLayers).subspan(layer, 1));
            if (!column)
                return column;
            for (std::size_t row = 0; row < m_trial.rows.size(); ++row)
                all[row * m_columns + layer] = (*column)[row];
        }
        return all;
    }

private:
    Result<Scores> score(const Rows& rows) { return m_model.score(rows, m_trial.cutoffLayers); }

    Model& m_model;
    const TrialRows& m_trial;
    std::size_t m_columns;
};

} // namespace

Result<std::vector<float>> scoresOneByOne(Model& model, const TrialRows& trial)
{
    return PathChecker(model, trial).alone();
}

double scoreUnit(std::span<const float> reference)
{
    if (reference.empty())
        return 1;
    const auto [least, most] = std::minmax_element(reference.begin(), reference.end());
    const double spread = double(*most) - double(*least);
    return spread > 1 && std::isfinite(spread) ? spread : 1;
}

double driftBound(Quantization quantization)
{
    switch (quantization) {
    case Quantization::Fp32:
        return 2e-5;
    case Quantization::Bf16:
    case Quantization::Fp16:
        return 0.05;
    case Quantization::Int8:
        return 0.15;
    case Quantization::Int4:
        return 0.5;
    }
    return 0;
}

double neighbourBound(Quantization quantization)
{
    const bool exact = quantization == Quantization::Fp32 || quantization == Quantization::Int8;
    return exact ? kConsistencyBound : 0.05;
}

double sharingBound(Quantization quantization)
{
    return quantization == Quantization::Fp32 ? kConsistencyBound : 0.15;
}

Result<std::vector<PathCheck>> checkPaths(Model& model, const TrialRows& trial, std::span<const float> reference,
                                          Quantization quantization, Backbone backbone, bool fast, int threads)
{
    PathChecker checker(model, trial);
    const double unit = scoreUnit(reference);
    const std::size_t columns = checker.columns();
    const auto together = checker.together();
    if (!together)
        return together.error();
    std::vector<PathCheck> checks;
    const bool exact = fast && quantization == Quantization::Fp32;
    for (const auto& group : trial.groups) {
        const std::size_t begin = group.begin * columns;
        const std::size_t count = (group.end - group.begin) * columns;
        const bool complete = reference.size() >= begin + count && together->size() >= begin + count;
        checks.push_back({group.name, group.end - group.begin,
                          complete
                              ? distance(std::span(*together).subspan(begin, count), reference.subspan(begin, count))
                              : std::numeric_limits<double>::infinity(),
                          driftBound(quantization) * unit, exact});
    }
    if (!fast)
        return checks;

    const double strict = kConsistencyBound * unit;
    const double beside = neighbourBound(quantization) * unit;
    const double shared = backbone == Backbone::XlmRoberta ? beside : sharingBound(quantization) * unit;
    const auto add = [&](const std::string& what, const Scores& scores, const Scores& wanted, double tolerance) {
        checks.push_back({what, scores.size() / columns, distance(scores, wanted), tolerance, true});
    };
    const auto alone = checker.alone();
    if (!alone)
        return alone.error();
    std::vector<std::size_t> indices;
    const auto strangers = checker.strangers(indices);
    if (!strangers)
        return strangers.error();
    add("alone or among strangers", *strangers, checker.some(*alone, indices), beside);
    add("alone or all together", *alone, *together, shared);
    const auto groups = checker.groups();
    if (!groups)
        return groups.error();
    add("each group in a batch of its own", *groups, *together, shared);
    const auto turned = checker.turnedRound();
    if (!turned)
        return turned.error();
    add("in another order", *turned, *together, strict);
    const int others = threads > 1 ? 1 : 2;
    setThreads(others);
    const auto elsewhere = checker.together();
    setThreads(threads);
    if (!elsewhere)
        return elsewhere.error();
    add("on " + std::to_string(others) + (others == 1 ? " thread" : " threads"), *elsewhere, *together, strict);
    if (columns > 1) {
        const auto single = checker.layerByLayer();
        if (!single)
            return single.error();
        add("one cut-off layer at a time", *single, *together, strict);
    }
    return checks;
}

} // namespace rw::engine
