// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/precompiledmap.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace rw {

/// What happens to a stretch of text before it is cut into pre-tokens.
class Normalizer
{
public:
    struct Strip
    {
        bool left = false;
        bool right = false;
    };
    struct Prepend
    {
        std::string text;
    };
    /// A literal text, or (`runs`) two or more of it in a row.
    struct Replace
    {
        std::string pattern;
        bool runs = false;
        std::string content;
    };
    using Step = std::variant<PrecompiledMap, Strip, Prepend, Replace>;

    void add(Step step);
    bool empty() const { return m_steps.empty(); }
    /// Precondition: valid UTF-8. True if a Strip took something away at the left end.
    bool apply(std::string& text) const;

private:
    std::vector<Step> m_steps;
};

} // namespace rw
