// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/jsontokenizer.h"

#include <string_view>

namespace rw {

/// Reads a tokenizer.json. What it does not know it refuses: a pipeline that is only nearly right gives wrong scores.
class PipelineReader
{
public:
    /// `file` is named in errors, `text` is its content.
    PipelineReader(std::string file, std::string_view text);

    Result<JsonTokenizer::Pipeline> read() const;

private:
    std::string m_file;
    std::string_view m_text;
};

} // namespace rw
