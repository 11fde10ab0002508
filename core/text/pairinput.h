// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/backbone.h"
#include "core/text/tokenizer.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rw {

/// Texts around a pair. `std::nullopt` = FlagEmbedding's own default for the backbone
/// (XLM-RoBERTa: none; decoders: "A: " and "B: " and the default prompt); an empty string = none.
struct Instructions
{
    std::optional<std::string> query;
    std::optional<std::string> passage;
    std::optional<std::string> prompt; // decoders only
    std::string queryFormat = "{}{}";  // instruction, text; the two characters \n mean a newline
    std::string passageFormat = "{}{}";
};

/// FlagEmbedding's text of a query or passage: its format applied to (instruction, text), or the text alone.
std::string queryText(const Instructions& instructions, Backbone backbone, std::string_view text);
std::string passageText(const Instructions& instructions, Backbone backbone, std::string_view text);

struct LengthLimits
{
    int maxLength = 1024;
    int queryMaxLength = 768; // default: floor(3 * maxLength / 4)
    static LengthLimits of(int maxLength) { return {maxLength, 3 * maxLength / 4}; }
};

/// Turns the ids of a query and of a passage into the row that the model sees (FlagEmbedding's rules, section
/// "Model input" of docs/models.md).
///
/// XLM-RoBERTa:  <s> q </s></s> p </s>, joint limit maxLength.
/// Decoders:     [bos] q sep p sep prompt; joint limit of everything up to p: maxLength + |sep| + |prompt|.
/// In both, only the end of the passage is cut. Where the query alone is too long the reference cuts nothing; so do we
/// while the row fits `positions`, beyond that the end of the query is cut (`queryClamped`). A limit above `positions`
/// cuts the passage to fit, and the query only where that is not enough.
class PairAssembler
{
public:
    /// `positions`: most tokens that the model can take (0 = no limit).
    PairAssembler(Backbone backbone, const Tokenizer& tokenizer, const Instructions& instructions, int positions);
    /// The same from stored parts (a token cache): worker processes have no tokenizer.
    struct Parts
    {
        Backbone backbone = Backbone::XlmRoberta;
        TokenId bos = 0;
        bool addBos = true;
        TokenId eos = 2; // XLM-RoBERTa's separator
        std::vector<TokenId> separator;
        std::vector<TokenId> prompt;
        int positions = 0;
    };
    explicit PairAssembler(Parts parts);

    /// How many ids of query and passage are used, and the length of the row.
    struct Layout
    {
        int query = 0;
        int passage = 0;
        int length = 0;
        int separator = 0;         // decoders: ids used of the separator before the passage (a long query may cut it)
        bool overLimit = false;    // longer than the limit because the query alone is too long
        bool queryClamped = false; // the query was cut to fit the position table
        /// Whether the same pair under other limits gives the same row.
        bool sameRow(const Layout& other) const
        {
            return query == other.query && passage == other.passage && separator == other.separator;
        }
    };
    /// `queryIds`, `passageIds`: number of ids before any cut.
    Layout layout(int queryIds, int passageIds, const LengthLimits& limits) const;

    /// The row. Appends to `row`.
    void assemble(std::span<const TokenId> query, std::span<const TokenId> passage, const LengthLimits& limits,
                  std::vector<TokenId>& row) const;

    const Parts& parts() const { return m_parts; }

private:
    Parts m_parts;
};

} // namespace rw
