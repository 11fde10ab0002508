// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/fast/packing.h"

#include <algorithm>
#include <numeric>

namespace rw::engine {

namespace {

class Packer
{
public:
    Packer(std::span<const std::vector<TokenId>> rows, bool sharePrefixes)
        : m_rows(rows)
        , m_share(sharePrefixes)
        , m_order(rows.size())
    {
        std::iota(m_order.begin(), m_order.end(), 0);
        std::sort(m_order.begin(), m_order.end(), [&](int a, int b) { return row(a) < row(b); });
        m_packing.rowSegment.resize(rows.size());
        // The rows in order of their ids are a tree read from left to right: what row i has in common with the one
        // before is where it branches off.
        m_common.resize(rows.size());
        for (std::size_t i = 1; i < m_order.size(); ++i)
            m_common[i] = common(row(m_order[i - 1]), row(m_order[i]));
    }

    Packing pack()
    {
        branch(0, m_order.size(), 0, -1);
        return std::move(m_packing);
    }

private:
    const std::vector<TokenId>& row(int index) const { return m_rows[std::size_t(index)]; }

    static int common(const std::vector<TokenId>& a, const std::vector<TokenId>& b)
    {
        return int(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
    }

    bool same(std::size_t i) const
    {
        return row(m_order[i]).size() == row(m_order[i - 1]).size() && m_common[i] == int(row(m_order[i]).size());
    }

    // Rows [begin, end) agree up to `depth`, which `parent` covers.
    void branch(std::size_t begin, std::size_t end, int depth, int parent)
    {
        while (begin < end) {
            std::size_t next = begin + 1;
            int shared = int(row(m_order[begin]).size());
            while (next < end && (same(next) || (m_share && m_common[next] >= depth + kLeastShared))) {
                shared = std::min(shared, m_common[next]);
                ++next;
            }
            // Keys and values are multiplied in pairs: a pair that two segments share would be added in another order.
            if (int(row(m_order[next - 1]).size()) > shared)
                shared -= shared % 2;
            const int segment = add(row(m_order[begin]), depth, shared, parent);
            while (begin < next && int(row(m_order[begin]).size()) == shared)
                m_packing.rowSegment[std::size_t(m_order[begin++])] = segment;
            branch(begin, next, shared, segment);
            begin = next;
        }
    }

    int add(const std::vector<TokenId>& ids, int from, int to, int parent)
    {
        const int begin = int(m_packing.ids.size());
        m_packing.ids.insert(m_packing.ids.end(), ids.begin() + from, ids.begin() + to);
        m_packing.segments.push_back({begin, to - from, from, parent});
        return int(m_packing.segments.size()) - 1;
    }

    std::span<const std::vector<TokenId>> m_rows;
    bool m_share;
    std::vector<int> m_order;
    std::vector<int> m_common; // of row i of the order with row i - 1
    Packing m_packing;
};

} // namespace

Packing pack(std::span<const std::vector<TokenId>> rows, bool sharePrefixes)
{
    return Packer(rows, sharePrefixes).pack();
}

} // namespace rw::engine
