// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/fast/rowtable.h"

#include "core/engine/fast/parallel.h"
#include "core/engine/weights.h"

#include <ATen/ops/empty.h>

#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <unistd.h>
#include <utility>

namespace rw::engine {

namespace {

constexpr std::int64_t kRowsOfAThread = 64;

class File
{
public:
    explicit File(const std::filesystem::path& path)
        : m_descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC))
    {
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    bool isOpen() const { return m_descriptor >= 0; }
    bool read(std::int64_t offset, std::int64_t size, char* to) const
    {
        while (size > 0) {
            const auto done = ::pread(m_descriptor, to, std::size_t(size), off_t(offset));
            if (done < 0 && errno == EINTR)
                continue;
            if (done <= 0)
                return false;
            to += done;
            size -= done;
            offset += done;
        }
        return true;
    }

private:
    int m_descriptor;
};

} // namespace

RowTable::RowTable(std::int64_t width, at::ScalarType type, ReadRow read)
    : m_width(width)
    , m_type(type)
    , m_read(std::move(read))
{
}

RowTable RowTable::ofFile(const std::filesystem::path& path, std::int64_t offset, std::int64_t width,
                          at::ScalarType type)
{
    const auto file = std::make_shared<File>(path);
    if (!file->isOpen())
        throw LoadError(path.string() + ": cannot be opened; expected a file that stays where it is");
    const auto bytes = width * std::int64_t(c10::elementSize(type));
    return {width, type, [file, offset, bytes](std::int64_t row, void* to) {
                return file->read(offset + row * bytes, bytes, static_cast<char*>(to));
            }};
}

at::Tensor RowTable::rows(std::span<const std::int32_t> ids) const
{
    const auto stored = at::empty({std::int64_t(ids.size()), m_width}, at::TensorOptions().dtype(m_type));
    const auto bytes = m_width * std::int64_t(stored.element_size());
    auto* to = static_cast<char*>(stored.mutable_data_ptr());
    std::atomic<bool> failed = false;
    inParallel(std::int64_t(ids.size()), kRowsOfAThread, [&](std::int64_t begin, std::int64_t end) {
        for (auto i = begin; i < end && !failed; ++i) {
            if (!m_read(ids[std::size_t(i)], to + i * bytes))
                failed = true;
        }
    });
    if (failed)
        throw LoadError("the embeddings cannot be read any more; expected model files that nobody changes");
    return stored.to(at::kFloat);
}

} // namespace rw::engine
