// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/mappedfile.h"
#include "core/base/sha256.h"
#include "core/model/modelfolder.h"

#include <QCryptographicHash>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <fstream>
#include <memory>
#include <optional>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace rw {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kBlock = 4 * 1024 * 1024;
constexpr std::size_t kDigest = 32;
constexpr std::size_t kHexDigits = 64;
constexpr std::int64_t kSettledNs = 2'000'000'000;

std::int64_t nanoseconds(const timespec& time)
{
    return std::int64_t(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

bool sameVersion(const struct stat& a, const struct stat& b)
{
    return a.st_size == b.st_size && a.st_ino == b.st_ino && nanoseconds(a.st_mtim) == nanoseconds(b.st_mtim) &&
           nanoseconds(a.st_ctim) == nanoseconds(b.st_ctim);
}

// Every file that decides a score, as far as the folder has it.
std::vector<fs::path> identityFiles(const ModelFolder& folder)
{
    std::vector<fs::path> files = folder.weights.files;
    for (const char* name :
         {"config.json", "model.safetensors.index.json", "tokenizer.json", "tokenizer.model", "sentencepiece.bpe.model",
          "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"}) {
        if (isFile(folder.path / name))
            files.push_back(folder.path / name);
    }
    std::sort(files.begin(), files.end());
    return files;
}

/// The hashes of files, one small file each: nothing to lock, and a lost one costs time only.
class HashCache
{
public:
    HashCache()
    {
        const char* cache = std::getenv("XDG_CACHE_HOME");
        const char* home = std::getenv("HOME");
        if (cache && *cache == '/')
            m_folder = fs::path(cache) / "rerank-workbench" / "hashes";
        else if (home && *home)
            m_folder = fs::path(home) / ".cache" / "rerank-workbench" / "hashes";
    }

    std::optional<std::string> find(const fs::path& file, const struct stat& info) const
    {
        std::ifstream in(placeOf(file, info));
        std::string hash;
        if (!std::getline(in, hash) || hash.size() != kHexDigits ||
            hash.find_first_not_of("0123456789abcdef") != std::string::npos)
            return std::nullopt;
        return hash;
    }

    void keep(const fs::path& file, const struct stat& info, const std::string& hash) const
    {
        timespec now = {};
        ::clock_gettime(CLOCK_REALTIME, &now);
        if (m_folder.empty() ||
            nanoseconds(now) - std::max(nanoseconds(info.st_mtim), nanoseconds(info.st_ctim)) < kSettledNs)
            return;
        std::error_code code; // a cache that cannot be written is no cache
        fs::create_directories(m_folder, code);
        const auto place = placeOf(file, info);
        const auto aside = fs::path(place.string() + "." + std::to_string(::getpid()));
        {
            std::ofstream out(aside);
            out << hash << '\n';
            if (!out.flush())
                code = std::make_error_code(std::errc::io_error);
        }
        if (!code)
            fs::rename(aside, place, code);
        if (code)
            fs::remove(aside, code);
    }

private:
    fs::path placeOf(const fs::path& file, const struct stat& info) const
    {
        std::error_code code;
        const auto absolute = fs::canonical(file, code);
        Sha256 key;
        key.addField((code ? file : absolute).string());
        for (const auto number : {std::int64_t(info.st_size), nanoseconds(info.st_mtim), nanoseconds(info.st_ctim),
                                  std::int64_t(info.st_ino), std::int64_t(info.st_dev)})
            key.addNumber(std::uint64_t(number));
        return m_folder / key.hex();
    }

    fs::path m_folder;
};

struct Descriptor
{
    explicit Descriptor(const fs::path& file)
        : fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC))
    {
    }
    ~Descriptor()
    {
        if (fd >= 0)
            ::close(fd);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int fd;
};

// Reads instead of mapping: a file that gets shorter meanwhile is then an error and not a signal.
bool readBlock(int fd, std::int64_t at, std::int64_t size, char* buffer)
{
    std::int64_t done = 0;
    while (done < size) {
        const auto got = ::pread(fd, buffer + done, std::size_t(size - done), at + done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        done += got;
    }
    return true;
}

Result<std::string> hashFile(const fs::path& file, const struct stat& expected, const FingerprintOptions& options,
                             const std::function<void(std::int64_t)>& progress)
{
    const Descriptor descriptor(file);
    struct stat info = {};
    if (descriptor.fd < 0 || ::fstat(descriptor.fd, &info) != 0)
        return Error{file.string() + ": cannot be read: " + std::strerror(errno)};
    const Error changed{file.string() + ": changed while it was read; expected a file that nobody writes to"};
    if (!sameVersion(info, expected))
        return changed;

    const std::int64_t size = info.st_size;
    const std::int64_t blocks = (size + kBlock - 1) / kBlock;
    std::string digests(std::size_t(blocks) * kDigest, '\0');
    std::atomic<std::int64_t> next = 0;
    std::atomic<std::int64_t> hashed = 0;
    std::atomic<bool> failed = false;
    const auto cancelled = [&] {
        return options.cancelled && options.cancelled->load();
    };
    const auto work = [&](bool reports) {
        const auto buffer = std::make_unique_for_overwrite<char[]>(std::size_t(std::min(size, kBlock)));
        for (std::int64_t block = next++; block < blocks && !failed && !cancelled(); block = next++) {
            const auto bytes = std::min(kBlock, size - block * kBlock);
            if (!readBlock(descriptor.fd, block * kBlock, bytes, buffer.get())) {
                failed = true;
                return;
            }
            const auto digest = QCryptographicHash::hash(QByteArray::fromRawData(buffer.get(), qsizetype(bytes)),
                                                         QCryptographicHash::Blake2b_256);
            std::memcpy(digests.data() + std::size_t(block) * kDigest, digest.constData(), kDigest);
            hashed += bytes;
            if (reports)
                progress(hashed);
        }
    };
    {
        std::vector<std::jthread> helpers;
        const auto wanted = std::min<std::int64_t>(std::clamp(options.threads, 1, 64), blocks);
        for (std::int64_t i = 1; i < wanted; ++i)
            helpers.emplace_back(work, false);
        work(true);
    }
    if (cancelled())
        return Error{"cancelled"};
    struct stat after = {};
    if (failed || ::fstat(descriptor.fd, &after) != 0 || !sameVersion(after, expected))
        return changed;
    Sha256 tree;
    tree.addNumber(std::uint64_t(size));
    tree.add(digests);
    return tree.hex();
}

// `hashOf` gives the hash of one file.
template <class HashOf>
Result<std::string> combine(const ModelFolder& folder, const std::vector<fs::path>& files, HashOf hashOf)
{
    if (folder.weights.files.empty())
        return Error{folder.path.string() + ": has no weights, so it has no fingerprint; expected safetensors files"};
    Sha256 all;
    all.addField("rerank-workbench model 1");
    for (const auto& file : files) {
        struct stat info = {};
        if (::stat(file.c_str(), &info) != 0)
            return Error{file.string() + ": cannot be read: " + std::strerror(errno)};
        Result<std::string> hash = hashOf(file, info);
        if (!hash)
            return hash;
        all.addField(file.filename().string());
        all.addField(*hash);
    }
    return all.hex();
}

} // namespace

Result<std::string> fingerprintOf(const ModelFolder& folder, const FingerprintOptions& options)
{
    const auto files = identityFiles(folder);
    std::int64_t total = 0;
    for (const auto& file : files) {
        std::error_code code;
        const auto size = fs::file_size(file, code);
        total += code ? 0 : std::int64_t(size);
    }
    const HashCache cache;
    std::int64_t done = 0;
    return combine(folder, files, [&](const fs::path& file, const struct stat& info) -> Result<std::string> {
        auto hash = cache.find(file, info);
        if (!hash) {
            auto computed = hashFile(file, info, options, [&](std::int64_t bytes) {
                if (options.progress)
                    options.progress(done + bytes, total);
            });
            if (!computed)
                return computed;
            hash = *computed;
            cache.keep(file, info, *hash);
        }
        done += info.st_size;
        if (options.progress)
            options.progress(done, total);
        return *hash;
    });
}

std::string cachedFingerprint(const ModelFolder& folder)
{
    const HashCache cache;
    const auto result = combine(folder, identityFiles(folder),
                                [&](const fs::path& file, const struct stat& info) -> Result<std::string> {
                                    if (auto hash = cache.find(file, info))
                                        return *hash;
                                    return Error{"not in the cache"};
                                });
    return result ? *result : std::string();
}

} // namespace rw
