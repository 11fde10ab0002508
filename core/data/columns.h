// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/counted.h"
#include "core/data/dataset.h"
#include "core/data/linereader.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rw {

/// The columns of one line of a text table. Keeps the first eight, counts all.
class Columns
{
public:
    enum Separator { WhiteSpace, Tabs };

    void split(std::string_view line, Separator separator)
    {
        m_count = 0;
        if (separator == Tabs) {
            while (!line.empty() || m_count > 0) {
                const auto tab = line.find('\t');
                add(trimmed(line.substr(0, tab)));
                if (tab == std::string_view::npos)
                    break;
                line.remove_prefix(tab + 1);
            }
            return;
        }
        std::size_t i = 0;
        while (true) {
            while (i < line.size() && isSpace(line[i]))
                ++i;
            if (i == line.size())
                return;
            const std::size_t start = i;
            while (i < line.size() && !isSpace(line[i]))
                ++i;
            add(line.substr(start, i - start));
        }
    }

    std::size_t count() const { return m_count; }
    bool isBlank() const { return m_count == 0 || (m_count == 1 && m_columns[0].empty()); }
    std::string_view operator[](std::size_t i) const { return i < m_count && i < m_columns.size() ? m_columns[i] : ""; }
    void truncate(std::size_t count) { m_count = count; }

private:
    static bool isSpace(char c)
    {
        static constexpr auto spaces = [] {
            std::array<bool, 256> table{};
            for (const unsigned char space : {' ', '\t', '\v', '\f', '\r'})
                table[space] = true;
            return table;
        }();
        return spaces[static_cast<unsigned char>(c)];
    }
    static std::string_view trimmed(std::string_view text)
    {
        while (!text.empty() && isSpace(text.front()))
            text.remove_prefix(1);
        while (!text.empty() && isSpace(text.back()))
            text.remove_suffix(1);
        return text;
    }
    void add(std::string_view column)
    {
        if (m_count < m_columns.size())
            m_columns[m_count] = column;
        ++m_count;
    }

    std::array<std::string_view, 8> m_columns;
    std::size_t m_count = 0;
};

/// The whole text as a number, nothing before or behind it but a sign.
template <class T>
std::optional<T> toNumber(std::string_view text)
{
    T value{};
    if (text.size() > 1 && text[0] == '+' && text[1] != '-')
        text.remove_prefix(1); // from_chars knows no plus sign
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

/// The same; almost all numbers of such files are a few digits, and there are millions of them.
inline std::optional<int> toInteger(std::string_view text)
{
    int value = 0;
    std::size_t i = 0;
    for (; i < text.size() && i < 9 && text[i] >= '0' && text[i] <= '9'; ++i)
        value = 10 * value + (text[i] - '0');
    return i > 0 && i == text.size() ? value : toNumber<int>(text);
}

/// Counts one kind of oddity while a file is read and remembers where it was first.
class FindingCounter
{
public:
    void add(const LineReader& reader)
    {
        if (m_count++ == 0)
            m_place = reader.place();
    }
    /// The same where the lines are looked at in another order than the file's.
    void addAt(const std::string& file, std::int64_t line)
    {
        if (m_count++ == 0 || line < m_line) {
            m_line = line;
            m_place = file + ":" + std::to_string(line);
        }
    }
    std::int64_t count() const { return m_count; }
    const std::string& place() const { return m_place; }

    /// `text` with %1 = "1 `one`" or "n `many`".
    void report(std::vector<Finding>* findings, std::string text, const std::string& one, const std::string& many) const
    {
        if (m_count == 0 || !findings)
            return;
        const std::string subject = counted(m_count, one, many);
        text.replace(text.find("%1"), 2, subject);
        findings->push_back({text, m_place, m_count});
    }

private:
    std::int64_t m_count = 0;
    std::int64_t m_line = 0; // of addAt
    std::string m_place;
};

/// What every reader of a run has to say about ranks (trecrun.cpp).
void reportRanks(std::vector<Finding>* findings, const FindingCounter& contradictions);

/// What every reader of judgments has to say about them.
inline void reportJudgments(std::vector<Finding>* findings, const FindingCounter& duplicates,
                            const FindingCounter& negatives)
{
    duplicates.report(findings, "%1 again with the same grade", "judgment is there", "judgments are there");
    negatives.report(findings, "%1 a grade below 0: judged, not relevant, without gain", "judgment has",
                     "judgments have");
}

} // namespace rw
