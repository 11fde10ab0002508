// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/textlengths.h"

#include "core/data/encoding.h"

#include <algorithm>
#include <cmath>

namespace rw {

void TextLengthCounter::add(std::string_view text)
{
    ++m_texts[codePoints(text)];
    ++m_count;
}

TextLengths TextLengthCounter::lengths() const
{
    if (m_count == 0)
        return {};
    const auto percentile = [this](double share) {
        return atRank(std::max<std::int64_t>(1, std::int64_t(std::ceil(share * double(m_count)))));
    };
    return {percentile(0.5), percentile(0.95), m_texts.rbegin()->first};
}

std::size_t TextLengthCounter::atRank(std::int64_t rank) const
{
    auto entry = m_texts.begin();
    while (rank > entry->second)
        rank -= (entry++)->second;
    return entry->first;
}

} // namespace rw
