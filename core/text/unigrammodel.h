// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/piecemodel.h"
#include "core/text/piecetrie.h"

namespace rw {

/// The most probable segmentation (Viterbi). Scores are added in double and a path is replaced only by a strictly
/// better one, as in the Rust library: SentencePiece adds floats, and ties then fall the other way.
class UnigramModel : public PieceModel
{
public:
    /// Precondition: as many scores as pieces, 0 <= unk < number of pieces.
    UnigramModel(std::vector<std::string> pieces, std::vector<double> scores, TokenId unk, bool byteFallback);

    void encode(std::string_view text, std::vector<TokenId>& ids) const override;

private:
    void segment(std::string_view text, std::vector<TokenId>& ids) const;
    void addUnknown(std::string_view text, std::vector<TokenId>& reversed) const;

    std::vector<double> m_scores;
    double m_unkScore = 0;
    bool m_byteFallback = false;
    std::array<TokenId, 256> m_bytes = {};
    PieceTrie m_trie;
    std::uint32_t m_owner = 0;
};

} // namespace rw
