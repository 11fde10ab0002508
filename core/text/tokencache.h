// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/mappedfile.h"
#include "core/text/pairinput.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rw {

/// Ids of all distinct texts of one data set under one tokenizer and one set of instructions: a file that all workers
/// map. Messages to workers carry indices into it, not text.
///
/// Layout (little endian): magic "RWTOKEN1", key (32 bytes), checksum of the key and of what follows (32 bytes: four
/// 64-bit multiply hashes of interleaved words, since SHA-256 would cost each worker seconds per gigabyte), then
/// numbers (i32: backbone, addBos, bos, eos, positions, vocabulary size, length of separator and of prompt, queries,
/// passages), separator and prompt (i32, filled up to 8 bytes), offsets (u64, queries then passages, one more than
/// texts), ids (i32). Everything is checked before use: a damaged or foreign file is an error, never read beyond its
/// end.
class TokenCache
{
public:
    static Result<TokenCache> open(const std::filesystem::path& file);

    int queries() const { return m_queries; }
    int passages() const { return m_passages; }
    /// Precondition: 0 <= index < queries() / passages().
    std::span<const TokenId> query(int index) const;
    std::span<const TokenId> passage(int index) const;
    const PairAssembler& assembler() const { return m_assembler; }
    /// Tokens of the rows of a pair under all `limits` (maximum lengths ascending), equal rows counted once.
    int tokens(int query, int passage, const std::vector<LengthLimits>& limits) const;
    const std::string& key() const { return m_key; }

    /// Tokenises with `threads` threads and writes the file aside, then renames it into place.
    /// `texts` are raw (without instructions); `progress` gets the number of finished texts, from any thread.
    /// Ends early with an Error whose `what` is "cancelled" when `*cancelled` becomes true.
    struct Input
    {
        const Tokenizer* tokenizer = nullptr;
        Backbone backbone = Backbone::XlmRoberta;
        Instructions instructions;
        int positions = 0;
        std::span<const std::string_view> queries;
        std::span<const std::string_view> passages;
        int threads = 1;
        std::function<void(int)> progress;
        const std::atomic<bool>* cancelled = nullptr;
    };
    static Status write(const std::filesystem::path& file, const Input& input);
    /// Hash of everything the ids depend on: tokenizer, instructions, positions, texts. Names the file.
    static std::string keyOf(const Input& input);

private:
    TokenCache(MappedFile file, PairAssembler assembler);
    std::span<const TokenId> text(std::size_t index) const;

    MappedFile m_file;
    PairAssembler m_assembler;
    std::string m_key;
    int m_queries = 0;
    int m_passages = 0;
    const std::uint64_t* m_offsets = nullptr;
    const TokenId* m_ids = nullptr;
};

} // namespace rw
