// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/mappedfile.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace rw {

bool isFile(const std::filesystem::path& path)
{
    std::error_code code;
    return std::filesystem::is_regular_file(path, code);
}

Result<MappedFile> MappedFile::open(const std::filesystem::path& path)
{
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return Error{path.string() + ": cannot be opened: " + std::strerror(errno)};
    struct stat info = {};
    if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        ::close(fd);
        return Error{path.string() + ": is not a regular file"};
    }
    MappedFile file;
    file.m_size = std::size_t(info.st_size);
    if (file.m_size > 0) {
        void* data = ::mmap(nullptr, file.m_size, PROT_READ, MAP_PRIVATE, fd, 0);
        const int reason = errno;
        if (data == MAP_FAILED) {
            file.m_size = 0;
            ::close(fd);
            return Error{path.string() + ": cannot be mapped: " + std::strerror(reason)};
        }
        file.m_data = static_cast<const std::byte*>(data);
    }
    ::close(fd);
    return file;
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : m_data(std::exchange(other.m_data, nullptr))
    , m_size(std::exchange(other.m_size, 0))
    , m_released(std::exchange(other.m_released, 0))
{
}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept
{
    std::swap(m_data, other.m_data);
    std::swap(m_size, other.m_size);
    std::swap(m_released, other.m_released);
    return *this;
}

void MappedFile::releaseBefore(std::size_t offset)
{
    constexpr std::size_t step = std::size_t(32) << 20; // a multiple of every page size
    const std::size_t end = std::min(offset, m_size) / step * step;
    if (end > m_released)
        ::madvise(const_cast<std::byte*>(m_data) + m_released, end - m_released, MADV_DONTNEED);
    m_released = std::max(m_released, end);
}

MappedFile::~MappedFile()
{
    if (m_data)
        ::munmap(const_cast<std::byte*>(m_data), m_size);
}

} // namespace rw
