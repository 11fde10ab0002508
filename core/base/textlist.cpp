// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/textlist.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

#include <QStandardPaths>

namespace rw {

namespace {

using Length = std::uint32_t; // no line of a file is longer than 256 MiB

constexpr std::size_t kSmallChunk = std::size_t(1) << 20;
constexpr std::size_t kFileChunk = std::size_t(16) << 20;

/// Room of a file that nobody else can see, -1 where there is none. Reserved at once: a full disk is a fault here and
/// not of whoever writes there later.
int openUnnamed(std::size_t bytes)
{
    const auto folder =
        std::filesystem::path(QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation).toStdString()) /
        "rerank-workbench";
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    const int file = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file < 0)
        return -1;
    if (::posix_fallocate(file, 0, off_t(bytes)) == 0)
        return file;
    ::close(file);
    return -1;
}

} // namespace

class TextList::Chunk
{
public:
    Chunk(std::size_t bytes, bool inFile)
        : size(bytes)
    {
        if (inFile)
            map();
        if (!data) {
            m_memory = std::make_unique<char[]>(bytes);
            data = m_memory.get();
        }
    }
    ~Chunk()
    {
        if (!m_memory)
            ::munmap(data, size);
    }
    Chunk(const Chunk&) = delete;
    Chunk& operator=(const Chunk&) = delete;

    bool inFile() const { return !m_memory; }
    /// Nothing more is written to it: its pages need not count as memory of this program.
    void close()
    {
        if (inFile())
            ::madvise(data, size, MADV_DONTNEED);
    }

    std::size_t size;
    char* data = nullptr;

private:
    void map()
    {
        const int file = openUnnamed(size);
        if (file < 0)
            return;
        void* mapped = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        ::close(file); // the mapping keeps it
        if (mapped != MAP_FAILED)
            data = static_cast<char*>(mapped);
    }

    std::unique_ptr<char[]> m_memory;
};

TextList::TextList(std::size_t inMemory)
    : m_inMemory(inMemory)
{
}

TextList::TextList(std::initializer_list<std::string_view> texts)
    : TextList()
{
    for (const auto text : texts)
        push_back(text);
}

TextList::TextList(const TextList& other)
    : TextList(other.m_inMemory)
{
    for (const auto text : other)
        push_back(text);
}

TextList& TextList::operator=(const TextList& other)
{
    if (this != &other)
        *this = TextList(other);
    return *this;
}

TextList::TextList(TextList&&) noexcept = default;
TextList& TextList::operator=(TextList&&) noexcept = default;
TextList::~TextList() = default;

void TextList::push_back(std::string_view text)
{
    const auto length = Length(text.size());
    char* to = room(sizeof length + text.size());
    std::memcpy(to, &length, sizeof length);
    if (!text.empty())
        std::memcpy(to + sizeof length, text.data(), text.size());
    m_texts.push_back(to);
}

char* TextList::room(std::size_t bytes)
{
    if (m_chunks.empty() || m_chunks.back()->size - m_used < bytes) {
        const bool inFile = m_bytes >= m_inMemory;
        if (!m_chunks.empty())
            m_chunks.back()->close();
        m_chunks.push_back(std::make_unique<Chunk>(std::max(bytes, inFile ? kFileChunk : kSmallChunk), inFile));
        m_bytes += m_chunks.back()->size;
        m_used = 0;
    }
    return m_chunks.back()->data + std::exchange(m_used, m_used + bytes);
}

std::string_view TextList::operator[](std::size_t index) const
{
    const char* text = m_texts[index];
    Length length = 0;
    std::memcpy(&length, text, sizeof length);
    return {text + sizeof length, length};
}

std::size_t TextList::bytesInFile() const
{
    std::size_t bytes = 0;
    for (const auto& chunk : m_chunks)
        bytes += chunk->inFile() ? chunk->size : 0;
    return bytes;
}

bool operator==(const TextList& a, const TextList& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

} // namespace rw
