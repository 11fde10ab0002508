// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/answers.h"

#include "core/data/encoding.h"
#include "core/data/queryfields.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace rw {

namespace {

constexpr std::size_t npos = std::string_view::npos;

/// What the fields of a query say about its answer.
struct Known
{
    std::optional<std::size_t> characters;
    std::optional<std::size_t> words;
    std::string text;

    explicit Known(const std::string& json)
    {
        if (json.find("\"answer") == npos)
            return;
        for (const QueryField& field : parseQueryFields(json)) {
            const bool isPlace =
                field.number && *field.number >= 0 && *field.number == std::floor(*field.number) && *field.number < 1e9;
            if (isPlace && (field.name == "answer_char" || field.name == "answer_start"))
                characters = std::size_t(*field.number);
            else if (isPlace && field.name == "answer_word")
                words = std::size_t(*field.number);
            else if (field.name == "answer" && !field.number)
                text = trimmedUnicode(field.values.front());
        }
    }
    bool isEmpty() const { return !characters && !words && text.empty(); }
};

bool isSpace(char c)
{
    return std::isspace(static_cast<unsigned char>(c)) != 0;
}

/// Byte where a character begins, npos behind the end. Continuation bytes of UTF-8 begin none.
std::size_t byteOfCharacter(std::string_view text, std::size_t character)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80 && character-- == 0)
            return i;
    }
    return npos;
}

std::size_t byteOfWord(std::string_view text, std::size_t word)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!isSpace(text[i]) && (i == 0 || isSpace(text[i - 1])) && word-- == 0)
            return i;
    }
    return npos;
}

/// Begin and end in the passage; nothing where its place is not known. `isOnly`: no other passage is relevant.
std::optional<std::pair<std::size_t, std::size_t>> find(const Known& known, std::string_view passage,
                                                        std::int32_t textBegin, bool isOnly)
{
    std::size_t place = npos;
    const std::string_view text = passage.substr(std::min(passage.size(), std::size_t(std::max(0, textBegin))));
    if (known.characters) {
        // White space that was cut off before the text was counted, too.
        const std::size_t cut = std::size_t(std::max(0, -textBegin));
        place = byteOfCharacter(text, *known.characters - std::min(*known.characters, cut));
    } else if (known.words) {
        place = byteOfWord(text, *known.words);
    }
    if (place != npos)
        place += passage.size() - text.size();
    if (known.text.empty())
        return place != npos && isOnly ? std::optional(std::pair(place, place)) : std::nullopt;
    while (place != npos && place < passage.size() && isSpace(passage[place]))
        ++place; // the answer was trimmed
    if (place == npos || passage.compare(place, known.text.size(), known.text) != 0)
        place = passage.find(known.text);
    return place != npos ? std::optional(std::pair(place, place + known.text.size())) : std::nullopt;
}

} // namespace

void findAnswers(Dataset& dataset, const std::vector<std::int32_t>& textBegins)
{
    std::unordered_map<std::string_view, int> passages; // filled where the first answer is known
    for (std::size_t q = 0; q < dataset.queryFields.size(); ++q) {
        const Known known(dataset.queryFields[q]);
        const auto judged = dataset.judgments.queries.find(dataset.queryIds[q]);
        if (known.isEmpty() || judged == dataset.judgments.queries.end())
            continue;
        if (passages.empty()) {
            for (std::size_t i = 0; i < dataset.passageIds.size(); ++i)
                passages.emplace(dataset.passageIds[i], int(i));
        }
        const auto relevant = std::count_if(judged->second.begin(), judged->second.end(),
                                            [](const auto& judgment) { return judgment.second >= 1; });
        for (const auto& [document, grade] : judged->second) {
            const auto passage = grade >= 1 ? passages.find(document) : passages.end();
            if (passage == passages.end())
                continue;
            const auto position = std::size_t(passage->second);
            if (const auto place = find(known, dataset.passageTexts[position], textBegins[position], relevant == 1))
                dataset.answers.push_back({int(q), passage->second, place->first, place->second});
        }
    }
    // Judgments have no order of their own.
    std::sort(dataset.answers.begin(), dataset.answers.end(), [](const Dataset::Answer& a, const Dataset::Answer& b) {
        return std::pair(a.query, a.passage) < std::pair(b.query, b.passage);
    });
}

} // namespace rw
