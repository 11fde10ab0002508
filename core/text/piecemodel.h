// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/pieceindex.h"
#include "core/text/tokenizer.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rw {

/// A vocabulary and the rule that cuts a pre-token into its pieces.
class PieceModel
{
public:
    virtual ~PieceModel() = default;
    PieceModel(const PieceModel&) = delete;
    PieceModel& operator=(const PieceModel&) = delete;

    /// Appends the ids of one pre-token (valid UTF-8). Safe from many threads.
    virtual void encode(std::string_view text, std::vector<TokenId>& ids) const = 0;

    int size() const { return int(m_pieces.size()); }
    /// How many pieces the file lists; smaller than size() where ids have gaps.
    int count() const { return m_count; }
    TokenId find(std::string_view piece) const { return m_index.find(piece); }
    /// Empty for an unknown id.
    std::string piece(TokenId id) const { return id < 0 || id >= size() ? std::string() : m_pieces[std::size_t(id)]; }
    TokenId unk() const { return m_unk; }

protected:
    /// A piece and its id; of equal pieces the last one counts.
    PieceModel(std::vector<std::string> pieces, TokenId unk);
    /// BPE files name the id of each piece, two pieces may share one.
    PieceModel(std::vector<std::pair<std::string, TokenId>> pieces, TokenId unk);

    const std::vector<std::string>& allPieces() const { return m_pieces; }
    const std::vector<std::string>& hiddenPieces() const { return m_hidden; }
    /// Ids of <0x00> to <0xFF>, -1 where the vocabulary has none.
    std::array<TokenId, 256> byteIds() const;

private:
    std::vector<std::string> m_pieces;
    std::vector<std::string> m_hidden; // pieces whose id another one took
    int m_count = 0;
    TokenId m_unk = -1;
    PieceIndex m_index;
};

} // namespace rw
