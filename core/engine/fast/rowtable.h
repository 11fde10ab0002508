// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>

namespace rw::engine {

/// An embedding table [rows, width] of which a batch needs few rows. They are read from the file one by one: through a
/// mapping, every row that is touched would bring its neighbours along and the table, a third of a model, would grow
/// into the memory of each worker. The system's file cache keeps the pages, once for all workers.
class RowTable
{
public:
    /// Puts a row, as `type`, where it is told; false where that cannot be done any more. Called by several threads.
    using ReadRow = std::function<bool(std::int64_t row, void* to)>;
    RowTable(std::int64_t width, at::ScalarType type, ReadRow read);
    /// A table whose rows begin at `offset` of a file. Throws LoadError where the file cannot be opened.
    static RowTable ofFile(const std::filesystem::path& file, std::int64_t offset, std::int64_t width,
                           at::ScalarType type);

    /// float32 [ids, width]. Ids were checked. Throws LoadError where a row cannot be read.
    at::Tensor rows(std::span<const std::int32_t> ids) const;

private:
    std::int64_t m_width;
    at::ScalarType m_type;
    ReadRow m_read;
};

} // namespace rw::engine
