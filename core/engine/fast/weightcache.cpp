// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/fast/weightcache.h"

#include "core/base/checksum.h"

#include <ATen/ops/from_blob.h>

#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

namespace rw::engine {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kMagic = "RWWEIGH1";
constexpr std::size_t kTableAt = 8;
constexpr std::size_t kChecksumAt = 16;
constexpr std::size_t kContentAt = 64;
constexpr std::uint64_t kAlignment = 64;
constexpr int kFormat = 1;

void put(std::string& table, const void* data, std::size_t size)
{
    table.append(static_cast<const char*>(data), size);
}

// What was looked at does not stay in the memory of this process: the file is as large as the packed weights.
Checksum checksumOf(MappedFile& file, const std::string& key, std::uint64_t tableAt)
{
    return checksum(key + std::to_string(tableAt), file.text().substr(kContentAt),
                    [&file](std::size_t bytes) { file.releaseBefore(kContentAt + bytes); });
}

/// Takes numbers and texts off the front; false once something is missing.
class Taker
{
public:
    explicit Taker(std::string_view text)
        : m_rest(text)
    {
    }
    template <class T>
    bool take(T& value)
    {
        if (m_rest.size() < sizeof value)
            return false;
        std::memcpy(&value, m_rest.data(), sizeof value);
        m_rest.remove_prefix(sizeof value);
        return true;
    }
    bool take(std::string& text, std::size_t size)
    {
        if (m_rest.size() < size)
            return false;
        text = m_rest.substr(0, size);
        m_rest.remove_prefix(size);
        return true;
    }
    bool atEnd() const { return m_rest.empty(); }

private:
    std::string_view m_rest;
};

} // namespace

std::string WeightCache::keyOf(const std::string& fingerprint, Quantization quantization, int blocks)
{
    return fingerprint + "-" + std::string(toString(quantization)) + "-" + std::to_string(blocks) + "-v" +
           std::to_string(kFormat);
}

fs::path WeightCache::folder()
{
    const char* cache = std::getenv("XDG_CACHE_HOME");
    const char* home = std::getenv("HOME");
    if (cache && *cache == '/')
        return fs::path(cache) / "rerank-workbench" / "weights";
    if (home && *home)
        return fs::path(home) / ".cache" / "rerank-workbench" / "weights";
    return {};
}

WeightCache::WeightCache(fs::path folder, std::string key)
    : m_folder(std::move(folder))
    , m_key(std::move(key))
    , m_file(m_folder / (m_key + ".weights"))
{
    if (m_folder.empty() || m_key.empty() || (m_complete = open()))
        return;
    std::error_code ignored;
    fs::create_directories(m_folder, ignored);
    // The lock goes with its holder, whatever happens to it; what that one leaves unfinished is overwritten here.
    m_lock = ::open((m_file.string() + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (m_lock < 0 || ::flock(m_lock, LOCK_EX) != 0)
        giveUp();
    else if ((m_complete = open())) // made by another worker while this one waited
        giveUp();
    else
        beginWriting();
}

WeightCache::~WeightCache()
{
    giveUp();
}

bool WeightCache::open()
{
    auto mapped = MappedFile::open(m_file);
    if (!mapped)
        return false;
    m_mapped = std::move(*mapped);
    m_entries.clear();
    if (readTable(m_mapped.text()))
        return true;
    m_mapped = {};
    m_entries.clear();
    return false;
}

bool WeightCache::readTable(std::string_view all)
{
    if (all.size() < kContentAt || all.substr(0, kMagic.size()) != kMagic)
        return false;
    std::uint64_t tableAt = 0;
    Checksum stored;
    std::memcpy(&tableAt, all.data() + kTableAt, sizeof tableAt);
    std::memcpy(stored.data(), all.data() + kChecksumAt, sizeof stored);
    if (tableAt < kContentAt || tableAt > all.size() || stored != checksumOf(m_mapped, m_key, tableAt))
        return false;
    Taker table(all.substr(tableAt));
    while (!table.atEnd()) {
        std::uint32_t nameSize = 0, dimensions = 0;
        std::string name;
        Entry entry;
        if (!table.take(nameSize) || !table.take(name, nameSize) || !table.take(entry.type) ||
            !table.take(dimensions) || dimensions > 8)
            return false;
        std::uint64_t elements = 1;
        for (std::uint32_t i = 0; i < dimensions; ++i) {
            std::int64_t extent = 0;
            if (!table.take(extent) || extent < 0 || (extent > 0 && elements > all.size() / std::uint64_t(extent)))
                return false;
            elements *= std::uint64_t(extent);
            entry.shape.push_back(extent);
        }
        if (!table.take(entry.offset) || !table.take(entry.bytes) || entry.offset % kAlignment != 0 ||
            entry.offset < kContentAt || entry.offset > tableAt || entry.bytes > tableAt - entry.offset ||
            entry.type >= std::uint8_t(c10::ScalarType::NumOptions) ||
            entry.bytes != elements * c10::elementSize(c10::ScalarType(entry.type)))
            return false;
        m_entries[name] = std::move(entry);
    }
    return true;
}

std::optional<at::Tensor> WeightCache::find(const std::string& name, at::ScalarType type, at::IntArrayRef shape) const
{
    const auto found = m_entries.find(name);
    if (!m_complete || found == m_entries.end() || found->second.type != std::uint8_t(type) ||
        at::IntArrayRef(found->second.shape) != shape)
        return std::nullopt;
    const auto* data = m_mapped.bytes().data() + found->second.offset;
    return at::from_blob(const_cast<std::byte*>(data), shape, at::TensorOptions().dtype(type)); // nobody writes
}

void WeightCache::release(const at::Tensor& tensor) const
{
    const auto page = std::uintptr_t(::sysconf(_SC_PAGESIZE));
    const auto begin = reinterpret_cast<std::uintptr_t>(tensor.const_data_ptr()) / page * page;
    const auto end = reinterpret_cast<std::uintptr_t>(tensor.const_data_ptr()) + tensor.nbytes();
    ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
}

void WeightCache::beginWriting()
{
    m_out = ::open((m_file.string() + ".part").c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (m_out < 0)
        return giveUp();
    const std::string header(kContentAt, '\0');
    write(header.data(), header.size());
}

void WeightCache::write(const void* data, std::size_t size)
{
    const auto* rest = static_cast<const char*>(data);
    while (m_out >= 0 && size > 0) {
        const auto done = ::write(m_out, rest, std::min<std::size_t>(size, std::size_t(1) << 30));
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return giveUp(); // a full disk: the weights are made again next time
        rest += done;
        size -= std::size_t(done);
        m_written += std::uint64_t(done);
    }
}

void WeightCache::add(const std::string& name, const at::Tensor& tensor)
{
    if (m_out < 0)
        return;
    const std::string padding((kAlignment - m_written % kAlignment) % kAlignment, '\0');
    write(padding.data(), padding.size());
    const auto plain = tensor.contiguous();
    m_entries[name] = {std::uint8_t(plain.scalar_type()), plain.sizes().vec(), m_written, plain.nbytes()};
    write(plain.const_data_ptr(), plain.nbytes());
}

void WeightCache::finish()
{
    if (m_out < 0)
        return;
    const std::uint64_t tableAt = m_written;
    std::string table;
    for (const auto& [name, entry] : m_entries) {
        const auto nameSize = std::uint32_t(name.size()), dimensions = std::uint32_t(entry.shape.size());
        put(table, &nameSize, sizeof nameSize);
        table += name;
        put(table, &entry.type, sizeof entry.type);
        put(table, &dimensions, sizeof dimensions);
        put(table, entry.shape.data(), entry.shape.size() * sizeof(std::int64_t));
        put(table, &entry.offset, sizeof entry.offset);
        put(table, &entry.bytes, sizeof entry.bytes);
    }
    write(table.data(), table.size());
    if (m_out < 0)
        return;
    const auto part = m_file.string() + ".part";
    auto written = MappedFile::open(part);
    if (!written || written->text().size() != m_written)
        return giveUp();
    const auto sum = checksumOf(*written, m_key, tableAt);
    std::string header(kMagic);
    put(header, &tableAt, sizeof tableAt);
    put(header, sum.data(), sizeof sum);
    if (::pwrite(m_out, header.data(), header.size(), 0) != ssize_t(header.size()))
        return giveUp();
    if (::rename(part.c_str(), m_file.c_str()) == 0) {
        ::close(m_out);
        m_out = -1;
    }
    giveUp();
}

void WeightCache::giveUp()
{
    if (m_out >= 0) {
        ::close(m_out);
        ::unlink((m_file.string() + ".part").c_str());
        m_out = -1;
    }
    if (m_lock >= 0) {
        ::close(m_lock); // the file stays: whoever waits for it holds the same one
        m_lock = -1;
    }
}

} // namespace rw::engine
