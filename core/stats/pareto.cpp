// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/pareto.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace rw {

std::vector<bool> paretoFront(const std::vector<double>& cost, const std::vector<double>& value)
{
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < cost.size(); ++i) {
        if (!std::isnan(cost[i]) && !std::isnan(value[i]))
            order.push_back(i);
    }
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return cost[a] != cost[b] ? cost[a] < cost[b] : value[a] > value[b];
    });
    std::vector<bool> front(cost.size(), false);
    double best = -std::numeric_limits<double>::infinity();
    double bestCost = 0;
    for (const std::size_t i : order) {
        // Cheaper ones came before: this one needs a higher value, or to be the same point as the best of them.
        front[i] = value[i] > best || (value[i] == best && cost[i] == bestCost);
        if (value[i] > best) {
            best = value[i];
            bestCost = cost[i];
        }
    }
    return front;
}

} // namespace rw
