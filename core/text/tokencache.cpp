// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokencache.h"

#include "core/base/sha256.h"
#include "core/text/tokencachelayout.h"
#include "core/text/tokencachewriter.h"

#include <algorithm>
#include <bit>

namespace rw {

static_assert(std::endian::native == std::endian::little, "token caches are mapped as they are");

namespace {

using Layout = TokenCacheLayout;

bool allBelow(std::span<const TokenId> ids, TokenId limit)
{
    // Negative ids are large as unsigned ones. Written as a sum without a branch: this runs over the whole file.
    std::uint32_t largest = 0;
    for (const TokenId id : ids)
        largest = std::max(largest, std::uint32_t(id));
    return ids.empty() || largest < std::uint32_t(limit);
}

bool isPlausible(const Layout::Numbers& numbers)
{
    const auto isToken = [&numbers](TokenId id) {
        return id >= -1 && id < numbers.vocabularySize;
    };
    const bool encoder = numbers.backbone == int(Backbone::XlmRoberta);
    return numbers.backbone >= 0 && numbers.backbone <= int(Backbone::MiniCpmLayerwise) && numbers.addBos >= 0 &&
           numbers.addBos <= 1 && numbers.vocabularySize > 0 && numbers.positions >= 0 && isToken(numbers.bos) &&
           isToken(numbers.eos) && numbers.separator >= 0 && numbers.prompt >= 0 && numbers.queries >= 0 &&
           numbers.passages >= 0 && (numbers.addBos == 0 || numbers.bos >= 0) &&
           (!encoder || (numbers.bos >= 0 && numbers.eos >= 0));
}

std::string hexOf(std::string_view bytes)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string hex;
    for (const char c : bytes) {
        hex += kDigits[static_cast<unsigned char>(c) >> 4];
        hex += kDigits[static_cast<unsigned char>(c) & 15];
    }
    return hex;
}

} // namespace

TokenCache::TokenCache(MappedFile file, PairAssembler assembler)
    : m_file(std::move(file))
    , m_assembler(std::move(assembler))
{
}

Result<TokenCache> TokenCache::open(const std::filesystem::path& file)
{
    Result<MappedFile> mapped = MappedFile::open(file);
    if (!mapped)
        return mapped.error();
    const std::string_view all = mapped->text();
    const auto damaged = [&file](const std::string& what) {
        return Error{file.string() + ": " + what, {}, "The file is only a copy: delete it and run again."};
    };
    if (all.size() < Layout::kTokensAt || !all.starts_with(Layout::kMagic))
        return damaged("is no token cache; expected a file that starts with RWTOKEN1");
    Layout::Numbers numbers;
    std::memcpy(&numbers, all.data() + Layout::kNumbersAt, sizeof numbers);
    if (!isPlausible(numbers) || Layout::idsAt(numbers) > all.size())
        return damaged("is damaged: its numbers do not fit; expected a file written by this program");
    Checksum stored;
    std::memcpy(stored.data(), all.data() + Layout::kChecksumAt, sizeof stored);
    const std::string_view key = all.substr(Layout::kKeyAt, Layout::kKeyBytes);
    if (stored != checksum(key, all.substr(Layout::kNumbersAt)))
        return damaged("is damaged: the checksum does not fit; expected a file written by this program");

    const auto* offsets = reinterpret_cast<const std::uint64_t*>(all.data() + Layout::offsetsAt(numbers));
    const auto* ids = reinterpret_cast<const TokenId*>(all.data() + Layout::idsAt(numbers));
    const std::uint64_t texts = Layout::texts(numbers);
    const std::uint64_t room = all.size() - Layout::idsAt(numbers);
    // int holds the number of ids of one text, see PairAssembler::layout().
    constexpr std::uint64_t kLongest = 1u << 30;
    const auto isStep = [](std::uint64_t a, std::uint64_t b) {
        return a <= b && b - a <= kLongest;
    };
    bool ordered = offsets[0] == 0 && room % sizeof(TokenId) == 0 && offsets[texts] == room / sizeof(TokenId);
    for (std::uint64_t i = 0; ordered && i < texts; ++i)
        ordered = isStep(offsets[i], offsets[i + 1]);
    const auto* tokens = reinterpret_cast<const TokenId*>(all.data() + Layout::kTokensAt);
    const std::span separator(tokens, std::size_t(numbers.separator));
    const std::span prompt(tokens + numbers.separator, std::size_t(numbers.prompt));
    if (!ordered || !allBelow({ids, std::size_t(offsets[texts])}, numbers.vocabularySize) ||
        !allBelow(separator, numbers.vocabularySize) || !allBelow(prompt, numbers.vocabularySize))
        return damaged("is damaged: its offsets or ids do not fit; expected a file written by this program");

    PairAssembler::Parts parts;
    parts.backbone = Backbone(numbers.backbone);
    parts.bos = numbers.bos;
    parts.addBos = numbers.addBos == 1;
    parts.eos = numbers.eos;
    parts.positions = numbers.positions;
    parts.separator.assign(separator.begin(), separator.end());
    parts.prompt.assign(prompt.begin(), prompt.end());
    const std::string keyHex = hexOf(key);
    TokenCache cache(std::move(*mapped), PairAssembler(std::move(parts)));
    cache.m_key = keyHex;
    cache.m_queries = numbers.queries;
    cache.m_passages = numbers.passages;
    cache.m_offsets = offsets;
    cache.m_ids = ids;
    return cache;
}

std::span<const TokenId> TokenCache::text(std::size_t index) const
{
    return {m_ids + m_offsets[index], m_ids + m_offsets[index + 1]};
}

int TokenCache::tokens(int query, int passage, const std::vector<LengthLimits>& limits) const
{
    const int queryIds = int(this->query(query).size());
    const int passageIds = int(this->passage(passage).size());
    int sum = 0;
    PairAssembler::Layout last;
    for (const auto& one : limits) {
        const auto layout = m_assembler.layout(queryIds, passageIds, one);
        if (&one == &limits.front() || !layout.sameRow(last))
            sum += layout.length;
        last = layout;
    }
    return sum;
}

std::span<const TokenId> TokenCache::query(int index) const
{
    return text(std::size_t(index));
}

std::span<const TokenId> TokenCache::passage(int index) const
{
    return text(std::size_t(m_queries) + std::size_t(index));
}

Status TokenCache::write(const std::filesystem::path& file, const Input& input)
{
    return TokenCacheWriter(file, input).write();
}

std::string TokenCache::keyOf(const Input& input)
{
    Sha256 hash;
    hash.addField(Layout::kMagic);
    const Tokenizer::Info& info = input.tokenizer->info();
    hash.addField(info.source);
    hash.addField(info.contentHash);
    for (const TokenId id : {info.bos, info.eos, info.pad, info.unk})
        hash.addNumber(std::uint64_t(std::int64_t(id)));
    hash.addField(toString(input.backbone));
    hash.addNumber(std::uint64_t(input.positions));
    const Instructions& instructions = input.instructions;
    for (const auto& text : {instructions.query, instructions.passage, instructions.prompt}) {
        hash.addNumber(text.has_value());
        hash.addField(text.value_or(std::string()));
    }
    hash.addField(instructions.queryFormat);
    hash.addField(instructions.passageFormat);
    for (const auto& texts : {input.queries, input.passages}) {
        hash.addNumber(texts.size());
        for (const std::string_view text : texts)
            hash.addField(text);
    }
    return hash.hex();
}

} // namespace rw
