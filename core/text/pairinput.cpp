// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pairinput.h"

#include <algorithm>

namespace rw {

namespace {

constexpr std::string_view kDefaultPrompt =
    "Given a query A and a passage B, determine whether the passage contains an answer to the query by providing a "
    "prediction of either 'Yes' or 'No'.";

std::string withNewlines(std::string_view format)
{
    std::string result;
    for (std::size_t i = 0; i < format.size(); ++i) {
        const bool newline = format.substr(i).starts_with("\\n");
        result += newline ? '\n' : format[i];
        i += newline;
    }
    return result;
}

/// Python's str.format with two arguments: {} in turn, {0} and {1} by number, {{ and }} for braces. Other braces stay.
std::string formatted(std::string_view format, std::string_view instruction, std::string_view text)
{
    const std::string_view arguments[] = {instruction, text};
    const std::string source = withNewlines(format);
    std::string_view rest = source;
    std::string result;
    std::size_t next = 0;
    while (!rest.empty()) {
        std::size_t length = 1;
        if (rest.starts_with("{{") || rest.starts_with("}}")) {
            result += rest.front();
            length = 2;
        } else if (rest.starts_with("{}") && next < std::size(arguments)) {
            result += arguments[next++];
            length = 2;
        } else if (rest.starts_with("{0}") || rest.starts_with("{1}")) {
            result += arguments[rest[1] - '0'];
            length = 3;
        } else {
            result += rest.front();
        }
        rest.remove_prefix(length);
    }
    return result;
}

std::string instructed(const std::optional<std::string>& instruction, std::string_view missing, std::string_view format,
                       std::string_view text)
{
    const std::string_view used = instruction ? std::string_view(*instruction) : missing;
    return used.empty() ? std::string(text) : formatted(format, used, text);
}

} // namespace

std::string queryText(const Instructions& instructions, Backbone backbone, std::string_view text)
{
    const std::string_view missing = backbone == Backbone::XlmRoberta ? "" : "A: ";
    return instructed(instructions.query, missing, instructions.queryFormat, text);
}

std::string passageText(const Instructions& instructions, Backbone backbone, std::string_view text)
{
    const std::string_view missing = backbone == Backbone::XlmRoberta ? "" : "B: ";
    return instructed(instructions.passage, missing, instructions.passageFormat, text);
}

PairAssembler::PairAssembler(Backbone backbone, const Tokenizer& tokenizer, const Instructions& instructions,
                             int positions)
{
    const Tokenizer::Info& info = tokenizer.info();
    m_parts.backbone = backbone;
    m_parts.bos = info.bos;
    m_parts.eos = info.eos;
    m_parts.positions = positions;
    if (backbone == Backbone::XlmRoberta)
        return;
    // The layer-wise class puts <s> in front always, the other one only where it is not the padding as well.
    m_parts.addBos = info.bos >= 0 && (backbone == Backbone::MiniCpmLayerwise || info.bos != info.pad);
    m_parts.separator = tokenizer.encode("\n");
    m_parts.prompt = tokenizer.encode(instructions.prompt ? std::string_view(*instructions.prompt) : kDefaultPrompt);
}

PairAssembler::PairAssembler(Parts parts)
    : m_parts(std::move(parts))
{
}

PairAssembler::Layout PairAssembler::layout(int queryIds, int passageIds, const LengthLimits& limits) const
{
    const bool encoder = m_parts.backbone == Backbone::XlmRoberta;
    const int separator = int(m_parts.separator.size());
    const int prompt = int(m_parts.prompt.size());
    const int bos = m_parts.addBos ? 1 : 0;

    Layout layout;
    layout.query = std::clamp(queryIds, 0, std::max(limits.queryMaxLength, 0));
    layout.passage = std::clamp(passageIds, 0, std::max(limits.maxLength, 0));
    layout.separator = separator;

    // The joint limit holds for everything that can be cut and what stands before it. For decoders the library takes
    // the prompt and the separator into the limit although they come on top of what is cut here.
    const int fixed = encoder ? 4 : bos;
    const int limit = encoder ? limits.maxLength : limits.maxLength + separator + prompt;
    const int tail = layout.passage + (encoder ? 0 : separator);
    const int over = fixed + layout.query + tail - limit;
    if (over > 0 && tail > over) {
        // Of a long query the cut may even reach the separator.
        const int cut = std::min(over, layout.passage);
        layout.passage -= cut;
        layout.separator -= over - cut;
    } else if (over > 0) {
        layout.overLimit = true;
    }

    const auto total = [&] {
        return encoder ? 4 + layout.query + layout.passage
                       : bos + layout.query + layout.separator + layout.passage + separator + prompt;
    };
    const int beyond = m_parts.positions > 0 ? total() - m_parts.positions : 0;
    if (beyond > 0) {
        int left = beyond;
        if (!layout.overLimit && layout.passage > left) {
            layout.passage -= left;
            left = 0;
        }
        const int fromQuery = std::min(left, layout.query);
        layout.queryClamped = fromQuery > 0;
        layout.query -= fromQuery;
        layout.passage -= std::min(left - fromQuery, layout.passage);
    }
    layout.length = total();
    return layout;
}

void PairAssembler::assemble(std::span<const TokenId> query, std::span<const TokenId> passage,
                             const LengthLimits& limits, std::vector<TokenId>& row) const
{
    const Layout cut = layout(int(query.size()), int(passage.size()), limits);
    const auto append = [&row](std::span<const TokenId> ids) {
        row.insert(row.end(), ids.begin(), ids.end());
    };
    query = query.first(std::size_t(cut.query));
    passage = passage.first(std::size_t(cut.passage));
    row.reserve(row.size() + std::size_t(cut.length));
    if (m_parts.backbone == Backbone::XlmRoberta) {
        row.push_back(m_parts.bos);
        append(query);
        row.push_back(m_parts.eos);
        row.push_back(m_parts.eos);
        append(passage);
        row.push_back(m_parts.eos);
        return;
    }
    if (m_parts.addBos)
        row.push_back(m_parts.bos);
    append(query);
    append(std::span(m_parts.separator).first(std::size_t(cut.separator)));
    append(passage);
    append(m_parts.separator);
    append(m_parts.prompt);
}

} // namespace rw
