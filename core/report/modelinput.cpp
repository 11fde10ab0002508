// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/modelinput.h"

#include "core/model/modelfolder.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QString>

#include <algorithm>
#include <cctype>
#include <span>
#include <string_view>
#include <unordered_map>

namespace rw {

namespace {

constexpr std::size_t kKept = 3; // tokenizers
constexpr std::string_view kSpace = "\xE2\x96\x81";

/// The byte of a piece such as "<0xE4>"; -1: it is another piece.
int byteOf(std::string_view piece)
{
    if (piece.size() != 6 || !piece.starts_with("<0x") || piece[5] != '>')
        return -1;
    int value = 0;
    for (const char c : piece.substr(3, 2)) {
        if (std::isxdigit(static_cast<unsigned char>(c)) == 0)
            return -1;
        value = value * 16 + (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return value;
}

std::string textOf(const Tokenizer& tokenizer, std::span<const TokenId> ids)
{
    std::string text;
    for (const TokenId id : ids) {
        const std::string piece = tokenizer.piece(id);
        if (const int byte = byteOf(piece); byte >= 0) {
            text += char(byte);
            continue;
        }
        for (std::size_t i = 0; i < piece.size();) {
            const bool space = std::string_view(piece).substr(i).starts_with(kSpace);
            text += space ? ' ' : piece[i];
            i += space ? kSpace.size() : 1;
        }
    }
    return text;
}

Instructions instructionsOf(const std::string& json)
{
    const QJsonObject object = QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
    const auto optional = [&](const char* key) -> std::optional<std::string> {
        const QJsonValue value = object.value(QLatin1String(key));
        return value.isString() ? std::optional(value.toString().toStdString()) : std::nullopt;
    };
    Instructions instructions;
    instructions.query = optional("query_instruction");
    instructions.passage = optional("passage_instruction");
    instructions.prompt = optional("prompt");
    instructions.queryFormat = optional("query_instruction_format").value_or(instructions.queryFormat);
    instructions.passageFormat = optional("passage_instruction_format").value_or(instructions.passageFormat);
    return instructions;
}

} // namespace

int ModelInput::tokens(Kind kind) const
{
    int all = 0;
    for (const Part& part : parts)
        all += part.kind == kind ? part.tokens : 0;
    return all;
}

int ModelInput::length() const
{
    return tokens(Kind::Special) + tokens(Kind::Query) + tokens(Kind::Passage);
}

ModelInput modelInput(const PairAssembler& assembler, const Tokenizer& tokenizer, const std::vector<TokenId>& query,
                      const std::vector<TokenId>& passage, const LengthLimits& limits)
{
    ModelInput input;
    input.maxLength = limits.maxLength;
    std::vector<TokenId> ids;
    assembler.assemble(query, passage, limits, ids);
    const auto layout = assembler.layout(int(query.size()), int(passage.size()), limits);
    const PairAssembler::Parts& rules = assembler.parts();
    const bool encoder = rules.backbone == Backbone::XlmRoberta;
    const std::span<const TokenId> row(ids);
    std::size_t at = 0;
    const auto add = [&](ModelInput::Kind kind, std::span<const TokenId> part) {
        if (!part.empty())
            input.parts.push_back({kind, textOf(tokenizer, part), int(part.size())});
    };
    const auto next = [&](ModelInput::Kind kind, int count) {
        add(kind, row.subspan(at, std::size_t(count)));
        at += std::size_t(count);
    };
    using Kind = ModelInput::Kind;
    next(Kind::Special, encoder || rules.addBos ? 1 : 0);
    next(Kind::Query, layout.query);
    add(Kind::Cut, std::span(query).subspan(std::size_t(layout.query)));
    next(Kind::Special, encoder ? 2 : layout.separator);
    next(Kind::Passage, layout.passage);
    // Behind the closing tokens of an encoder, as it is read; before the prompt of a decoder, where it was.
    const auto cut = std::span(passage).subspan(std::size_t(layout.passage));
    if (!encoder)
        add(Kind::Cut, cut);
    next(Kind::Special, int(row.size() - at));
    if (encoder)
        add(Kind::Cut, cut);
    return input;
}

Result<ModelInputMaker::Entry> ModelInputMaker::open(const WorkspaceReader::InputRules& rules)
{
    const std::scoped_lock lock(m_mutex);
    const auto known = std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry& entry) {
        return entry.path == rules.modelPath && entry.fingerprint == rules.fingerprint;
    });
    if (known != m_entries.end()) {
        m_entries.splice(m_entries.begin(), m_entries, known);
        return m_entries.front();
    }
    auto folder = ModelFolder::open(rules.modelPath, ModelFolder::WeightsRequired::No);
    if (!folder)
        return folder.error();
    if (!folder->fingerprint.empty() && folder->fingerprint != rules.fingerprint)
        return Error{rules.modelPath + ": holds another model than the one that was scored"};
    auto tokenizer = Tokenizer::open(folder->path, folder->config.backbone);
    if (!tokenizer)
        return tokenizer.error();
    m_entries.push_front({rules.modelPath, rules.fingerprint, folder->config.backbone, folder->config.rowLimit(),
                          std::shared_ptr<const Tokenizer>(std::move(*tokenizer))});
    if (m_entries.size() > kKept)
        m_entries.pop_back();
    return m_entries.front();
}

Result<ModelInput> ModelInputMaker::make(WorkspaceReader& reader, std::int64_t unit, std::int64_t dataset,
                                         std::int64_t pair)
{
    const auto rules = reader.inputRules(unit);
    if (!rules)
        return rules.error();
    const auto texts = reader.pairTexts(dataset, pair);
    if (!texts)
        return texts.error();
    const auto model = open(*rules);
    if (!model)
        return model.error();
    const Instructions instructions = instructionsOf(rules->options);
    const PairAssembler assembler(model->backbone, *model->tokenizer, instructions, model->positions);
    return modelInput(assembler, *model->tokenizer,
                      model->tokenizer->encode(queryText(instructions, model->backbone, texts->first)),
                      model->tokenizer->encode(passageText(instructions, model->backbone, texts->second)),
                      {rules->maxLength, rules->queryMaxLength});
}

Result<std::vector<bool>> ModelInputMaker::cutQueries(WorkspaceReader& reader, std::int64_t unit,
                                                      const CandidateSet& candidates,
                                                      const std::function<bool()>& cancelled)
{
    const auto rules = reader.inputRules(unit);
    if (!rules)
        return rules.error();
    const auto queries = reader.queryTexts(candidates.dataset);
    if (!queries)
        return queries.error();
    const auto model = open(*rules);
    if (!model)
        return model.error();
    const Instructions instructions = instructionsOf(rules->options);
    const PairAssembler assembler(model->backbone, *model->tokenizer, instructions, model->positions);
    std::vector<TokenId> ids;
    const auto tokens = [&](const std::string& text) {
        ids.clear();
        model->tokenizer->encode(text, ids);
        return int(ids.size());
    };
    std::unordered_map<std::string_view, std::string_view> textOfId;
    for (const auto& [id, text] : *queries)
        textOfId.emplace(id, text);
    std::unordered_map<std::int32_t, int> lengths; // of passages: queries share them
    std::vector<bool> cuts;
    for (const CandidateSet::Query& query : candidates.queries) {
        if (cancelled())
            return Error{"cancelled"};
        const auto passages = reader.passageTexts(candidates.dataset, query.firstPair, query.pairs);
        if (!passages)
            return passages.error();
        const int own = tokens(queryText(instructions, model->backbone, textOfId[query.id]));
        bool cut = false;
        for (std::size_t i = 0; i < passages->size() && !cut; ++i) {
            const auto [place, isNew] = lengths.emplace(candidates.passage[std::size_t(query.firstPair) + i], 0);
            if (isNew)
                place->second = tokens(passageText(instructions, model->backbone, (*passages)[i]));
            const auto layout = assembler.layout(own, place->second, {rules->maxLength, rules->queryMaxLength});
            cut = layout.query < own || layout.passage < place->second;
        }
        cuts.push_back(cut);
    }
    return cuts;
}

} // namespace rw
