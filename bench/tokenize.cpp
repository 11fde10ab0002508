// SPDX-License-Identifier: GPL-3.0-or-later
// Tokens per second of one thread: bench_tokenize FOLDER BACKBONE FILE.jsonl...
// Every line of the files is an object with "text"; the best of five rounds over all of them is printed.

#include "core/text/tokenizer.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include <simdjson.h>

namespace {

double secondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

rw::Backbone backboneOf(std::string_view name)
{
    for (const rw::Backbone backbone : {rw::Backbone::XlmRoberta, rw::Backbone::Gemma}) {
        if (rw::toString(backbone) == name)
            return backbone;
    }
    return rw::Backbone::MiniCpmLayerwise;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 4) {
        std::fprintf(stderr, "usage: bench_tokenize FOLDER xlm-roberta|gemma|minicpm-layerwise FILE.jsonl...\n");
        return 2;
    }
    auto start = std::chrono::steady_clock::now();
    const auto tokenizer = rw::Tokenizer::open(argv[1], backboneOf(argv[2]));
    if (!tokenizer) {
        std::fprintf(stderr, "%s\n", tokenizer.error().what.c_str());
        return 1;
    }
    std::printf("%s %s, %d pieces, opened in %.0f ms\n", (*tokenizer)->info().kind.c_str(),
                (*tokenizer)->info().source.c_str(), (*tokenizer)->info().vocabularySize, 1000 * secondsSince(start));

    std::vector<std::string> texts;
    std::size_t bytes = 0;
    for (int i = 3; i < argc; ++i) {
        // Not Qt's JSON: it drops a byte order mark at the start of a text.
        simdjson::dom::parser parser;
        simdjson::dom::document_stream lines;
        if (parser.load_many(argv[i], 10'000'000).get(lines) != simdjson::SUCCESS) {
            std::fprintf(stderr, "%s: cannot be read\n", argv[i]);
            return 1;
        }
        for (auto line : lines) {
            std::string_view text;
            if (line["text"].get(text) == simdjson::SUCCESS)
                texts.emplace_back(text);
        }
    }
    for (const std::string& text : texts)
        bytes += text.size();
    double best = 1e9;
    std::size_t tokens = 0;
    std::vector<rw::TokenId> ids;
    for (int round = 0; round < 5; ++round) {
        start = std::chrono::steady_clock::now();
        tokens = 0;
        for (const std::string& text : texts) {
            ids.clear();
            (*tokenizer)->encode(text, ids);
            tokens += ids.size();
        }
        const double seconds = secondsSince(start);
        if (round == 0)
            std::printf("first round: %.2f M tokens/s\n", double(tokens) / seconds / 1e6);
        best = std::min(best, seconds);
    }
    std::printf("%zu texts, %.1f MB, %zu tokens: %.2f M tokens/s, %.1f MB/s (best of 5)\n", texts.size(), bytes / 1e6,
                tokens, double(tokens) / best / 1e6, bytes / best / 1e6);
    return 0;
}
