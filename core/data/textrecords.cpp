// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/textrecords.h"

#include "core/data/columns.h"
#include "core/data/encoding.h"
#include "core/data/jsonlines.h"

namespace rw {

Result<TextRecords> readTextRecords(const std::filesystem::path& file, const std::string& noun,
                                    const std::string& nouns, std::vector<Finding>* findings)
{
    Result<JsonLines> opened = JsonLines::open(file);
    if (!opened)
        return opened.error();
    JsonLines& lines = *opened;

    TextRecords records;
    FindingCounter empty;
    FindingCounter repeated;
    FindingCounter spaced;
    std::string joined;
    while (const auto object = lines.next()) {
        std::optional<simdjson::dom::element> idValue;
        std::optional<simdjson::dom::element> textValue;
        std::optional<simdjson::dom::element> titleValue;
        const char* idKey = "_id";
        for (const auto field : *object) {
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
            return lines.error("no \"_id\"; expected {\"_id\": ..., \"text\": ...}");
        if (!textValue)
            return lines.error("no \"text\"; expected {\"_id\": ..., \"text\": ...}");
        const Result<std::string> id = lines.id(*idValue, idKey);
        if (!id)
            return id.error();
        const Result<std::string_view> text = lines.string(*textValue, "text");
        if (!text)
            return text.error();
        std::string_view whole = *text;
        if (titleValue) {
            const Result<std::string_view> title = lines.string(*titleValue, "title");
            if (!title)
                return title.error();
            joined.assign(*title).append(1, ' ').append(*text);
            whole = trimmedUnicode(joined);
        }

        bool isNew = false;
        const int position = records.index.insert(records.ids, *id, &isNew);
        if (!isNew) {
            if (records.texts[std::size_t(position)] != whole)
                return lines.error(noun + " " + *id + " a second time with another text; expected each id once");
            repeated.add(lines.lines());
            continue;
        }
        records.texts.emplace_back(whole);
        if (trimmedUnicode(whole).empty())
            empty.add(lines.lines());
        if (id->find_first_of(" \t\n\r\v\f") != std::string::npos)
            spaced.add(lines.lines());
    }
    if (Status status = lines.status(); !status)
        return status.error();

    empty.report(findings, "%1 no text", noun + " has", nouns + " have");
    repeated.report(findings, "%1 in the file more than once with the same text", noun + " is", nouns + " are");
    spaced.report(findings, "%1 white space in the id, which TREC files cannot hold", noun + " has", nouns + " have");
    return records;
}

} // namespace rw
