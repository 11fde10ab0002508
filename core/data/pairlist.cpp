// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/pairlist.h"

#include "core/data/linereader.h"
#include "core/data/stringindex.h"

#include <simdjson.h>

#include <algorithm>
#include <string_view>

namespace rw {

namespace {

namespace dom = simdjson::dom;

class Reader
{
public:
    explicit Reader(LineReader lines)
        : m_lines(std::move(lines))
    {
    }

    Result<PairList> read()
    {
        enum class Format { Unknown, Json, Tabs } format = Format::Unknown;
        std::string_view line;
        while (m_lines.next(line)) {
            if (line.find_first_not_of(" \t") == std::string_view::npos)
                continue;
            if (format == Format::Unknown) {
                const char first = line[line.find_first_not_of(' ')];
                format = first == '{' || first == '[' ? Format::Json : Format::Tabs;
            }
            if (auto status = format == Format::Json ? readJson(line) : readTabs(line); !status)
                return status.error();
        }
        if (auto status = m_lines.status(); !status)
            return status.error();
        if (m_list.pairs.empty())
            return Error{m_lines.label() + ": has no pairs; one a line was expected"};
        return std::move(m_list);
    }

private:
    Status readTabs(std::string_view line)
    {
        const auto tab = line.find('\t');
        if (tab == std::string_view::npos || line.find('\t', tab + 1) != std::string_view::npos)
            return m_lines.error("is not query<TAB>passage; exactly one tab is expected");
        add(line.substr(0, tab), line.substr(tab + 1));
        return ok();
    }

    Status readJson(std::string_view line)
    {
        dom::element element;
        if (const auto code = m_parser.parse(line.data(), line.size(), false).get(element))
            return m_lines.error("is not JSON: " + std::string(simdjson::error_message(code)));
        dom::array array;
        if (!element.get_array().get(array)) {
            std::string_view query;
            std::string_view passage;
            if (array.size() != 2 || array.at(0).get_string().get(query) || array.at(1).get_string().get(passage))
                return m_lines.error("a pair is a list of two texts");
            add(query, passage);
            return ok();
        }
        dom::object object;
        if (element.get_object().get(object))
            return m_lines.error("a pair is a list of two texts or an object with \"query\" and \"passage\"");
        std::string_view query;
        if (object["query"].get_string().get(query))
            return m_lines.error("\"query\" is missing or no text");
        dom::element passage;
        if (object["passage"].get(passage) == simdjson::SUCCESS) {
            std::string_view text;
            if (passage.get_string().get(text))
                return m_lines.error("\"passage\" is no text");
            if (!m_list.lines.empty())
                return m_lines.error("is a single pair after lines with \"pos\" and \"neg\"; one format a file");
            add(query, text);
            return ok();
        }
        return readTrainingLine(object, query);
    }

    Status readTrainingLine(const dom::object& object, std::string_view query)
    {
        if (m_list.lines.empty() && !m_list.pairs.empty())
            return m_lines.error("has no \"passage\"; one format a file");
        PairList::Line line;
        for (const auto& [key, count] : {std::pair{"pos", &line.positives}, std::pair{"neg", &line.negatives}}) {
            dom::array texts;
            if (object[key].get_array().get(texts))
                return m_lines.error(
                    "\"passage\" or the lists \"pos\" and \"neg\" are missing, or are no lists of texts");
            for (const auto element : texts) {
                std::string_view text;
                if (element.get_string().get(text))
                    return m_lines.error("\"" + std::string(key) + "\" holds something that is no text");
                add(query, text);
                ++*count;
            }
        }
        for (const auto& field : object) {
            if (field.key == "pos_scores" || field.key == "neg_scores")
                continue;
            line.fields +=
                (line.fields.empty() ? "" : ", ") +
                simdjson::minify(dom::element(field.value)).insert(0, "\"" + std::string(field.key) + "\": ");
        }
        m_list.lines.push_back(std::move(line));
        return ok();
    }

    void add(std::string_view query, std::string_view passage)
    {
        m_list.pairs.emplace_back(m_queryIndex.insert(m_list.queries, query),
                                  m_passageIndex.insert(m_list.passages, passage));
    }

    LineReader m_lines;
    dom::parser m_parser;
    PairList m_list;
    StringIndex m_queryIndex;
    StringIndex m_passageIndex;
};

} // namespace

Result<PairList> readPairList(const std::filesystem::path& file)
{
    auto lines = LineReader::open(file);
    if (!lines)
        return lines.error();
    return Reader(std::move(*lines)).read();
}

} // namespace rw
