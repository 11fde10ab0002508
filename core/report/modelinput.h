// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/store/workspacereader.h"
#include "core/text/pairinput.h"

#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace rw {

/// The row of tokens that a model got for a pair, as text, and what was cut from it.
struct ModelInput
{
    enum class Kind {
        Special, // tokens and texts that the model's format adds
        Query,
        Passage,
        Cut // the end of query or passage that the model did not see; not in the row
    };
    struct Part
    {
        Kind kind = Kind::Special;
        std::string text; // UTF-8
        int tokens = 0;
    };
    std::vector<Part> parts; // neighbours of one kind are one part
    int maxLength = 0;

    int tokens(Kind kind) const;
    int length() const; // of the row
};

/// From the ids before any cut, by the rules of `assembler`.
ModelInput modelInput(const PairAssembler& assembler, const Tokenizer& tokenizer, const std::vector<TokenId>& query,
                      const std::vector<TokenId>& passage, const LengthLimits& limits);

/// Makes the input of stored pairs with the tokenizer in the folder of the model. Safe from many threads, each with its
/// own reader. Errors: the folder is gone, has no tokenizer, or holds another model by now.
class ModelInputMaker
{
public:
    Result<ModelInput> make(WorkspaceReader& reader, std::int64_t unit, std::int64_t dataset, std::int64_t pair);

    /// By query of `candidates`: whether `unit` cut the query or one of its passages. `cancelled` ends it with an
    /// error.
    Result<std::vector<bool>> cutQueries(WorkspaceReader& reader, std::int64_t unit, const CandidateSet& candidates,
                                         const std::function<bool()>& cancelled);

private:
    struct Entry
    {
        std::string path;
        std::string fingerprint;
        Backbone backbone = Backbone::XlmRoberta;
        int positions = 0;
        std::shared_ptr<const Tokenizer> tokenizer;
    };
    Result<Entry> open(const WorkspaceReader::InputRules& rules);

    std::mutex m_mutex;
    std::list<Entry> m_entries; // the one used last first; few, since a vocabulary is large
};

} // namespace rw
