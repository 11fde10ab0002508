// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/spillbuckets.h"

#include <QDir>

#include <algorithm>
#include <cstdint>

namespace rw {

namespace {

Error fileError(const char* what, const QTemporaryFile& file)
{
    return Error{QDir::tempPath().toStdString() + ": a temporary file cannot be " + what + ": " +
                     file.errorString().toStdString(),
                 {},
                 "set TMPDIR to a folder with more room"};
}

} // namespace

SpillBuckets::SpillBuckets(std::size_t buckets, std::size_t memoryBytes)
    : m_buckets(buckets)
    , m_memoryBytes(memoryBytes)
{
}

void SpillBuckets::expect(const std::filesystem::path& file)
{
    std::error_code failed;
    const auto size = std::filesystem::file_size(file, failed);
    if (failed) // a pipe, or a file whose fault is reported when it is read
        return;
    const std::size_t all = std::min<std::uintmax_t>(size, m_memoryBytes);
    for (Bucket& bucket : m_buckets)
        bucket.bytes.reserve((all + all / 4) / m_buckets.size());
}

Status SpillBuckets::spill()
{
    if (!m_file) {
        m_file = std::make_unique<QTemporaryFile>(QDir::tempPath() + QStringLiteral("/rerank-eval-XXXXXX"));
        if (!m_file->open())
            return fileError("made", *m_file);
    }
    for (Bucket& bucket : m_buckets) {
        const auto size = qint64(bucket.bytes.size());
        if (size == 0)
            continue;
        if (m_file->write(bucket.bytes.data(), size) != size)
            return fileError("written", *m_file);
        bucket.extents.push_back({m_written, size});
        m_written += size;
        bucket.bytes.clear();
    }
    if (!m_file->flush())
        return fileError("written", *m_file);
    m_inMemory = 0;
    return ok();
}

Result<std::string> SpillBuckets::take(std::size_t bucket)
{
    Bucket& from = m_buckets[bucket];
    if (from.extents.empty())
        return std::move(from.bytes);
    std::string all;
    for (const Extent& extent : from.extents) {
        const std::size_t start = all.size();
        all.resize(start + std::size_t(extent.size));
        if (!m_file->seek(extent.offset) || m_file->read(all.data() + start, extent.size) != extent.size)
            return fileError("read", *m_file);
    }
    all += from.bytes;
    from = {};
    return all;
}

} // namespace rw
