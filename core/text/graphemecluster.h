// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace rw {

/// Finds the ends of extended grapheme clusters (UAX 29), one character after the other.
class GraphemeCluster
{
public:
    enum class Class : std::uint8_t {
        Other,
        Cr,
        Lf,
        Control,
        Extend,     // also Indic_Conjunct_Break=Extend
        ExtendOnly, // Extend that no conjunct spans
        Linker,     // Extend that is Indic_Conjunct_Break=Linker
        Zwj,
        Regional,
        Prepend,
        SpacingMark,
        Consonant, // Indic_Conjunct_Break=Consonant
        Pictographic,
        HangulL,
        HangulV,
        HangulT,
        HangulLv,
        HangulLvt
    };

    /// The class of every character, two levels deep. Built once from the ranges of graphemeranges.h.
    class Table
    {
    public:
        Table();
        Class of(char32_t c) const { return m_classes[std::size_t(m_blocks[c >> 8]) << 8 | (c & 0xFF)]; }

    private:
        std::vector<std::uint16_t> m_blocks;
        std::vector<Class> m_classes;
    };
    static const Table& table();

    /// A cluster that starts with a character of this class.
    explicit GraphemeCluster(Class first) { advance(first); }
    /// Whether the cluster goes on with a character of this class; if so it is taken in.
    bool takes(Class next);

private:
    bool joins(Class next) const;
    void advance(Class next);

    Class m_last = Class::Other;
    bool m_oddRegional = false;
    enum class Emoji : std::uint8_t { None, Base, Joined } m_emoji = Emoji::None;
    enum class Conjunct : std::uint8_t { None, Consonant, Linked } m_conjunct = Conjunct::None;
};

} // namespace rw
