// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/textrecords.h"

#include "core/data/columns.h"
#include "core/data/encoding.h"
#include "core/data/jsonlines.h"

#include <deque>

namespace rw {

namespace {

/// title + " " + text of the lines of a file, with their ids.
class RecordReader
{
public:
    explicit RecordReader(JsonLines lines)
        : m_lines(std::move(lines))
    {
    }

    /// False at the end and at a fault: see status().
    bool next()
    {
        const auto object = m_lines.next();
        if (!object)
            return false;
        if (auto status = take(*object); !status)
            m_status = std::move(status);
        return bool(m_status);
    }

    Status status() const { return m_status ? m_lines.status() : m_status; }
    const std::string& id() const { return m_id; }
    std::string_view text() const { return m_text; }
    /// Where "text" begins in text().
    std::int32_t textBegin() const { return m_textBegin; }
    std::string fields() const { return furtherFields(m_object, {"_id", "id", "text", "title"}); }
    const LineReader& lines() const { return m_lines.lines(); }

private:
    Status take(const simdjson::dom::object& object)
    {
        std::optional<simdjson::dom::element> idValue;
        std::optional<simdjson::dom::element> textValue;
        std::optional<simdjson::dom::element> titleValue;
        const char* idKey = "_id";
        for (const auto field : object) {
            if (field.key == "_id" || (field.key == "id" && !idValue)) {
                idValue = field.value;
                idKey = field.key == "_id" ? "_id" : "id";
            } else if (field.key == "text") {
                textValue = field.value;
            } else if (field.key == "title" && !field.value.is_null()) {
                titleValue = field.value;
            }
        }
        if (!idValue)
            return m_lines.error("no \"_id\"; expected {\"_id\": ..., \"text\": ...}");
        if (!textValue)
            return m_lines.error("no \"text\"; expected {\"_id\": ..., \"text\": ...}");
        auto id = m_lines.id(*idValue, idKey);
        if (!id)
            return id.error();
        const Result<std::string_view> text = m_lines.string(*textValue, "text");
        if (!text)
            return text.error();
        m_id = std::move(*id);
        m_text = *text;
        m_textBegin = 0;
        m_object = object;
        if (titleValue) {
            const Result<std::string_view> title = m_lines.string(*titleValue, "title");
            if (!title)
                return title.error();
            m_joined.assign(*title).append(1, ' ').append(*text);
            m_text = trimmedUnicode(m_joined);
            m_textBegin = std::int32_t(std::ptrdiff_t(title->size() + 1) - (m_text.data() - m_joined.data()));
        }
        return ok();
    }

    JsonLines m_lines;
    Status m_status = ok();
    std::string m_id;
    std::string_view m_text;
    std::string m_joined;
    std::int32_t m_textBegin = 0;
    simdjson::dom::object m_object; // of the line read last
};

/// Fills `ids` and `index`. `add` gets each new record, `isSame` one whose id was there before.
template <class Ids, class Add, class IsSame>
Status readRecords(const std::filesystem::path& file, const std::string& noun, const std::string& nouns,
                   std::vector<Finding>* findings, Ids& ids, StringIndex& index, Add add, IsSame isSame)
{
    Result<JsonLines> lines = JsonLines::open(file);
    if (!lines)
        return lines.error();
    RecordReader record(std::move(*lines));
    FindingCounter empty;
    FindingCounter repeated;
    FindingCounter spaced;
    while (record.next()) {
        bool isNew = false;
        const int position = index.insert(ids, record.id(), &isNew);
        if (!isNew) {
            if (!isSame(std::size_t(position), record.text()))
                return record.lines().error(noun + " " + record.id() +
                                            " a second time with another text; expected each id once");
            repeated.add(record.lines());
            continue;
        }
        add(record);
        if (trimmedUnicode(record.text()).empty())
            empty.add(record.lines());
        if (record.id().find_first_of(" \t\n\r\v\f") != std::string::npos)
            spaced.add(record.lines());
    }
    if (Status status = record.status(); !status)
        return status;

    empty.report(findings, "%1 no text", noun + " has", nouns + " have");
    repeated.report(findings, "%1 in the file more than once with the same text", noun + " is", nouns + " are");
    spaced.report(findings, "%1 white space in the id, which TREC files cannot hold", noun + " has", nouns + " have");
    return ok();
}

} // namespace

Result<TextRecords> readTextRecords(const std::filesystem::path& file, const std::string& noun,
                                    const std::string& nouns, std::vector<Finding>* findings)
{
    TextRecords records;
    auto status = readRecords(
        file, noun, nouns, findings, records.ids, records.index,
        [&](const RecordReader& record) {
            records.texts.emplace_back(record.text());
            records.fields.push_back(record.fields());
        },
        [&](std::size_t position, std::string_view text) { return records.texts[position] == text; });
    if (!status)
        return status.error();
    return records;
}

Result<Collection> readCollection(const std::filesystem::path& file, const std::string& noun, const std::string& nouns,
                                  std::vector<Finding>* findings)
{
    Collection collection;
    collection.file = file;
    TextLengthCounter lengths;
    std::deque<std::size_t> hashes; // stand for the texts where an id comes twice
    const std::hash<std::string_view> hashOf;
    auto status = readRecords(
        file, noun, nouns, findings, collection.ids, collection.index,
        [&](const RecordReader& record) {
            lengths.add(record.text());
            hashes.push_back(hashOf(record.text()));
            collection.textBegins.push_back(record.textBegin());
        },
        [&](std::size_t position, std::string_view text) { return hashes[position] == hashOf(text); });
    if (!status)
        return status.error();
    collection.lengths = lengths.lengths();
    return collection;
}

Status eachText(const std::filesystem::path& file, const TextList& ids,
                const std::function<void(std::size_t position, std::string_view text)>& sink)
{
    Result<JsonLines> lines = JsonLines::open(file);
    if (!lines)
        return lines.error();
    RecordReader record(std::move(*lines));
    std::size_t position = 0;
    while (record.next()) {
        if (position < ids.size() && record.id() == ids[position])
            sink(position++, record.text()); // any other id was there before
    }
    if (Status status = record.status(); !status)
        return status;
    if (position < ids.size())
        return Error{file.string() + ": was changed while it was read"};
    return ok();
}

} // namespace rw
