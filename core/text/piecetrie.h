// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace rw {

/// A trie over bytes as a double array: a child is found with one addition and one comparison.
class PieceTrie
{
public:
    using Node = std::uint32_t;
    static constexpr Node kRoot = 0;

    PieceTrie() = default;
    /// Pieces with values >= 0. Empty pieces are left out; of equal pieces the last one counts.
    explicit PieceTrie(std::vector<std::pair<std::string_view, std::int32_t>> pieces);

    bool empty() const { return m_cells.empty(); }
    /// Moves `node` to its child `byte`; false (and no move) if there is none. Precondition: not empty().
    bool step(Node& node, unsigned char byte) const
    {
        const Node child = m_cells[node].base ^ byte;
        if (m_cells[child].parent != node)
            return false;
        node = child;
        return true;
    }
    /// The value of the piece that ends at `node`; -1 if none does.
    std::int32_t value(Node node) const { return m_cells[node].value; }

private:
    class Builder;
    struct Cell
    {
        std::uint32_t base = 0;
        std::uint32_t parent = UINT32_MAX;
        std::int32_t value = -1;
    };
    std::vector<Cell> m_cells; // whole blocks of 256: base ^ byte never leaves the block of base
};

} // namespace rw
