// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/pieceindex.h"
#include "core/text/tokenizer.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace rw {

/// Remembers the ids of short words. One per thread for all models: an entry belongs to the model that wrote it, a
/// newer word takes the place of an older one.
class WordCache
{
public:
    static WordCache& ofThread()
    {
        thread_local WordCache cache;
        return cache;
    }
    /// A number for one model that no other model has (0 is nobody).
    static std::uint32_t newOwner()
    {
        static std::atomic<std::uint32_t> last = 0;
        return ++last;
    }

    class Entry
    {
    public:
        void append(std::vector<TokenId>& ids) const { ids.insert(ids.end(), m_ids, m_ids + m_count); }

    private:
        friend class WordCache;
        static constexpr std::size_t kBytes = 30;
        static constexpr std::size_t kIds = 7;
        std::uint32_t m_owner = 0;
        std::uint8_t m_length = 0;
        std::uint8_t m_count = 0;
        char m_word[kBytes] = {};
        TokenId m_ids[kIds] = {};
    };

    static bool fits(std::string_view word) { return word.size() <= Entry::kBytes; }
    /// The place of the word, which may hold another one. Precondition: fits(word).
    Entry& place(std::string_view word) { return m_entries[hashOf(word) >> (64 - kBits)]; }
    static bool holds(const Entry& entry, std::uint32_t owner, std::string_view word)
    {
        return entry.m_owner == owner && std::string_view(entry.m_word, entry.m_length) == word;
    }
    static void store(Entry& entry, std::uint32_t owner, std::string_view word, const TokenId* ids, std::size_t count)
    {
        if (count > Entry::kIds)
            return;
        entry.m_owner = owner;
        entry.m_length = std::uint8_t(word.size());
        entry.m_count = std::uint8_t(count);
        std::copy_n(word.data(), word.size(), entry.m_word);
        std::copy_n(ids, count, entry.m_ids);
    }

private:
    static constexpr int kBits = 14; // 1 MiB
    std::unique_ptr<Entry[]> m_entries = std::make_unique<Entry[]>(std::size_t(1) << kBits);
};

} // namespace rw
