// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/tokenizecommand.h"

#include "app/cli/pairoptions.h"
#include "core/data/pairlist.h"
#include "core/model/modelfolder.h"
#include "core/text/pairinput.h"

#include <algorithm>
#include <cstdio>
#include <span>

using namespace Qt::StringLiterals;

namespace rw::cli {

namespace {

void print(const char* key, std::span<const TokenId> ids)
{
    std::printf("\"%s\": [", key);
    for (std::size_t i = 0; i < ids.size(); ++i)
        std::printf(i == 0 ? "%d" : ", %d", int(ids[i]));
    std::printf("], ");
}

} // namespace

QString TokenizeCommand::name() const
{
    return u"tokenize"_s;
}

QString TokenizeCommand::summary() const
{
    return u"Show the token ids that a model sees for pairs of texts"_s;
}

void TokenizeCommand::describe(QCommandLineParser& parser) const
{
    describePairOptions(parser);
}

int TokenizeCommand::run(const QCommandLineParser& parser, const Output& output)
{
    const auto options = readPairOptions(parser);
    if (!options)
        return fail(options.error(), WrongUsage);
    const auto folder = ModelFolder::open(options->model, ModelFolder::WeightsRequired::No);
    if (!folder)
        return fail(folder.error());
    const Backbone backbone = folder->config.backbone;
    const auto tokenizer = Tokenizer::open(options->model, backbone);
    if (!tokenizer)
        return fail(tokenizer.error());
    const auto list = readPairList(options->pairs);
    if (!list)
        return fail(list.error());

    std::vector<std::vector<TokenId>> queries;
    for (const auto& text : list->queries)
        queries.push_back((*tokenizer)->encode(queryText(options->instructions, backbone, text)));
    std::vector<std::vector<TokenId>> passages;
    for (const auto text : list->passages)
        passages.push_back((*tokenizer)->encode(passageText(options->instructions, backbone, text)));

    const PairAssembler assembler(backbone, **tokenizer, options->instructions, folder->config.rowLimit());
    const auto firstIds = [](const std::vector<TokenId>& ids, int most) {
        return std::span(ids).first(std::min(ids.size(), std::size_t(most)));
    };
    int clamped = 0;
    if (output.json)
        std::printf("[");
    for (std::size_t i = 0; i < list->pairs.size(); ++i) {
        const auto& query = queries[std::size_t(list->pairs[i].first)];
        const auto& passage = passages[std::size_t(list->pairs[i].second)];
        const auto layout = assembler.layout(int(query.size()), int(passage.size()), options->limits);
        clamped += layout.queryClamped;
        std::vector<TokenId> row;
        assembler.assemble(query, passage, options->limits, row);
        if (output.json && i > 0)
            std::printf(",\n");
        std::printf("{");
        print("query_ids", firstIds(query, options->limits.queryMaxLength));
        print("passage_ids", firstIds(passage, options->limits.maxLength));
        print("input_ids", row);
        std::printf("\"query_truncated\": %d, \"passage_truncated\": %d}%s", int(query.size()) - layout.query,
                    int(passage.size()) - layout.passage, output.json ? "" : "\n");
    }
    if (output.json)
        std::printf("]\n");
    if (clamped > 0 && !output.quiet)
        warn("the queries of " + std::to_string(clamped) + " pairs were cut to fit the model");
    return Success;
}

} // namespace rw::cli
