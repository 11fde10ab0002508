// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/linereader.h"

#include "core/data/encoding.h"

#include <simdjson.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace rw {

static_assert(LineReader::padding >= simdjson::SIMDJSON_PADDING);

namespace {

constexpr std::size_t chunk = std::size_t(1) << 18;

bool isGzip(std::string_view start)
{
    return start.size() >= 2 && start[0] == '\x1f' && start[1] == '\x8b';
}

} // namespace

/// Bytes of a descriptor or of a mapped file, inflated where they are gzip.
class LineReader::Source
{
public:
    Source(int fd, bool owned)
        : m_fd(fd)
        , m_owned(owned)
        , m_input(chunk, '\0')
    {
    }
    explicit Source(std::string_view gzip)
        : m_pending(gzip)
        , m_started(true)
    {
        startInflating();
    }
    ~Source()
    {
        if (m_inflating)
            ::inflateEnd(&m_stream);
        if (m_owned)
            ::close(m_fd);
    }
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;

    /// Up to `size` bytes; 0 at the end or at a fault.
    std::size_t read(char* to, std::size_t size)
    {
        if (!m_started) {
            m_started = true;
            while (m_pending.size() < 2 && fill()) {
            }
            if (isGzip(m_pending))
                startInflating();
        }
        return m_inflating ? inflate(to, size) : copy(to, size);
    }
    const std::string& fault() const { return m_fault; }

private:
    void startInflating()
    {
        m_inflating = ::inflateInit2(&m_stream, 16 + MAX_WBITS) == Z_OK;
        if (!m_inflating)
            m_fault = "gzip data cannot be read: zlib did not start";
    }

    /// More input behind what is pending; false where there is none.
    bool fill()
    {
        if (m_fd < 0)
            return false;
        if (!m_pending.empty())
            std::memmove(m_input.data(), m_pending.data(), m_pending.size());
        const std::size_t kept = m_pending.size();
        ssize_t count = 0;
        do {
            count = ::read(m_fd, m_input.data() + kept, m_input.size() - kept);
        } while (count < 0 && errno == EINTR);
        if (count < 0)
            m_fault = std::string("cannot be read: ") + std::strerror(errno);
        m_pending = std::string_view(m_input.data(), kept + std::size_t(std::max<ssize_t>(count, 0)));
        return count > 0;
    }

    std::size_t copy(char* to, std::size_t size)
    {
        if (m_pending.empty() && !fill())
            return 0;
        const std::size_t count = std::min(size, m_pending.size());
        std::memcpy(to, m_pending.data(), count);
        m_pending.remove_prefix(count);
        return count;
    }

    std::size_t inflate(char* to, std::size_t size)
    {
        m_stream.next_out = reinterpret_cast<Bytef*>(to);
        m_stream.avail_out = uInt(size);
        while (m_stream.avail_out == size && m_fault.empty()) {
            if (m_pending.empty() && !fill()) {
                if (!m_memberEnded && m_fault.empty())
                    m_fault = "gzip data ends early; expected the rest of the file";
                break;
            }
            if (m_memberEnded) {
                // Several members behind one another are one file (cat a.gz b.gz); anything else is not ours.
                if (m_pending.size() < 2 && m_fd >= 0)
                    fill();
                if (!isGzip(m_pending)) {
                    m_fault = "there is something else behind the gzip data";
                    break;
                }
                ::inflateReset(&m_stream);
                m_memberEnded = false;
            }
            // avail_in is 32 bits wide, files need not be.
            const std::size_t offered = std::min(m_pending.size(), std::size_t(1) << 30);
            m_stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(m_pending.data()));
            m_stream.avail_in = uInt(offered);
            const int state = ::inflate(&m_stream, Z_NO_FLUSH);
            m_pending.remove_prefix(offered - m_stream.avail_in);
            if (state == Z_STREAM_END)
                m_memberEnded = true;
            else if (state != Z_OK && state != Z_BUF_ERROR)
                m_fault = std::string("gzip data is damaged") + (m_stream.msg ? std::string(": ") + m_stream.msg : "");
        }
        return size - m_stream.avail_out;
    }

    int m_fd = -1;
    bool m_owned = false;
    std::string m_input;
    std::string_view m_pending;
    bool m_started = false;
    bool m_inflating = false;
    bool m_memberEnded = false;
    z_stream m_stream{};
    std::string m_fault;
};

LineReader::LineReader(LineReader&&) noexcept = default;
LineReader& LineReader::operator=(LineReader&&) noexcept = default;
LineReader::~LineReader() = default;

Result<LineReader> LineReader::open(const std::filesystem::path& file, std::string label)
{
    LineReader reader;
    const bool isStandardInput = file == "-";
    reader.m_label = !label.empty() ? std::move(label) : isStandardInput ? "standard input" : file.string();

    struct stat info = {};
    if (!isStandardInput && ::stat(file.c_str(), &info) != 0)
        return Error{reader.m_label + ": cannot be opened: " + std::strerror(errno)};
    if (S_ISDIR(info.st_mode))
        return Error{reader.m_label + ": is a folder; expected a file"};

    if (isStandardInput || !S_ISREG(info.st_mode)) {
        const int fd = isStandardInput ? STDIN_FILENO : ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            return Error{reader.m_label + ": cannot be opened: " + std::strerror(errno)};
        reader.m_source = std::make_unique<Source>(fd, !isStandardInput);
    } else {
        Result<MappedFile> mapped = MappedFile::open(file);
        if (!mapped)
            return mapped.error();
        reader.m_mapped = std::move(*mapped);
        if (isGzip(reader.m_mapped.text()))
            reader.m_source = std::make_unique<Source>(reader.m_mapped.text());
    }
    return reader;
}

bool LineReader::next(std::string_view& line)
{
    if (!m_fault.empty())
        return false;
    return m_source ? nextStreamed(line) : nextMapped(line);
}

Status LineReader::status() const
{
    if (m_fault.empty())
        return ok();
    return Error{m_fault, {}, m_hint};
}

void LineReader::failAt(const std::string& what)
{
    m_fault = place() + ": " + what;
}

bool LineReader::nextMapped(std::string_view& line)
{
    const std::string_view text = m_mapped.text();
    if (m_position >= text.size())
        return false;
    ++m_lineNumber;
    const std::size_t offset = m_position;
    m_mapped.releaseBefore(offset);
    const std::size_t end = std::min(text.find('\n', offset), text.size());
    m_position = end + 1;
    line = text.substr(offset, end - offset);
    if (line.size() > longestLine) {
        failAt("the line is longer than 256 MiB; expected one record a line");
        return false;
    }
    if (!accept(line, std::int64_t(offset), isValidTo(end)))
        return false;
    if (end + padding > text.size()) {
        m_lastLine.assign(line);
        m_lastLine.append(padding, '\0');
        line = std::string_view(m_lastLine).substr(0, line.size());
    }
    return true;
}

bool LineReader::nextStreamed(std::string_view& line)
{
    std::size_t searched = m_begin;
    while (true) {
        const void* found =
            m_end > searched ? std::memchr(m_buffer.data() + searched, '\n', m_end - searched) : nullptr;
        std::size_t stop = m_end;
        if (found) {
            stop = std::size_t(static_cast<const char*>(found) - m_buffer.data());
        } else {
            searched = m_end;
            if (m_begin > 0) {
                std::memmove(m_buffer.data(), m_buffer.data() + m_begin, m_end - m_begin);
                searched = m_end -= m_begin;
                m_begin = 0;
            }
            if (m_end > longestLine) {
                ++m_lineNumber;
                failAt("the line is longer than 256 MiB; expected one record a line");
                return false;
            }
            if (m_buffer.size() < m_end + chunk + padding)
                m_buffer.resize(std::max(2 * m_buffer.size(), m_end + chunk + padding));
            const std::size_t count = m_source->read(m_buffer.data() + m_end, m_buffer.size() - padding - m_end);
            m_end += count;
            if (!m_source->fault().empty()) {
                m_fault = m_label + ": " + m_source->fault() + " (after line " + std::to_string(m_lineNumber) + ")";
                return false;
            }
            if (count > 0)
                continue;
            if (m_begin == m_end)
                return false;
            stop = m_end;
        }
        ++m_lineNumber;
        line = std::string_view(m_buffer).substr(m_begin, stop - m_begin);
        const std::int64_t offset = m_streamed;
        const std::size_t used = std::min(stop + 1, m_end) - m_begin;
        m_begin += used;
        m_streamed += std::int64_t(used);
        return accept(line, offset, false);
    }
}

/// Whether the mapped text up to `end`, which is the end of a line, is known to be UTF-8. Looks at many lines at once,
/// which is several times as fast; a block that is not valid is left to be checked line by line.
bool LineReader::isValidTo(std::size_t end)
{
    if (end <= m_checked)
        return true;
    if (end <= m_doubtful)
        return false;
    const std::string_view text = m_mapped.text();
    const std::size_t begin = std::max(m_checked, m_doubtful);
    std::size_t stop = std::min(begin + chunk, text.size()); // the last line end before it, so that no character is cut
    while (stop > end && text[stop - 1] != '\n')
        --stop;
    stop = std::max(stop, end);
    const bool isValid = simdjson::validate_utf8(text.data() + begin, stop - begin);
    (isValid ? m_checked : m_doubtful) = stop;
    return isValid;
}

/// Takes line end and byte order mark off; false (and the fault noted) where the line is not UTF-8.
bool LineReader::accept(std::string_view& line, std::int64_t offset, bool isValid)
{
    if (m_lineNumber == 1) {
        if (line.starts_with("\xff\xfe") || line.starts_with("\xfe\xff")) {
            failAt("the file is UTF-16; expected UTF-8");
            m_hint = "convert it: iconv -f UTF-16 -t UTF-8 FILE > NEW-FILE";
            return false;
        }
        if (line.starts_with("\xef\xbb\xbf")) {
            line.remove_prefix(3);
            offset += 3;
        }
    }
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    if (isValid || simdjson::validate_utf8(line.data(), line.size()))
        return true;
    const std::size_t bad = firstInvalidUtf8(line);
    failAt("invalid UTF-8 at byte offset " + std::to_string(offset + std::int64_t(bad)));
    const std::string guess = guessEncoding(line);
    if (!guess.empty()) {
        m_fault += ", it looks like " + guess;
        m_hint = "convert it: iconv -f " + guess + " -t UTF-8 FILE > NEW-FILE";
    }
    m_fault += "; expected UTF-8";
    return false;
}

} // namespace rw
