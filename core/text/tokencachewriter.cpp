// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokencachewriter.h"

#include "core/text/tokencachelayout.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <thread>
#include <unistd.h>

namespace rw {

namespace {

using Layout = TokenCacheLayout;

std::string bytesOf(const std::string& hex)
{
    const auto digit = [](char c) {
        return c <= '9' ? c - '0' : c - 'a' + 10;
    };
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes += char(digit(hex[i]) << 4 | digit(hex[i + 1]));
    return bytes;
}

/// Two programs may write the same cache at the same time: each has its own file until it is renamed.
std::filesystem::path asideOf(const std::filesystem::path& file)
{
    static std::atomic<int> number = 0;
    return file.string() + "." + std::to_string(::getpid()) + "-" + std::to_string(++number) + ".part";
}

} // namespace

TokenCacheWriter::TokenCacheWriter(std::filesystem::path file, const TokenCache::Input& input)
    : m_file(std::move(file))
    , m_aside(asideOf(m_file))
    , m_input(input)
    , m_key(bytesOf(TokenCache::keyOf(input)))
{
}

TokenCacheWriter::~TokenCacheWriter()
{
    if (m_out)
        std::fclose(m_out);
    std::error_code ignored;
    std::filesystem::remove(m_aside, ignored); // renamed if all went well
}

Error TokenCacheWriter::fault(int number) const
{
    return Error{m_file.string() + ": cannot be written: " + std::strerror(number)};
}

Status TokenCacheWriter::write()
{
    if (texts() > std::size_t(std::numeric_limits<std::int32_t>::max()))
        return Error{m_file.string() + ": cannot hold so many texts; expected at most 2147483647"};
    m_out = std::fopen(m_aside.c_str(), "wb+");
    if (!m_out)
        return fault(errno);
    m_offsets.reserve(texts() + 1);
    if (const Status status = writeHead(); !status) // the room of the offsets; they are written when they are known
        return status;

    std::vector<std::thread> threads;
    for (int i = 1; i < std::max(m_input.threads, 1); ++i)
        threads.emplace_back([this] { work(); });
    work();
    for (std::thread& thread : threads)
        thread.join();

    if (m_input.cancelled && *m_input.cancelled)
        return Error{"cancelled"};
    if (m_errno != 0)
        return fault(m_errno);
    if (const Status status = writeHead(); !status)
        return status;
    if (const Status status = writeChecksum(); !status)
        return status;
    std::FILE* out = std::exchange(m_out, nullptr);
    if (std::fclose(out) != 0)
        return fault(errno);
    std::error_code reason;
    std::filesystem::rename(m_aside, m_file, reason);
    if (reason)
        return fault(reason.value());
    return ok();
}

void TokenCacheWriter::work()
{
    std::vector<TokenId> ids;
    std::vector<std::uint64_t> lengths;
    for (;;) {
        const std::size_t block = m_nextBlock++;
        if (block * kBlock >= texts())
            return;
        const bool done = encode(block, ids, lengths) && append(block, ids, lengths);
        if (!done) {
            const std::lock_guard lock(m_mutex);
            m_stopped = true;
            m_turn.notify_all();
            return;
        }
    }
}

bool TokenCacheWriter::encode(std::size_t block, std::vector<TokenId>& ids, std::vector<std::uint64_t>& lengths)
{
    ids.clear();
    lengths.clear();
    const std::size_t end = std::min((block + 1) * kBlock, texts());
    for (std::size_t i = block * kBlock; i < end; ++i) {
        if (m_input.cancelled && *m_input.cancelled)
            return false;
        const std::size_t before = ids.size();
        const std::size_t queries = m_input.queries.size();
        const std::string text =
            i < queries ? queryText(m_input.instructions, m_input.backbone, m_input.queries[i])
                        : passageText(m_input.instructions, m_input.backbone, m_input.passages[i - queries]);
        m_input.tokenizer->encode(text, ids);
        lengths.push_back(ids.size() - before);
    }
    return true;
}

bool TokenCacheWriter::append(std::size_t block, const std::vector<TokenId>& ids,
                              const std::vector<std::uint64_t>& lengths)
{
    std::unique_lock lock(m_mutex);
    m_turn.wait(lock, [&] { return m_stopped || m_written == block; });
    if (m_stopped)
        return false;
    if (std::fwrite(ids.data(), sizeof(TokenId), ids.size(), m_out) != ids.size()) {
        m_errno = errno;
        return false;
    }
    for (const std::uint64_t length : lengths)
        m_offsets.push_back(m_offsets.back() + length);
    ++m_written;
    m_turn.notify_all();
    lock.unlock();
    const int finished = m_finished += int(lengths.size());
    if (m_input.progress)
        m_input.progress(finished);
    return true;
}

Status TokenCacheWriter::writeHead()
{
    const PairAssembler::Parts parts =
        PairAssembler(m_input.backbone, *m_input.tokenizer, m_input.instructions, m_input.positions).parts();
    Layout::Numbers numbers = {};
    numbers.backbone = int(parts.backbone);
    numbers.addBos = parts.addBos;
    numbers.bos = parts.bos;
    numbers.eos = parts.eos;
    numbers.positions = parts.positions;
    numbers.vocabularySize = m_input.tokenizer->info().vocabularySize;
    numbers.separator = std::int32_t(parts.separator.size());
    numbers.prompt = std::int32_t(parts.prompt.size());
    numbers.queries = std::int32_t(m_input.queries.size());
    numbers.passages = std::int32_t(m_input.passages.size());

    std::vector<std::uint64_t> offsets = m_offsets; // zeros where they are not known yet
    offsets.resize(texts() + 1);
    std::vector<TokenId> tokens = parts.separator;
    tokens.insert(tokens.end(), parts.prompt.begin(), parts.prompt.end());
    tokens.resize(tokens.size() + tokens.size() % 2);
    std::string head(Layout::kMagic);
    head += m_key;
    head.append(sizeof(Checksum), '\0');
    const auto append = [&head](const void* data, std::size_t size) {
        head.append(static_cast<const char*>(data), size);
    };
    append(&numbers, sizeof numbers);
    append(tokens.data(), tokens.size() * sizeof(TokenId));
    append(offsets.data(), offsets.size() * sizeof(std::uint64_t));
    std::rewind(m_out);
    if (std::fwrite(head.data(), 1, head.size(), m_out) != head.size() || std::fflush(m_out) != 0)
        return fault(errno);
    return ok();
}

Status TokenCacheWriter::writeChecksum()
{
    const Result<MappedFile> mapped = MappedFile::open(m_aside);
    if (!mapped)
        return mapped.error();
    const Checksum sum = checksum(m_key, mapped->text().substr(Layout::kNumbersAt));
    if (std::fseek(m_out, long(Layout::kChecksumAt), SEEK_SET) != 0 ||
        std::fwrite(sum.data(), sizeof sum, 1, m_out) != 1 || std::fflush(m_out) != 0)
        return fault(errno);
    return ok();
}

} // namespace rw
