// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/inputlengths.h"

#include "core/text/pairinput.h"
#include "core/text/tokenizer.h"
#include "ui/text/numbers.h"

namespace rw::ui {

Result<InputLengths> lengthsOf(const Dataset& dataset, const ModelFolder& model, const QString& name)
{
    const Backbone backbone = model.config.backbone;
    auto tokenizer = Tokenizer::open(model.path, backbone);
    if (!tokenizer)
        return tokenizer.error();
    const Instructions instructions;
    const PairAssembler assembler(backbone, **tokenizer, instructions, 0);
    std::vector<TokenId> ids;
    const auto tokens = [&](const std::string& content) {
        ids.clear();
        (*tokenizer)->encode(content, ids);
        return static_cast<int>(ids.size());
    };
    std::vector<int> queries(dataset.queryTexts.size(), -1);
    std::vector<int> passages(dataset.passageTexts.size(), -1);
    InputLengths result{text(dataset.name), name, {}};
    result.lengths.reserve(dataset.candidates.size());
    const LengthLimits unlimited = LengthLimits::of(1 << 24);
    for (const Dataset::Candidate& pair : dataset.candidates) {
        const auto q = static_cast<std::size_t>(pair.query);
        const auto p = static_cast<std::size_t>(pair.passage);
        if (queries[q] < 0)
            queries[q] = tokens(queryText(instructions, backbone, dataset.queryTexts[q]));
        if (passages[p] < 0)
            passages[p] = tokens(passageText(instructions, backbone, dataset.passageTexts[p]));
        result.lengths.push_back(assembler.layout(queries[q], passages[p], unlimited).length);
    }
    return result;
}

} // namespace rw::ui
