// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

namespace rw {

/// Whether a file that can be mapped is there: no folder, pipe or device.
bool isFile(const std::filesystem::path& path);

/// A whole file, mapped read-only. An empty file is an empty span.
class MappedFile
{
public:
    static Result<MappedFile> open(const std::filesystem::path& path);

    MappedFile() = default;
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;
    ~MappedFile();

    std::span<const std::byte> bytes() const { return {m_data, m_size}; }
    std::string_view text() const { return {reinterpret_cast<const char*>(m_data), m_size}; }

    /// For a reader that goes through once and does not come back: the pages before `offset` no longer count as memory
    /// of this program. They can still be read.
    void releaseBefore(std::size_t offset);

private:
    const std::byte* m_data = nullptr;
    std::size_t m_size = 0;
    std::size_t m_released = 0;
};

} // namespace rw
