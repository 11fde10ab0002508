// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/piecetrie.h"

#include <algorithm>
#include <bit>
#include <cstddef>

namespace rw {

/// Places the children of every node. Only the last few blocks that are not full are searched for room, so building
/// takes time linear in the number of nodes.
class PieceTrie::Builder
{
public:
    explicit Builder(std::vector<Cell>& cells)
        : m_cells(cells)
    {
        addBlock();
        take(kRoot);
    }

    /// A base such that base ^ byte is free for all `bytes`, which are then taken.
    std::uint32_t place(const std::vector<unsigned char>& bytes)
    {
        std::uint32_t base = 0;
        if (!find(bytes, base)) {
            addBlock();
            find(bytes, base);
        }
        for (const unsigned char byte : bytes)
            take(base ^ byte);
        return base;
    }

private:
    static constexpr std::size_t kOpenBlocks = 16;
    static constexpr int kMisses = 64; // after so many a block counts as full

    struct Block
    {
        std::uint32_t number = 0;
        int left = 256;
        int misses = 0;
        std::uint64_t freeBits[4] = {~0ull, ~0ull, ~0ull, ~0ull};

        bool isFree(std::uint32_t cell) const { return (freeBits[(cell & 255) >> 6] >> (cell & 63)) & 1; }
    };

    void addBlock()
    {
        Block block;
        block.number = std::uint32_t(m_cells.size() / 256);
        m_cells.resize(m_cells.size() + 256);
        if (m_open.size() == kOpenBlocks)
            m_open.erase(m_open.begin());
        m_open.push_back(block);
    }

    void take(std::uint32_t cell)
    {
        for (Block& block : m_open) {
            if (block.number == cell / 256) {
                block.freeBits[(cell & 255) >> 6] &= ~(1ull << (cell & 63));
                --block.left;
            }
        }
    }

    bool find(const std::vector<unsigned char>& bytes, std::uint32_t& base)
    {
        std::erase_if(m_open, [](const Block& block) { return block.left == 0 || block.misses > kMisses; });
        for (Block& block : m_open) {
            if (block.left < int(bytes.size()))
                continue;
            for (std::uint32_t word = 0; word < 4; ++word) {
                for (std::uint64_t bits = block.freeBits[word]; bits != 0; bits &= bits - 1) {
                    const std::uint32_t cell = block.number * 256 + word * 64 + std::uint32_t(std::countr_zero(bits));
                    base = cell ^ bytes.front();
                    const auto fits = [&](unsigned char byte) {
                        return block.isFree(base ^ byte);
                    };
                    if (std::all_of(bytes.begin() + 1, bytes.end(), fits))
                        return true;
                }
            }
            ++block.misses;
        }
        return false;
    }

    std::vector<Cell>& m_cells;
    std::vector<Block> m_open;
};

PieceTrie::PieceTrie(std::vector<std::pair<std::string_view, std::int32_t>> pieces)
{
    std::stable_sort(pieces.begin(), pieces.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    struct Range
    {
        Node node;
        std::size_t begin;
        std::size_t end;
        std::size_t depth;
    };
    Builder builder(m_cells);
    std::vector<Range> todo = {{kRoot, 0, pieces.size(), 0}};
    std::vector<unsigned char> bytes;
    std::vector<std::size_t> starts;
    while (!todo.empty()) {
        Range range = todo.back();
        todo.pop_back();
        for (; range.begin < range.end && pieces[range.begin].first.size() == range.depth; ++range.begin) {
            if (range.depth > 0)
                m_cells[range.node].value = pieces[range.begin].second;
        }
        if (range.begin == range.end)
            continue;
        bytes.clear();
        starts.clear();
        for (std::size_t i = range.begin; i < range.end; ++i) {
            const auto byte = static_cast<unsigned char>(pieces[i].first[range.depth]);
            if (bytes.empty() || bytes.back() != byte) {
                bytes.push_back(byte);
                starts.push_back(i);
            }
        }
        starts.push_back(range.end);
        const std::uint32_t base = builder.place(bytes);
        m_cells[range.node].base = base;
        for (std::size_t i = bytes.size(); i-- > 0;) {
            const Node child = base ^ bytes[i];
            m_cells[child].parent = range.node;
            todo.push_back({child, starts[i], starts[i + 1], range.depth + 1});
        }
    }
}

} // namespace rw
