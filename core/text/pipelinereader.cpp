// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pipelinereader.h"

#include "core/text/modelreader.h"

#include <QByteArray>

#include <algorithm>

#include <simdjson.h>

namespace rw {

namespace {

using simdjson::dom::element;

/// A part of the file by its name, for errors.
struct Part
{
    element json;
    std::string name;

    Error wrong(const std::string& what) const { return Error{name + " " + what}; }
    std::optional<Part> member(const char* key) const
    {
        element found;
        if (json[key].get(found) != simdjson::SUCCESS || found.is_null())
            return std::nullopt;
        return Part{found, name + "." + key};
    }
    std::optional<std::string> text(const char* key) const
    {
        std::string_view found;
        if (json[key].get(found) != simdjson::SUCCESS)
            return std::nullopt;
        return std::string(found);
    }
    std::string type() const { return text("type").value_or(""); }
    /// The default where there is no such key; nothing if it is no boolean.
    std::optional<bool> flag(const char* key, bool missing) const
    {
        element found;
        if (json[key].get(found) != simdjson::SUCCESS || found.is_null())
            return missing;
        bool value = false;
        if (found.get(value) != simdjson::SUCCESS)
            return std::nullopt;
        return value;
    }
};

struct Pattern
{
    std::string text;
    bool runs = false;
};

/// {"String": ...}, or the regular expressions that such files have: a plain text, and ` {2,}`.
Result<Pattern> readPattern(const Part& part)
{
    const std::optional<Part> pattern = part.member("pattern");
    if (!pattern)
        return part.wrong("has no pattern; expected a String or a Regex");
    Pattern result;
    if (const auto literal = pattern->text("String")) {
        result.text = *literal;
    } else if (const auto regex = pattern->text("Regex")) {
        constexpr std::string_view kTwoOrMore = "{2,}";
        result.text = *regex;
        if (result.text.ends_with(kTwoOrMore) && result.text.size() == kTwoOrMore.size() + 1) {
            result.text.resize(1);
            result.runs = true;
        }
        if (result.text.find_first_of("\\^$.|?*+()[]{}") != std::string::npos)
            return part.wrong("has the regular expression \"" + *regex +
                              "\"; only plain texts and \" {2,}\" are known");
    }
    if (result.text.empty())
        return part.wrong("has an empty or unknown pattern; expected a String or a Regex");
    return result;
}

Status readNormalizer(const Part& part, Normalizer& normalizer)
{
    const std::string type = part.type();
    if (type == "Sequence") {
        simdjson::dom::array list;
        if (part.json["normalizers"].get(list) != simdjson::SUCCESS)
            return part.wrong("has no normalizers; expected a list");
        std::size_t number = 0;
        for (const element item : list) {
            const Status status = readNormalizer({item, part.name + "[" + std::to_string(number++) + "]"}, normalizer);
            if (!status)
                return status;
        }
        return ok();
    }
    if (type == "Precompiled") {
        const auto base64 = part.text("precompiled_charsmap");
        if (!base64)
            return part.wrong("has no precompiled_charsmap; expected base64 text");
        const auto decoded = QByteArray::fromBase64Encoding(
            QByteArray::fromRawData(base64->data(), int(base64->size())), QByteArray::AbortOnBase64DecodingErrors);
        if (!decoded)
            return part.wrong("has a precompiled_charsmap that is not base64");
        Result<PrecompiledMap> map =
            PrecompiledMap::parse({decoded.decoded.constData(), std::size_t(decoded.decoded.size())});
        if (!map)
            return part.wrong("is damaged: " + map.error().what);
        normalizer.add(std::move(*map));
        return ok();
    }
    if (type == "Strip") {
        const auto left = part.flag("strip_left", false);
        const auto right = part.flag("strip_right", false);
        if (!left || !right)
            return part.wrong("has a strip_left or strip_right that is not true or false");
        normalizer.add(Normalizer::Strip{*left, *right});
        return ok();
    }
    if (type == "Prepend") {
        const auto text = part.text("prepend");
        if (!text)
            return part.wrong("has no prepend; expected a text");
        normalizer.add(Normalizer::Prepend{*text});
        return ok();
    }
    if (type == "Replace") {
        Result<Pattern> pattern = readPattern(part);
        if (!pattern)
            return pattern.error();
        const auto content = part.text("content");
        if (!content)
            return part.wrong("has no content; expected a text");
        normalizer.add(Normalizer::Replace{pattern->text, pattern->runs, *content});
        return ok();
    }
    return part.wrong("is of type \"" + type + "\"; known are Sequence, Precompiled, Strip, Prepend, Replace");
}

Status readMetaspace(const Part& part, PreTokenizer& preTokenizer)
{
    using Prepend = PreTokenizer::Metaspace::Prepend;
    PreTokenizer::Metaspace step;
    const auto replacement = part.text("replacement");
    if (!replacement || replacement->empty())
        return part.wrong("has no replacement; expected a character");
    step.replacement = *replacement;
    const auto split = part.flag("split", true);
    const auto prefix = part.flag("add_prefix_space", true); // files older than prepend_scheme
    if (!split || !prefix)
        return part.wrong("has a split or add_prefix_space that is not true or false");
    step.split = *split;
    const std::string scheme = part.text("prepend_scheme").value_or(*prefix ? "always" : "never");
    if (scheme == "always")
        step.prepend = Prepend::Always;
    else if (scheme == "first")
        step.prepend = Prepend::First;
    else if (scheme == "never")
        step.prepend = Prepend::Never;
    else
        return part.wrong("has the prepend_scheme \"" + scheme + "\"; expected always, first or never");
    preTokenizer.add(step);
    return ok();
}

Status readSplit(const Part& part, PreTokenizer& preTokenizer)
{
    using Behavior = PreTokenizer::Split::Behavior;
    constexpr std::pair<std::string_view, Behavior> kBehaviors[] = {
        {"Removed", Behavior::Removed},
        {"Isolated", Behavior::Isolated},
        {"MergedWithPrevious", Behavior::MergedWithPrevious},
        {"MergedWithNext", Behavior::MergedWithNext},
        {"Contiguous", Behavior::Contiguous},
    };
    Result<Pattern> pattern = readPattern(part);
    if (!pattern)
        return pattern.error();
    const auto invert = part.flag("invert", false);
    if (!invert)
        return part.wrong("has an invert that is not true or false");
    const std::string name = part.text("behavior").value_or("");
    const auto behavior = std::find_if(std::begin(kBehaviors), std::end(kBehaviors),
                                       [&name](const auto& known) { return known.first == name; });
    if (behavior == std::end(kBehaviors)) {
        return part.wrong("has the behavior \"" + name + "\"; expected Removed, Isolated, MergedWithPrevious, " +
                          "MergedWithNext or Contiguous");
    }
    preTokenizer.add(PreTokenizer::Split{pattern->text, pattern->runs, behavior->second, *invert});
    return ok();
}

Status readPreTokenizer(const Part& part, PreTokenizer& preTokenizer)
{
    const std::string type = part.type();
    if (type == "Sequence") {
        simdjson::dom::array list;
        if (part.json["pretokenizers"].get(list) != simdjson::SUCCESS)
            return part.wrong("has no pretokenizers; expected a list");
        std::size_t number = 0;
        for (const element item : list) {
            const std::string name = part.name + "[" + std::to_string(number++) + "]";
            if (const Status status = readPreTokenizer({item, name}, preTokenizer); !status)
                return status;
        }
        return ok();
    }
    if (type == "Metaspace")
        return readMetaspace(part, preTokenizer);
    if (type == "WhitespaceSplit") {
        preTokenizer.add(PreTokenizer::WhitespaceSplit());
        return ok();
    }
    if (type == "Split")
        return readSplit(part, preTokenizer);
    return part.wrong("is of type \"" + type + "\"; known are Sequence, Metaspace, WhitespaceSplit, Split");
}

/// Ids as the Rust library gives them: the model's own, else the next free one; the file's id is only a check.
Result<std::vector<AddedToken>> readAddedTokens(const element& root, const PieceModel& model)
{
    std::vector<AddedToken> tokens;
    element listed;
    if (root["added_tokens"].get(listed) != simdjson::SUCCESS || listed.is_null())
        return tokens;
    simdjson::dom::array list;
    if (listed.get(list) != simdjson::SUCCESS)
        return Error{"added_tokens is no list; expected a list of tokens"};
    TokenId last = -1;
    std::size_t number = 0;
    for (const element item : list) {
        const Part part = {item, "added_tokens[" + std::to_string(number++) + "]"};
        const auto content = part.text("content");
        std::int64_t id = -1;
        if (!content || item["id"].get(id) != simdjson::SUCCESS)
            return part.wrong("has no content or id; expected a text and a number");
        const auto left = part.flag("lstrip", false);
        const auto right = part.flag("rstrip", false);
        const auto word = part.flag("single_word", false);
        const auto normalized = part.flag("normalized", false);
        const auto special = part.flag("special", false);
        if (!left || !right || !word || !normalized || !special)
            return part.wrong("has an lstrip, rstrip, single_word, normalized or special that is not true or false");
        const auto same = [&content](const AddedToken& token) {
            return token.content == *content;
        };
        if (content->empty() || std::any_of(tokens.begin(), tokens.end(), same))
            continue;
        TokenId given = model.find(*content);
        if (given < 0)
            given = last >= model.count() ? last + 1 : model.count();
        if (given != id) {
            return part.wrong("(\"" + *content + "\") has the id " + std::to_string(id) + "; expected " +
                              std::to_string(given));
        }
        last = std::max(last, given);
        tokens.push_back({*content, given, *left, *right, *word, *normalized, *special});
    }
    return tokens;
}

} // namespace

PipelineReader::PipelineReader(std::string file, std::string_view text)
    : m_file(std::move(file))
    , m_text(text)
{
}

Result<JsonTokenizer::Pipeline> PipelineReader::read() const
{
    const auto wrong = [this](const Error& error) {
        return Error{m_file + ": " + error.what};
    };
    const simdjson::padded_string padded(m_text);
    simdjson::dom::parser parser;
    element root;
    if (const auto fault = parser.parse(padded).get(root))
        return wrong({std::string("is not JSON: ") + simdjson::error_message(fault)});
    if (!root.is_object())
        return wrong({"is not a tokenizer; expected an object with the keys model, normalizer, pre_tokenizer"});

    JsonTokenizer::Pipeline pipeline;
    const Part whole = {root, "tokenizer"};
    if (std::optional<Part> part = whole.member("normalizer")) {
        part->name = "normalizer";
        if (const Status status = readNormalizer(*part, pipeline.normalizer); !status)
            return wrong(status.error());
    }
    if (std::optional<Part> part = whole.member("pre_tokenizer")) {
        part->name = "pre_tokenizer";
        if (const Status status = readPreTokenizer(*part, pipeline.preTokenizer); !status)
            return wrong(status.error());
    }
    Result<ModelReader::Model> model = ModelReader(root, padded).read();
    if (!model)
        return wrong(model.error());
    pipeline.kind = model->kind;
    pipeline.model = std::move(model->model);
    Result<std::vector<AddedToken>> added = readAddedTokens(root, *pipeline.model);
    if (!added)
        return wrong(added.error());
    for (const AddedToken& token : *added) {
        std::string content = token.content;
        pipeline.normalizer.apply(content);
        if (token.normalized && content.empty())
            return wrong(
                {"added_tokens: nothing is left of \"" + token.content + "\" after normalising; expected a text"});
    }
    pipeline.added = std::move(*added);
    return pipeline;
}

} // namespace rw
