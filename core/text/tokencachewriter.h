// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/tokencache.h"

#include <condition_variable>
#include <cstdio>
#include <mutex>

namespace rw {

/// Writes one token cache. Threads take blocks of texts in turn and write their ids in the order of the blocks, so that
/// only a few blocks are in memory at a time.
class TokenCacheWriter
{
public:
    /// `input` must outlive the writer.
    TokenCacheWriter(std::filesystem::path file, const TokenCache::Input& input);
    ~TokenCacheWriter();
    TokenCacheWriter(const TokenCacheWriter&) = delete;
    TokenCacheWriter& operator=(const TokenCacheWriter&) = delete;

    /// Call once.
    Status write();

private:
    void work();
    bool encode(std::size_t block, std::vector<TokenId>& ids, std::vector<std::uint64_t>& lengths);
    bool append(std::size_t block, const std::vector<TokenId>& ids, const std::vector<std::uint64_t>& lengths);
    Status writeHead();
    Status writeChecksum();
    Error fault(int number) const;
    std::size_t texts() const { return m_input.queries.size() + m_input.passages.size(); }

    static constexpr std::size_t kBlock = 256;
    std::filesystem::path m_file;
    std::filesystem::path m_aside;
    const TokenCache::Input& m_input;
    std::string m_key; // 32 bytes
    std::FILE* m_out = nullptr;
    std::vector<std::uint64_t> m_offsets = {0};

    std::atomic<std::size_t> m_nextBlock = 0;
    std::atomic<int> m_finished = 0;
    std::mutex m_mutex;
    std::condition_variable m_turn;
    std::size_t m_written = 0; // blocks
    bool m_stopped = false;
    int m_errno = 0;
};

} // namespace rw
