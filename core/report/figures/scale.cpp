// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/figures/scale.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace rw {

namespace {

std::string label(double value)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), std::abs(value) >= 1e4 ? "%.0f" : "%.4g", value == 0 ? 0 : value);
    return text.data();
}

} // namespace

Scale Scale::linear(double low, double high, double from, double to, int ticks)
{
    if (!(high > low)) {
        const double half = std::max(std::abs(low) * 0.05, 0.01);
        low -= half;
        high += half;
    }
    const double rough = (high - low) / std::max(1, ticks);
    const double power = std::pow(10, std::floor(std::log10(rough)));
    double step = 10 * power;
    for (const double nice : {1.0, 2.0, 2.5, 5.0})
        if (rough <= nice * power * 1.0001) {
            step = nice * power;
            break;
        }
    Scale scale;
    const auto first = std::lround(std::floor(low / step + 1e-9)), last = std::lround(std::ceil(high / step - 1e-9));
    scale.low = double(first) * step;
    scale.high = double(last) * step;
    scale.from = from;
    scale.to = to;
    for (auto i = first; i <= last; ++i)
        scale.ticks.push_back({double(i) * step, label(double(i) * step)});
    return scale;
}

Scale Scale::logarithmic(double low, double high, double from, double to)
{
    Scale scale;
    scale.isLogarithmic = true;
    scale.from = from;
    scale.to = to;
    low = std::max(low, 1e-9);
    high = std::max(high, low);
    std::vector<double> all;
    for (int power = int(std::floor(std::log10(low))); power <= int(std::ceil(std::log10(high))); ++power)
        for (const double digit : {1.0, 2.0, 5.0})
            all.push_back(digit * std::pow(10, power));
    // The ends are ticks, too.
    auto begin = std::upper_bound(all.begin(), all.end(), low * 1.0001);
    begin = begin == all.begin() ? begin : begin - 1;
    auto end = std::lower_bound(all.begin(), all.end(), high * 0.9999);
    end = end == all.end() ? end : end + 1;
    if (end - begin < 2 && end != all.end())
        ++end;
    scale.low = *begin;
    scale.high = *(end - 1);
    const bool isWide = end - begin > 10; // powers of ten only
    for (auto it = begin; it != end; ++it) {
        const double power = std::log10(*it);
        if (!isWide || std::abs(power - std::round(power)) < 1e-6)
            scale.ticks.push_back({*it, label(*it)});
    }
    return scale;
}

Scale Scale::categories(const std::vector<std::string>& labels, double from, double to)
{
    Scale scale;
    scale.low = -0.5;
    scale.high = std::max<double>(double(labels.size()), 1) - 0.5;
    scale.from = from;
    scale.to = to;
    for (std::size_t i = 0; i < labels.size(); ++i)
        scale.ticks.push_back({double(i), labels[i]});
    return scale;
}

double Scale::at(double value) const
{
    const double share = isLogarithmic ? std::log(value / low) / std::log(high / low) : (value - low) / (high - low);
    return from + share * (to - from);
}

} // namespace rw
