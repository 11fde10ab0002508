// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/pairsfile.h"

#include "core/data/columns.h"
#include "core/data/encoding.h"
#include "core/data/jsonlines.h"
#include "core/data/stringindex.h"

#include <cmath>

namespace rw {

namespace {

constexpr const char* wanted = R"(expected {"query": ..., "pos": [...], "neg": [...]})";

/// The fields of one line that count here.
struct PairsLine
{
    std::optional<simdjson::dom::element> query, positives, negatives, positiveScores, negativeScores;
    const char* positiveKey = "pos";
    const char* negativeKey = "neg";
    bool hasPrompt = false;

    explicit PairsLine(const simdjson::dom::object& object)
    {
        for (const auto field : object) {
            if (field.key == "query") {
                query = field.value;
            } else if (field.key == "pos" || (field.key == "positive" && !positives)) {
                positives = field.value;
                positiveKey = field.key == "pos" ? "pos" : "positive";
            } else if (field.key == "neg" || (field.key == "negative" && !negatives)) {
                negatives = field.value;
                negativeKey = field.key == "neg" ? "neg" : "negative";
            } else if (field.key == "pos_scores") {
                positiveScores = field.value;
            } else if (field.key == "neg_scores") {
                negativeScores = field.value;
            } else if (field.key == "prompt" || field.key == "query_prompt" || field.key == "passage_prompt") {
                hasPrompt = hasPrompt || field.value.is_string();
            }
        }
    }
};

Status checkScores(const JsonLines& lines, const std::optional<simdjson::dom::element>& scores, std::size_t passages,
                   const char* scoresKey, const char* key)
{
    if (!scores || scores->is_null())
        return ok();
    simdjson::dom::array list;
    if (scores->get(list))
        return lines.error(std::string("\"") + scoresKey + "\" is not a list; expected one number for each of \"" +
                           key + "\"");
    std::size_t count = 0;
    for (const simdjson::dom::element score : list) {
        double value = 0;
        if (score.get(value))
            return lines.error(std::string("\"") + scoresKey + "\" holds something else than numbers");
        ++count;
    }
    if (count != passages)
        return lines.error(std::string("\"") + scoresKey + "\" has " + std::to_string(count) + " numbers; expected " +
                           std::to_string(passages) + ", one for each of \"" + key + "\"");
    return ok();
}

class PairsReader
{
public:
    PairsReader(JsonLines& lines, Dataset& dataset)
        : m_lines(lines)
        , m_dataset(dataset)
    {
    }

    Status add(const simdjson::dom::object& object)
    {
        const PairsLine line(object);
        if (!line.query)
            return m_lines.error(std::string("no \"query\"; ") + wanted);
        if (!line.positives)
            return m_lines.error(std::string("no \"pos\"; ") + wanted);
        if (!line.negatives)
            return m_lines.error(std::string("no \"neg\"; ") + wanted);
        const Result<std::string_view> query = m_lines.string(*line.query, "query");
        if (!query)
            return query.error();
        if (trimmedUnicode(*query).empty())
            m_emptyQueries.add(m_lines.lines());
        if (line.hasPrompt)
            m_prompts.add(m_lines.lines());

        const int position = int(m_dataset.queryIds.size());
        m_dataset.queryIds.push_back(std::to_string(m_lines.lines().lineNumber()));
        m_dataset.queryTexts.emplace_back(*query);
        m_dataset.queryFields.push_back(
            furtherFields(object, {"query", "pos", "positive", "neg", "negative", "pos_scores", "neg_scores", "prompt",
                                   "query_prompt", "passage_prompt"}));
        Qrels::Documents& judgments = m_dataset.judgments.queries[m_dataset.queryIds.back()];
        const auto positives = addPassages(*line.positives, line.positiveKey, position, 1, judgments);
        if (!positives)
            return positives.error();
        const auto negatives = addPassages(*line.negatives, line.negativeKey, position, 0, judgments);
        if (!negatives)
            return negatives.error();
        if (*positives == 0)
            m_withoutPositives.add(m_lines.lines());
        if (*negatives == 0)
            m_withoutNegatives.add(m_lines.lines());
        if (Status status = checkScores(m_lines, line.positiveScores, *positives, "pos_scores", line.positiveKey);
            !status)
            return status;
        return checkScores(m_lines, line.negativeScores, *negatives, "neg_scores", line.negativeKey);
    }

    void report(std::vector<Finding>& findings) const
    {
        m_emptyQueries.report(&findings, "%1 no text", "query has", "queries have");
        m_emptyPassages.report(&findings, "%1 no text", "passage has", "passages have");
        m_withoutPositives.report(&findings, "%1 no positive passage", "query has", "queries have");
        m_withoutNegatives.report(&findings, "%1 no negative passage", "query has", "queries have");
        m_repeated.report(&findings, "%1 twice in one list of a query: taken once", "passage is", "passages are");
        m_contradictory.report(&findings, "%1 among the positives of the query too: taken as positive", "negative is",
                               "negatives are");
        m_prompts.report(&findings, "%1 a prompt, which is not used: prompts are set with the model", "line has",
                         "lines have");
    }

private:
    /// Number of list entries.
    Result<std::size_t> addPassages(const simdjson::dom::element& value, const char* key, int query, int grade,
                                    Qrels::Documents& judgments)
    {
        simdjson::dom::array list;
        if (value.get(list))
            return m_lines.error(std::string("\"") + key + "\" is not a list; expected a list of strings");
        std::size_t count = 0;
        for (const simdjson::dom::element entry : list) {
            const Result<std::string_view> text =
                m_lines.string(entry, std::string(key) + "[" + std::to_string(count) + "]");
            if (!text)
                return text.error();
            ++count;
            bool isNew = false;
            const int passage = m_texts.insert(m_dataset.passageTexts, *text, &isNew);
            if (isNew) {
                m_dataset.passageIds.push_back("p" + std::to_string(passage + 1));
                if (trimmedUnicode(*text).empty())
                    m_emptyPassages.add(m_lines.lines());
            }
            const auto [judgment, isFirst] =
                judgments.emplace(std::string(m_dataset.passageIds[std::size_t(passage)]), grade);
            if (isFirst)
                m_dataset.candidates.push_back({query, passage, 0});
            else if (judgment->second == grade)
                m_repeated.add(m_lines.lines());
            else
                m_contradictory.add(m_lines.lines()); // mined negatives often hold a positive: the positive stands
        }
        return count;
    }

    JsonLines& m_lines;
    Dataset& m_dataset;
    StringIndex m_texts;
    FindingCounter m_emptyQueries;
    FindingCounter m_emptyPassages;
    FindingCounter m_withoutPositives;
    FindingCounter m_withoutNegatives;
    FindingCounter m_repeated;
    FindingCounter m_contradictory;
    FindingCounter m_prompts;
};

} // namespace

Status readPairsFile(const std::filesystem::path& file, Dataset& dataset)
{
    Result<JsonLines> opened = JsonLines::open(file);
    if (!opened)
        return opened.error();
    PairsReader reader(*opened, dataset);
    while (const auto object = opened->next()) {
        if (Status status = reader.add(*object); !status)
            return status;
    }
    if (Status status = opened->status(); !status)
        return status;
    if (dataset.queryIds.empty())
        return Error{opened->lines().label() + ": no queries; " + wanted + " a line"};
    reader.report(dataset.findings);
    return ok();
}

} // namespace rw
