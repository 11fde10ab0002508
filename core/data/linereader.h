// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/mappedfile.h"
#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace rw {

/// The lines of a UTF-8 text file without their line ends, LF or CRLF, without a byte order mark. Plain files are
/// mapped; gzip content (told by its first bytes, whatever the name), pipes and `-` (standard input) stream through a
/// small buffer, so a decompression bomb costs time, not memory.
class LineReader
{
public:
    /// `label` is how errors call the file (empty: the path as it was given).
    static Result<LineReader> open(const std::filesystem::path& file, std::string label = {});

    LineReader(LineReader&&) noexcept;
    LineReader& operator=(LineReader&&) noexcept;
    ~LineReader();

    /// The next line, valid until the next call; at least `padding` bytes behind it may be read. False at the end of
    /// the file and at a fault: see `status`.
    bool next(std::string_view& line);
    /// The fault that ended the reading, if any.
    Status status() const;

    std::int64_t lineNumber() const { return m_lineNumber; }
    const std::string& label() const { return m_label; }
    /// "FILE:LINE" of the line read last.
    std::string place() const { return m_label + ":" + std::to_string(m_lineNumber); }
    /// Error "FILE:LINE: what" about the line read last.
    Error error(const std::string& what) const { return Error{place() + ": " + what}; }

    /// What simdjson wants to be readable behind its input.
    static constexpr std::size_t padding = 64;
    /// Longest line: no sane record is longer, and a file without line ends must not fill the memory.
    static constexpr std::size_t longestLine = std::size_t(256) << 20;

private:
    LineReader() = default;

    bool nextMapped(std::string_view& line);
    bool nextStreamed(std::string_view& line);
    bool accept(std::string_view& line, std::int64_t offset, bool isValid);
    bool isValidTo(std::size_t end);
    void failAt(const std::string& what);

    class Source;
    std::string m_label;
    std::int64_t m_lineNumber = 0;

    MappedFile m_mapped;
    std::size_t m_position = 0;
    std::size_t m_checked = 0;  // what is before is known to be UTF-8
    std::size_t m_doubtful = 0; // up to here lines are checked one by one: one of them is not
    std::string m_lastLine;     // a copy with padding, for lines too close to the end of the mapping

    std::unique_ptr<Source> m_source; // null: mapped
    std::string m_buffer;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
    std::int64_t m_streamed = 0; // bytes of text before m_begin

    std::string m_fault;
    std::string m_hint;
};

} // namespace rw
