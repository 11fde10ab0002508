// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QTemporaryFile>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace rw {

/// Bytes in a fixed number of buckets, each in the order in which they came. What is more than `memoryBytes` goes to an
/// unnamed file in the folder for temporary files ($TMPDIR).
class SpillBuckets
{
public:
    SpillBuckets(std::size_t buckets, std::size_t memoryBytes);

    /// Room for about as many bytes as the file has, so that buckets need not grow while it is read.
    void expect(const std::filesystem::path& file);

    std::size_t count() const { return m_buckets.size(); }
    /// The end of a bucket, to append to; call `settle` after it.
    std::string& end(std::size_t bucket) { return m_buckets[bucket].bytes; }
    /// `added` bytes were appended: writes everything to the file where that is too much to keep.
    Status settle(std::size_t added)
    {
        m_inMemory += added;
        return m_inMemory > m_memoryBytes ? spill() : ok();
    }
    /// All bytes of a bucket; it is empty afterwards.
    Result<std::string> take(std::size_t bucket);

private:
    struct Extent
    {
        qint64 offset = 0;
        qint64 size = 0;
    };
    struct Bucket
    {
        std::string bytes;
        std::vector<Extent> extents;
    };
    Status spill();

    std::vector<Bucket> m_buckets;
    std::size_t m_memoryBytes;
    std::size_t m_inMemory = 0;
    std::unique_ptr<QTemporaryFile> m_file;
    qint64 m_written = 0;
};

} // namespace rw
