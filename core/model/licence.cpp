// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/licence.h"

#include "core/base/mappedfile.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <string_view>

namespace rw {

namespace {

constexpr int kMostLines = 200; // of the block before the card

struct Published
{
    std::string_view name;
    Backbone backbone;
    std::int64_t parameters;
    std::string_view licence;
};
constexpr std::array<Published, 3> kPublished = {{
    {"bge-reranker-v2-m3", Backbone::XlmRoberta, 567'755'777, "apache-2.0"},
    {"bge-reranker-v2-gemma", Backbone::Gemma, 2'506'172'416, "apache-2.0 (base model: Gemma terms)"},
    {"bge-reranker-v2-minicpm-layerwise", Backbone::MiniCpmLayerwise, 2'724'956'928, "apache-2.0"},
}};

const Published* published(const ModelFolder& folder)
{
    for (const Published& one : kPublished)
        if (one.backbone == folder.config.backbone && one.parameters == folder.parameters)
            for (const auto& part : folder.path) // a snapshot of the Hub's cache has the name further up
                if (part.string().find(one.name) != std::string::npos)
                    return &one;
    return nullptr;
}

std::string trimmed(std::string_view text)
{
    const auto isOuter = [](unsigned char c) {
        return std::isspace(c) != 0 || c == '"' || c == '\'';
    };
    while (!text.empty() && isOuter(static_cast<unsigned char>(text.front())))
        text.remove_prefix(1);
    while (!text.empty() && isOuter(static_cast<unsigned char>(text.back())))
        text.remove_suffix(1);
    return std::string(text);
}

/// Of the block between two lines "---" that a card of the Hub begins with.
std::string fromCard(const std::filesystem::path& card)
{
    std::ifstream in(card);
    std::string line;
    if (!std::getline(in, line) || trimmed(line) != "---")
        return {};
    std::string licence;
    for (int i = 0; i < kMostLines && std::getline(in, line) && trimmed(line) != "---"; ++i) {
        // "license: other" stands beside "license_name: gemma".
        for (const std::string_view key : {"license:", "license_name:"})
            if (line.starts_with(key))
                licence = trimmed(std::string_view(line).substr(key.size()));
    }
    return licence;
}

} // namespace

std::string publishedNameOf(const ModelFolder& folder)
{
    const Published* known = published(folder);
    return known ? std::string(known->name) : std::string();
}

Licence licenceOf(const ModelFolder& folder)
{
    if (auto name = fromCard(folder.path / "README.md"); !name.empty())
        return {std::move(name), Licence::Source::Card};
    if (const Published* known = published(folder))
        return {std::string(known->licence), Licence::Source::Published};
    for (const char* file : {"LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE"}) {
        if (isFile(folder.path / file))
            return {file, Licence::Source::File};
    }
    return {};
}

} // namespace rw
