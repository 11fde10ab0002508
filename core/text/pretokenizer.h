// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace rw {

/// Cuts a normalised stretch of text into pre-tokens, which the model then treats one by one.
class PreTokenizer
{
public:
    struct Metaspace
    {
        std::string replacement = "\xE2\x96\x81"; // ▁
        enum class Prepend { Always, First, Never } prepend = Prepend::Always;
        bool split = true;
    };
    struct WhitespaceSplit
    {
    };
    struct Split
    {
        std::string pattern; // literal, not empty
        bool runs = false;   // two or more of it in a row
        enum class Behavior { Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous } behavior;
        bool invert = false;
    };
    using Step = std::variant<Metaspace, WhitespaceSplit, Split>;

    /// Parts of one text. Rewritten by the steps that change the text.
    struct Words
    {
        struct Range
        {
            std::size_t begin;
            std::size_t end;
            bool first; // at the very start of the whole text
        };
        std::string text;
        std::vector<Range> ranges;
    };

    void add(Step step);
    /// `words.text` is the stretch, `first` whether the whole text starts with it. Fills `words.ranges`; none is empty.
    void apply(Words& words, bool first) const;

private:
    std::vector<Step> m_steps;
};

} // namespace rw
