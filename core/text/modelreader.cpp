// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/modelreader.h"

#include "core/text/bpemodel.h"
#include "core/text/serdenumber.h"
#include "core/text/unigrammodel.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace rw {

namespace {

using simdjson::SUCCESS;
using simdjson::dom::element;
using simdjson::dom::object;

std::optional<bool> flag(const object& model, const char* key)
{
    element found;
    if (model[key].get(found) != SUCCESS || found.is_null())
        return false;
    bool value = false;
    if (found.get(value) != SUCCESS)
        return std::nullopt;
    return value;
}

bool isSet(const object& model, const char* key)
{
    element found;
    std::string_view text;
    return model[key].get(found) == SUCCESS && !found.is_null() && !(found.get(text) == SUCCESS && text.empty());
}

/// One entry of "merges": "left right" or ["left", "right"].
std::optional<std::pair<std::string_view, std::string_view>> mergeOf(const element& entry)
{
    std::string_view line;
    if (entry.get(line) == SUCCESS) {
        const std::size_t blank = line.find(' ');
        if (blank == std::string_view::npos || line.find(' ', blank + 1) != std::string_view::npos)
            return std::nullopt;
        return std::pair(line.substr(0, blank), line.substr(blank + 1));
    }
    simdjson::dom::array pair;
    std::string_view left;
    std::string_view right;
    if (entry.get(pair) != SUCCESS || pair.size() != 2 || pair.at(0).get(left) != SUCCESS ||
        pair.at(1).get(right) != SUCCESS)
        return std::nullopt;
    return std::pair(left, right);
}

} // namespace

ModelReader::ModelReader(element root, const simdjson::padded_string& file)
    : m_root(root)
    , m_file(file)
{
}

Result<ModelReader::Model> ModelReader::read() const
{
    object model;
    if (m_root["model"].get(model) != SUCCESS)
        return Error{"has no model; expected an object with type and vocab"};
    std::string_view type;
    element vocabulary;
    if (model["vocab"].get(vocabulary) != SUCCESS)
        return Error{"model.vocab is missing; expected a list of [piece, score] or an object of ids"};
    // Files of old versions do not name the type.
    if (model["type"].get(type) != SUCCESS)
        type = vocabulary.is_array() ? "Unigram" : "BPE";
    if (type == "Unigram")
        return readUnigram(model);
    if (type == "BPE")
        return readBpe(model);
    return Error{"model.type is \"" + std::string(type) + "\"; known are Unigram and BPE"};
}

/// The scores by a second reading: only the digits as written give the doubles of the Rust library.
std::vector<double> ModelReader::readScores() const
{
    std::vector<double> scores;
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document document;
    simdjson::ondemand::array vocabulary;
    if (parser.iterate(m_file).get(document) != SUCCESS ||
        document["model"]["vocab"].get_array().get(vocabulary) != SUCCESS)
        return scores;
    for (auto entry : vocabulary) {
        simdjson::ondemand::array pair;
        if (entry.get_array().get(pair) != SUCCESS)
            return scores;
        bool isScore = false;
        for (auto item : pair) {
            std::string_view token;
            if (isScore && item.raw_json_token().get(token) == SUCCESS)
                scores.push_back(serdeNumber(token));
            isScore = true;
        }
    }
    return scores;
}

Result<ModelReader::Model> ModelReader::readUnigram(object model) const
{
    simdjson::dom::array vocabulary;
    if (model["vocab"].get(vocabulary) != SUCCESS)
        return Error{"model.vocab is no list; expected a list of [piece, score]"};
    std::vector<std::string> pieces;
    for (const element entry : vocabulary) {
        simdjson::dom::array pair;
        std::string_view piece;
        double score = 0;
        if (entry.get(pair) != SUCCESS || pair.size() != 2 || pair.at(0).get(piece) != SUCCESS ||
            pair.at(1).get(score) != SUCCESS)
            return Error{"model.vocab[" + std::to_string(pieces.size()) + "] is wrong; expected [piece, score]"};
        pieces.emplace_back(piece);
    }
    if (pieces.empty())
        return Error{"model.vocab is empty; expected at least the unknown piece"};
    std::int64_t unk = -1;
    if (model["unk_id"].get(unk) != SUCCESS || unk < 0 || std::uint64_t(unk) >= pieces.size()) {
        return Error{"model.unk_id is missing or out of range; expected a number below " +
                     std::to_string(pieces.size())};
    }
    const std::optional<bool> byteFallback = flag(model, "byte_fallback");
    if (!byteFallback)
        return Error{"model.byte_fallback is neither true nor false"};
    std::vector<double> scores = readScores();
    const auto isFinite = [](double score) {
        return std::isfinite(score);
    };
    if (scores.size() != pieces.size() || !std::all_of(scores.begin(), scores.end(), isFinite))
        return Error{"model.vocab has scores that cannot be read; expected finite numbers"};
    return Model{"unigram",
                 std::make_unique<UnigramModel>(std::move(pieces), std::move(scores), TokenId(unk), *byteFallback)};
}

Result<ModelReader::Model> ModelReader::readBpe(object model) const
{
    object vocabulary;
    if (model["vocab"].get(vocabulary) != SUCCESS)
        return Error{"model.vocab is no object; expected ids by piece"};
    if (vocabulary.size() == 0)
        return Error{"model.vocab is empty; expected ids by piece"};
    for (const char* key : {"continuing_subword_prefix", "end_of_word_suffix", "dropout"}) {
        double number = -1;
        if (isSet(model, key) && !(model[key].get(number) == SUCCESS && number == 0))
            return Error{std::string("model.") + key + " is set; only models without it are known"};
    }

    // Ids may have gaps, but an id far beyond the number of pieces is damage, and would cost memory.
    std::vector<std::pair<std::string, TokenId>> pieces;
    for (const auto field : vocabulary)
        pieces.emplace_back(field.key, -1);
    const std::uint64_t limit = 4 * pieces.size() + 65536;
    std::size_t number = 0;
    for (const auto field : vocabulary) {
        std::uint64_t id = 0;
        if (field.value.get(id) != SUCCESS || id >= limit) {
            return Error{"model.vocab has a wrong id for \"" + std::string(field.key) + "\"; expected a number below " +
                         std::to_string(limit)};
        }
        pieces[number++].second = TokenId(id);
    }

    BpeModel::Options options;
    const std::optional<bool> fuse = flag(model, "fuse_unk");
    const std::optional<bool> bytes = flag(model, "byte_fallback");
    const std::optional<bool> ignore = flag(model, "ignore_merges");
    if (!fuse || !bytes || !ignore)
        return Error{"model.fuse_unk, byte_fallback or ignore_merges is neither true nor false"};
    options.fuseUnk = *fuse;
    options.byteFallback = *bytes;
    options.ignoreMerges = *ignore;
    if (isSet(model, "unk_token")) {
        std::string_view unk;
        const auto isUnk = [&unk](const auto& piece) {
            return piece.first == unk;
        };
        const auto found =
            model["unk_token"].get(unk) == SUCCESS ? std::find_if(pieces.begin(), pieces.end(), isUnk) : pieces.end();
        if (found == pieces.end())
            return Error{"model.unk_token is not in the vocabulary; expected one of its pieces"};
        options.unk = found->second;
    }
    auto bpe = std::make_unique<BpeModel>(std::move(pieces), options);

    simdjson::dom::array listed;
    if (model["merges"].get(listed) != SUCCESS)
        return Error{"model.merges is missing; expected a list of pairs"};
    std::vector<BpeModel::Merge> merges;
    std::string joined;
    for (const element entry : listed) {
        std::string_view line;
        if (merges.empty() && entry.get(line) == SUCCESS && line.starts_with("#version"))
            continue;
        const auto pair = mergeOf(entry);
        if (!pair) {
            return Error{"model.merges[" + std::to_string(merges.size()) +
                         "] is wrong; expected \"left right\" or [left, right]"};
        }
        joined.assign(pair->first).append(pair->second);
        const BpeModel::Merge merge = {bpe->find(pair->first), bpe->find(pair->second), bpe->find(joined)};
        if (merge.left < 0 || merge.right < 0 || merge.merged < 0) {
            return Error{"model.merges[" + std::to_string(merges.size()) + "] (" + std::string(pair->first) + " " +
                         std::string(pair->second) + ") is not made of pieces; expected both and the two joined"};
        }
        merges.push_back(merge);
    }
    bpe->setMerges(merges);
    return Model{"bpe", std::move(bpe)};
}

} // namespace rw
