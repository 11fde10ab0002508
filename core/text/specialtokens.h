// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/model/backbone.h"
#include "core/text/addedtokens.h"

#include <filesystem>
#include <string>
#include <vector>

namespace rw {

/// What special_tokens_map.json and tokenizer_config.json say about special tokens; without them, what the classes of
/// the backbone take for granted.
struct SpecialTokens
{
    static Result<SpecialTokens> read(const std::filesystem::path& folder, Backbone backbone);

    std::string bos;
    std::string eos;
    std::string pad;
    std::string unk;
    std::vector<AddedToken> added; // "added_tokens_decoder", may be empty
};

} // namespace rw
