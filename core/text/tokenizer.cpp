// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer.h"

#include "core/base/mappedfile.h"
#include "core/base/sha256.h"
#include "core/text/jsontokenizer.h"
#include "core/text/pipelinereader.h"
#include "core/text/sentencepiecetokenizer.h"
#include "core/text/specialtokens.h"

namespace rw {

namespace {

constexpr const char* kJson = "tokenizer.json";
constexpr const char* kModels[] = {"sentencepiece.bpe.model", "tokenizer.model"};

Result<std::unique_ptr<Tokenizer>> openJson(const std::filesystem::path& file)
{
    Result<MappedFile> mapped = MappedFile::open(file);
    if (!mapped)
        return mapped.error();
    Result<JsonTokenizer::Pipeline> pipeline = PipelineReader(file.string(), mapped->text()).read();
    if (!pipeline)
        return pipeline.error();
    return std::unique_ptr<Tokenizer>(std::make_unique<JsonTokenizer>(std::move(*pipeline)));
}

} // namespace

Result<std::unique_ptr<Tokenizer>> Tokenizer::open(const std::filesystem::path& folder, Backbone backbone)
{
    std::error_code fault;
    std::filesystem::path file = folder / kJson;
    if (!std::filesystem::exists(file, fault)) {
        for (const char* name : kModels) {
            file = folder / name;
            if (std::filesystem::exists(file, fault))
                break;
            file.clear();
        }
    }
    if (file.empty()) {
        return Error{folder.string() + ": has no tokenizer; expected tokenizer.json, sentencepiece.bpe.model or " +
                     "tokenizer.model"};
    }
    const Result<SpecialTokens> special = SpecialTokens::read(folder, backbone);
    if (!special)
        return special.error();
    Result<std::unique_ptr<Tokenizer>> tokenizer =
        file.filename() == kJson ? openJson(file) : SentencePieceTokenizer::open(file, backbone, *special);
    if (!tokenizer)
        return tokenizer;

    Info& info = (*tokenizer)->m_info;
    info.source = file.filename().string();
    info.bos = (*tokenizer)->find(special->bos);
    info.eos = (*tokenizer)->find(special->eos);
    info.pad = (*tokenizer)->find(special->pad);
    if (const TokenId unk = (*tokenizer)->find(special->unk); unk >= 0)
        info.unk = unk;
    if (backbone == Backbone::XlmRoberta && (info.bos < 0 || info.eos < 0))
        return Error{file.string() + ": has no <s> or no </s>; expected the tokens that separate query and passage"};

    Result<MappedFile> mapped = MappedFile::open(file);
    if (!mapped)
        return mapped.error();
    Sha256 hash;
    hash.add(mapped->text());
    info.contentHash = hash.hex();
    return tokenizer;
}

} // namespace rw
