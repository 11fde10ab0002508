// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pretokenizer.h"

#include "core/text/utf8.h"

#include <algorithm>
#include <span>

namespace rw {

namespace {

using Range = PreTokenizer::Words::Range;

void splitAt(const std::string& text, const Range& range, const std::string& separator, std::vector<Range>& result)
{
    std::size_t begin = range.begin;
    while (begin < range.end) {
        std::size_t end = text.find(separator, begin + 1);
        end = std::min(end, range.end);
        if (end < range.end && end + separator.size() > range.end)
            end = range.end;
        result.push_back({begin, end, range.first && begin == range.begin});
        begin = end;
    }
}

void apply(const PreTokenizer::Metaspace& step, PreTokenizer::Words& words)
{
    using Prepend = PreTokenizer::Metaspace::Prepend;
    thread_local std::string text;
    thread_local std::vector<Range> ranges;
    text.clear();
    ranges.clear();
    for (const Range& range : words.ranges) {
        const std::size_t begin = text.size();
        const std::string_view source = std::string_view(words.text).substr(range.begin, range.end - range.begin);
        const bool has = source.front() == ' ' || source.starts_with(step.replacement);
        if (!has && (step.prepend == Prepend::Always || (step.prepend == Prepend::First && range.first)))
            text += step.replacement;
        for (std::size_t done = 0; done < source.size();) {
            const std::size_t blank = std::min(source.find(' ', done), source.size());
            text.append(source, done, blank - done);
            if (blank < source.size())
                text += step.replacement;
            done = blank + 1;
        }
        const Range whole = {begin, text.size(), range.first};
        if (step.split)
            splitAt(text, whole, step.replacement, ranges);
        else
            ranges.push_back(whole);
    }
    words.text.swap(text);
    words.ranges.swap(ranges);
}

void apply(const PreTokenizer::WhitespaceSplit&, PreTokenizer::Words& words)
{
    std::vector<Range> ranges;
    for (const Range& range : words.ranges) {
        std::size_t begin = range.begin;
        const auto close = [&](std::size_t end) {
            if (begin < end)
                ranges.push_back({begin, end, range.first && begin == range.begin});
        };
        for (std::size_t at = range.begin; at < range.end;) {
            const std::size_t length = utf8::length(static_cast<unsigned char>(words.text[at]));
            if (utf8::isWhitespace(utf8::decode(words.text.data() + at))) {
                close(at);
                begin = at + length;
            }
            at += length;
        }
        close(range.end);
    }
    words.ranges.swap(ranges);
}

/// The range cut into matches of the pattern and what lies between.
struct Piece
{
    std::size_t begin;
    std::size_t end;
    bool match;
};

std::vector<Piece> matches(const PreTokenizer::Split& step, const std::string& text, const Range& range)
{
    const std::string needle = step.runs ? step.pattern + step.pattern : step.pattern;
    std::vector<Piece> pieces;
    std::size_t done = range.begin;
    for (;;) {
        const std::size_t found = text.find(needle, done);
        if (found == std::string::npos || found + needle.size() > range.end)
            break;
        std::size_t end = found + needle.size();
        while (step.runs && end + step.pattern.size() <= range.end &&
               text.compare(end, step.pattern.size(), step.pattern) == 0)
            end += step.pattern.size();
        if (done < found)
            pieces.push_back({done, found, step.invert});
        pieces.push_back({found, end, !step.invert});
        done = end;
    }
    if (done < range.end)
        pieces.push_back({done, range.end, step.invert});
    return pieces;
}

void apply(const PreTokenizer::Split& step, PreTokenizer::Words& words)
{
    using Behavior = PreTokenizer::Split::Behavior;
    std::vector<Range> ranges;
    for (const Range& range : words.ranges) {
        std::vector<Piece> pieces = matches(step, words.text, range);
        if (step.behavior == Behavior::MergedWithNext)
            std::reverse(pieces.begin(), pieces.end());
        std::vector<Piece> kept;
        bool previous = false;
        for (const Piece& piece : pieces) {
            const bool joins =
                !kept.empty() &&
                ((step.behavior == Behavior::Contiguous && piece.match == previous) ||
                 ((step.behavior == Behavior::MergedWithPrevious || step.behavior == Behavior::MergedWithNext) &&
                  piece.match && !previous));
            if (joins) {
                kept.back().begin = std::min(kept.back().begin, piece.begin);
                kept.back().end = std::max(kept.back().end, piece.end);
            } else if (step.behavior != Behavior::Removed || !piece.match) {
                kept.push_back(piece);
            }
            previous = piece.match;
        }
        if (step.behavior == Behavior::MergedWithNext)
            std::reverse(kept.begin(), kept.end());
        for (const Piece& piece : kept)
            ranges.push_back({piece.begin, piece.end, range.first && piece.begin == range.begin});
    }
    words.ranges.swap(ranges);
}

} // namespace

void PreTokenizer::add(Step step)
{
    m_steps.push_back(std::move(step));
}

void PreTokenizer::apply(Words& words, bool first) const
{
    words.ranges.clear();
    if (words.text.empty())
        return;
    words.ranges.push_back({0, words.text.size(), first});
    for (const Step& step : m_steps)
        std::visit([&words](const auto& known) { rw::apply(known, words); }, step);
}

} // namespace rw
