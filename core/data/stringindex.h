// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rw {

/// Finds strings of a growing list (a vector of strings, a TextList) by content. Keeps positions only, eight to eleven
/// bytes a string: the list itself stays where it is.
class StringIndex
{
public:
    static constexpr int none = -1;

    /// Position of `text` in `strings`, the list that this index was filled with, or `none`.
    template <class List>
    int find(const List& strings, std::string_view text) const
    {
        return m_slots.empty() ? none : m_slots[slot(strings, text, hashOf(text))].position;
    }

    /// Position of `text`, which is appended to `strings` where it is new.
    template <class List>
    int insert(List& strings, std::string_view text, bool* isNew = nullptr)
    {
        if (4 * (strings.size() + 1) > 3 * m_slots.size())
            grow();
        const Hash hash = hashOf(text);
        Slot& found = m_slots[slot(strings, text, hash)];
        if (isNew)
            *isNew = found.position == none;
        if (found.position == none) {
            found = {int(strings.size()), hash};
            strings.emplace_back(text);
        }
        return found.position;
    }

private:
    using Hash = std::uint32_t; // there are never more slots
    struct Slot
    {
        int position = none;
        Hash hash = 0;
    };

    static Hash hashOf(std::string_view text) { return Hash(std::hash<std::string_view>()(text)); }

    template <class List>
    std::size_t slot(const List& strings, std::string_view text, Hash hash) const
    {
        const std::size_t mask = m_slots.size() - 1;
        std::size_t i = hash & mask;
        while (m_slots[i].position != none &&
               (m_slots[i].hash != hash || strings[std::size_t(m_slots[i].position)] != text))
            i = (i + 1) & mask;
        return i;
    }

    void grow()
    {
        std::vector<Slot> old = std::move(m_slots);
        m_slots.assign(old.empty() ? 64 : 2 * old.size(), Slot());
        const std::size_t mask = m_slots.size() - 1;
        for (const Slot& entry : old) {
            if (entry.position == none)
                continue;
            std::size_t i = entry.hash & mask;
            while (m_slots[i].position != none)
                i = (i + 1) & mask;
            m_slots[i] = entry;
        }
    }

    std::vector<Slot> m_slots; // a power of two of them
};

} // namespace rw
