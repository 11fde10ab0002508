// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pieceindex.h"

#include <bit>

namespace rw {

PieceIndex::PieceIndex(std::size_t expected)
    : m_slots(std::bit_ceil(2 * expected + 2))
{
}

void PieceIndex::insert(std::string_view piece, std::int32_t id)
{
    const std::uint64_t hash = hashOf(piece);
    const std::size_t mask = m_slots.size() - 1;
    for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
        Slot& slot = m_slots[i];
        if (slot.id >= 0 && slot.piece != piece)
            continue;
        slot = {piece, std::uint32_t(hash >> 32), id};
        return;
    }
}

std::int32_t PieceIndex::find(std::string_view piece) const
{
    const std::uint64_t hash = hashOf(piece);
    const std::size_t mask = m_slots.size() - 1;
    for (std::size_t i = hash & mask; m_slots[i].id >= 0; i = (i + 1) & mask) {
        if (m_slots[i].tag == std::uint32_t(hash >> 32) && m_slots[i].piece == piece)
            return m_slots[i].id;
    }
    return -1;
}

} // namespace rw
