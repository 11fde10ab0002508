// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/inputlengths.h"

#include "core/text/pairinput.h"
#include "core/text/tokenizer.h"
#include "ui/text/numbers.h"

namespace rw::ui {

Result<LengthForecast> lengthsOf(const Dataset& dataset, const ModelFolder& model, const QString& name,
                                 const std::function<bool()>& cancelled)
{
    const Backbone backbone = model.config.backbone;
    auto tokenizer = Tokenizer::open(model.path, backbone);
    if (!tokenizer)
        return tokenizer.error();
    const Instructions instructions;
    const PairAssembler assembler(backbone, **tokenizer, instructions, 0);
    const PairAssembler limited(backbone, **tokenizer, instructions, model.config.rowLimit());
    std::vector<TokenId> ids;
    const auto tokens = [&](const std::string& content) {
        ids.clear();
        (*tokenizer)->encode(content, ids);
        return static_cast<int>(ids.size());
    };
    std::vector<int> queries(dataset.queryTexts.size(), -1);
    std::vector<int> passages(dataset.passageTexts.size(), -1);
    LengthForecast result;
    result.input = {text(dataset.name), name, {}};
    result.input.lengths.reserve(dataset.candidates.size());
    for (const int limit : kCutLimits)
        result.cuts.push_back({limit, 0, 0, 0});
    const auto isRelevant = [&](const Dataset::Candidate& pair) {
        const auto judged = dataset.judgments.queries.find(dataset.queryIds[static_cast<std::size_t>(pair.query)]);
        if (judged == dataset.judgments.queries.end())
            return false;
        const auto grade = judged->second.find(std::string(dataset.passageIds[static_cast<std::size_t>(pair.passage)]));
        return grade != judged->second.end() && grade->second > 0;
    };
    const LengthLimits unlimited = LengthLimits::of(1 << 24);
    for (const Dataset::Candidate& pair : dataset.candidates) {
        if (cancelled())
            return Error{"cancelled"};
        const auto q = static_cast<std::size_t>(pair.query);
        const auto p = static_cast<std::size_t>(pair.passage);
        if (queries[q] < 0)
            queries[q] = tokens(queryText(instructions, backbone, dataset.queryTexts[q]));
        if (passages[p] < 0)
            passages[p] = tokens(passageText(instructions, backbone, dataset.passageTexts[p]));
        result.input.lengths.push_back(assembler.layout(queries[q], passages[p], unlimited).length);
        const bool relevant = isRelevant(pair);
        result.relevant += relevant ? 1 : 0;
        for (LengthForecast::Cut& cut : result.cuts) {
            const auto layout = limited.layout(queries[q], passages[p], LengthLimits::of(cut.limit));
            const bool isCut = layout.query < queries[q] || layout.passage < passages[p];
            cut.pairs += isCut ? 1 : 0;
            cut.relevant += isCut && relevant ? 1 : 0;
            cut.tokens += layout.length;
        }
    }
    return result;
}

} // namespace rw::ui
