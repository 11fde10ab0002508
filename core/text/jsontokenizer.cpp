// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/jsontokenizer.h"

#include "core/text/utf8.h"

#include <algorithm>

namespace rw {

JsonTokenizer::JsonTokenizer(Pipeline pipeline)
    : m_pipeline(std::move(pipeline))
{
    std::vector<AddedToken> raw;
    std::vector<AddedToken> normalized;
    int size = m_pipeline.model->size();
    for (AddedToken token : m_pipeline.added) {
        size = std::max(size, token.id + 1);
        if (!token.normalized) {
            raw.push_back(std::move(token));
            continue;
        }
        m_pipeline.normalizer.apply(token.content);
        normalized.push_back(std::move(token));
    }
    m_rawTokens = AddedTokens(std::move(raw));
    m_normalizedTokens = AddedTokens(std::move(normalized));
    m_info.kind = m_pipeline.kind;
    m_info.vocabularySize = size;
    m_info.unk = m_pipeline.model->unk();
}

void JsonTokenizer::encode(std::string_view text, std::vector<TokenId>& ids) const
{
    if (!utf8::isValid(text)) {
        encode(utf8::repaired(text), ids);
        return;
    }
    thread_local std::vector<AddedTokens::Part> parts;
    m_rawTokens.split(text, parts);
    for (const AddedTokens::Part& part : parts) {
        if (part.id >= 0)
            ids.push_back(part.id);
        else
            encodeStretch(text.substr(part.begin, part.end - part.begin), part.begin == 0, ids);
    }
}

void JsonTokenizer::encodeStretch(std::string_view stretch, bool first, std::vector<TokenId>& ids) const
{
    thread_local std::string normalized;
    thread_local std::vector<AddedTokens::Part> parts;
    thread_local PreTokenizer::Words words;
    normalized.assign(stretch);
    if (m_pipeline.normalizer.apply(normalized))
        first = false;
    m_normalizedTokens.split(normalized, parts);
    for (const AddedTokens::Part& part : parts) {
        if (part.id >= 0) {
            ids.push_back(part.id);
            continue;
        }
        words.text.assign(normalized, part.begin, part.end - part.begin);
        m_pipeline.preTokenizer.apply(words, first && part.begin == 0);
        const std::string_view all = words.text;
        for (const PreTokenizer::Words::Range& range : words.ranges)
            m_pipeline.model->encode(all.substr(range.begin, range.end - range.begin), ids);
    }
}

std::string JsonTokenizer::piece(TokenId id) const
{
    for (const AddedToken& token : m_pipeline.added) {
        if (token.id == id)
            return token.content;
    }
    return m_pipeline.model->piece(id);
}

TokenId JsonTokenizer::find(std::string_view token) const
{
    for (const AddedToken& added : m_pipeline.added) {
        if (added.content == token)
            return added.id;
    }
    return m_pipeline.model->find(token);
}

} // namespace rw
