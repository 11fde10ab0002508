// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <deque>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <string_view>
#include <vector>

namespace rw {

/// An append-only list of texts that costs little memory: eight bytes a text beside its bytes, and of these only the
/// first `kInMemory` are memory of this program. What follows lies in a mapped file without a name in the cache
/// folder: the kernel drops and reads its pages as it likes, and the room is free again when the list ends, or the
/// program, however it does. Where no such file can be made, all is in memory.
/// Views into it stay valid as long as the list does, also when it is moved.
class TextList
{
public:
    static constexpr std::size_t kInMemory = std::size_t(64) << 20;

    TextList()
        : TextList(kInMemory)
    {
    }
    explicit TextList(std::size_t inMemory);
    TextList(std::initializer_list<std::string_view> texts);
    TextList(const TextList& other); // of every text
    TextList& operator=(const TextList& other);
    TextList(TextList&&) noexcept;
    TextList& operator=(TextList&&) noexcept;
    ~TextList();

    void push_back(std::string_view text);
    void emplace_back(std::string_view text) { push_back(text); }
    std::size_t size() const { return m_texts.size(); }
    bool empty() const { return m_texts.empty(); }
    std::string_view operator[](std::size_t index) const;
    /// Of the bytes, how many lie in the file.
    std::size_t bytesInFile() const;

    class Iterator
    {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = std::string_view;
        using difference_type = std::ptrdiff_t;
        using pointer = const std::string_view*;
        using reference = std::string_view;

        Iterator() = default;
        Iterator(const TextList* list, std::size_t index)
            : m_list(list)
            , m_index(index)
        {
        }
        std::string_view operator*() const { return (*m_list)[m_index]; }
        Iterator& operator++()
        {
            ++m_index;
            return *this;
        }
        Iterator operator++(int)
        {
            Iterator before = *this;
            ++m_index;
            return before;
        }
        bool operator==(const Iterator& other) const = default;

    private:
        const TextList* m_list = nullptr;
        std::size_t m_index = 0;
    };
    Iterator begin() const { return {this, 0}; }
    Iterator end() const { return {this, size()}; }

    friend bool operator==(const TextList& a, const TextList& b);

private:
    class Chunk;
    char* room(std::size_t bytes);

    std::size_t m_inMemory;
    std::deque<const char*> m_texts; // its length, then its bytes; a deque: no copy of the whole while it grows
    std::vector<std::unique_ptr<Chunk>> m_chunks;
    std::size_t m_used = 0;  // of the last chunk
    std::size_t m_bytes = 0; // of all chunks
};

} // namespace rw
