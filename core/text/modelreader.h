// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/text/piecemodel.h"

#include <memory>
#include <string>

#include <simdjson.h>

namespace rw {

/// The "model" of a tokenizer.json: vocabulary with scores (Unigram) or merges (BPE). Errors have no file name.
class ModelReader
{
public:
    /// `file` is what `root` was parsed from; both must outlive the reader.
    ModelReader(simdjson::dom::element root, const simdjson::padded_string& file);

    struct Model
    {
        std::string kind; // "unigram" or "bpe"
        std::unique_ptr<PieceModel> model;
    };
    Result<Model> read() const;

private:
    Result<Model> readUnigram(simdjson::dom::object model) const;
    Result<Model> readBpe(simdjson::dom::object model) const;
    std::vector<double> readScores() const;

    simdjson::dom::element m_root;
    const simdjson::padded_string& m_file;
};

} // namespace rw
