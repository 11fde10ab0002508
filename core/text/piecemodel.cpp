// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/piecemodel.h"

#include <algorithm>
#include <cstdio>

namespace rw {

PieceModel::PieceModel(std::vector<std::string> pieces, TokenId unk)
    : m_pieces(std::move(pieces))
    , m_count(int(m_pieces.size()))
    , m_unk(unk)
    , m_index(m_pieces.size())
{
    for (std::size_t id = 0; id < m_pieces.size(); ++id)
        m_index.insert(m_pieces[id], TokenId(id));
}

PieceModel::PieceModel(std::vector<std::pair<std::string, TokenId>> pieces, TokenId unk)
    : m_count(int(pieces.size()))
    , m_unk(unk)
    , m_index(pieces.size())
{
    TokenId last = -1;
    for (const auto& [piece, id] : pieces)
        last = std::max(last, id);
    m_pieces.resize(std::size_t(last + 1));
    std::vector<bool> taken(m_pieces.size());
    std::vector<TokenId> hiddenIds;
    for (auto& [piece, id] : pieces) {
        if (taken[std::size_t(id)]) {
            m_hidden.push_back(std::move(m_pieces[std::size_t(id)]));
            hiddenIds.push_back(id);
        }
        taken[std::size_t(id)] = true;
        m_pieces[std::size_t(id)] = std::move(piece);
    }
    for (std::size_t i = 0; i < m_hidden.size(); ++i)
        m_index.insert(m_hidden[i], hiddenIds[i]);
    for (std::size_t id = 0; id < m_pieces.size(); ++id) {
        if (taken[id])
            m_index.insert(m_pieces[id], TokenId(id));
    }
}

std::array<TokenId, 256> PieceModel::byteIds() const
{
    std::array<TokenId, 256> ids = {};
    for (unsigned byte = 0; byte < 256; ++byte) {
        char name[8] = {};
        std::snprintf(name, sizeof name, "<0x%02X>", byte);
        ids[byte] = find(name);
    }
    return ids;
}

} // namespace rw
