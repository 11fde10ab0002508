// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model.h"

#include "core/engine/fast/network.h"
#include "core/engine/plain/network.h"

#include <c10/core/InferenceMode.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <new>

namespace rw::engine {

namespace {

std::string firstLine(const std::string& text)
{
    return text.substr(0, text.find('\n'));
}

// Runs `work` in inference mode and turns what LibTorch throws into an Error of one line.
template <class T, class Work>
Result<T> guarded(const std::string& doing, Work work)
{
    const auto memory = [&](const std::string& detail) {
        return Error{doing + ": " + std::string(kNotEnoughMemory), detail,
                     "Use a smaller --batch-tokens, a shorter --max-length or fewer workers."};
    };
    try {
        const c10::InferenceMode mode;
        return work();
    } catch (const Cancelled&) {
        return Error{"cancelled"};
    } catch (const LoadError& fault) {
        return Error{fault.what()};
    } catch (const std::bad_alloc&) {
        return memory({});
    } catch (const c10::Error& fault) {
        const auto line = firstLine(fault.what_without_backtrace());
        if (line.find("memory") !=
            std::string::npos) // "CUDA out of memory", "DefaultCPUAllocator: can't allocate memory"
            return memory(line);
        return Error{doing + ": LibTorch failed: " + line};
    } catch (const std::exception& fault) {
        return Error{doing + ": " + firstLine(fault.what())};
    }
}

void checkOptions(const ModelConfig& config, const LoadOptions& options)
{
    if (config.backbone == Backbone::Gemma && (options.yesToken < 0 || options.yesToken >= config.vocabularySize)) {
        throw LoadError("a Gemma model is loaded without the id of \"Yes\"; expected one from 0 to " +
                        std::to_string(config.vocabularySize - 1));
    }
    if (config.backbone == Backbone::MiniCpmLayerwise && options.deepestLayer != 0 &&
        (options.deepestLayer < config.startLayer || options.deepestLayer > config.layers)) {
        throw LoadError("the cut-off layer " + std::to_string(options.deepestLayer) +
                        " does not exist; expected one from " + std::to_string(config.startLayer) + " to " +
                        std::to_string(config.layers));
    }
}

class LoadedModel : public Model
{
public:
    LoadedModel(const ModelFolder& folder, const LoadOptions& options, at::ScalarType type, at::Device device)
        : m_config(folder.config)
        , m_deepest(options.deepestLayer > 0 ? options.deepestLayer : folder.config.layers)
        , m_name(folder.path.string())
        , m_fingerprint(folder.fingerprint)
        , m_weightsDtype(folder.weightsDtype)
        , m_weights(folder, type, device)
    {
        checkOptions(m_config, options);
        if (options.plain || options.roundedHead || !device.is_cpu())
            m_plain = makePlain(options);
        else
            m_fast = makeFast(options);
    }

    Status check(std::span<const std::vector<TokenId>> rows, std::span<const int> cutoffLayers) const override
    {
        for (const auto& row : rows) {
            if (auto fine = checkRow(row); !fine)
                return fine;
        }
        return checkLayers(cutoffLayers);
    }

    Result<std::vector<float>> score(std::span<const std::vector<TokenId>> rows, std::span<const int> cutoffLayers,
                                     const std::atomic<bool>* cancelled) override
    {
        if (auto fine = check(rows, cutoffLayers); !fine)
            return std::move(fine.error());
        return guarded<std::vector<float>>(m_name, [&]() -> Result<std::vector<float>> {
            std::vector<float> scores;
            if (m_fast) {
                if (!rows.empty())
                    scores =
                        m_fast->forward(pack(rows, m_config.backbone != Backbone::XlmRoberta), cutoffLayers, cancelled);
                return scores;
            }
            scores.reserve(rows.size() * std::max<std::size_t>(1, cutoffLayers.size()));
            for (const auto& row : rows) {
                if (cancelled && cancelled->load())
                    return Error{"cancelled"};
                const auto of = m_plain->forward(row, cutoffLayers, nullptr);
                scores.insert(scores.end(), of.begin(), of.end());
            }
            return scores;
        });
    }

    Result<Trace> trace(std::span<const TokenId> row) override
    {
        if (auto fine = checkRow(row); !fine)
            return std::move(fine.error());
        if (!m_plain)
            return Error{m_name + ": was loaded for the fast path, which keeps no states; expected the plain one"};
        return guarded<Trace>(m_name, [&]() -> Result<Trace> {
            Trace trace;
            m_plain->forward(row, {}, &trace);
            return trace;
        });
    }

private:
    std::unique_ptr<Network> makePlain(const LoadOptions& options)
    {
        switch (m_config.backbone) {
        case Backbone::XlmRoberta:
            return makeXlmRoberta(m_config, options, m_weights);
        case Backbone::Gemma:
            return makeGemma(m_config, options, m_weights);
        case Backbone::MiniCpmLayerwise:
            return makeMiniCpm(m_config, options, m_weights);
        }
        return nullptr;
    }

    std::unique_ptr<FastNetwork> makeFast(const LoadOptions& options)
    {
        // Weights that are stored as they are computed with need no second file; neither do those made from a seed.
        const bool asStored = options.quantization == Quantization::Fp32 ||
                              (options.quantization == Quantization::Bf16 && m_weightsDtype == "BF16");
        if (!asStored && !m_fingerprint.empty())
            m_cache = std::make_unique<WeightCache>(WeightCache::folder(),
                                                    WeightCache::keyOf(m_fingerprint, options.quantization, m_deepest));
        LinearLoader loader(m_weights, Arithmetic::of(options.quantization), m_cache.get());
        auto network = m_config.backbone == Backbone::XlmRoberta ? makeFastEncoder(m_config, loader)
                                                                 : makeFastDecoder(m_config, options, loader);
        if (m_cache)
            m_cache->finish();
        m_weights.releaseAll();
        return network;
    }

    Status checkRow(std::span<const TokenId> row) const
    {
        if (row.empty())
            return Error{m_name + ": a row has no tokens; expected at least one"};
        if (const int limit = m_config.rowLimit(); limit > 0 && row.size() > std::size_t(limit)) {
            return Error{m_name + ": a row has " + std::to_string(row.size()) + " tokens; expected at most " +
                         std::to_string(limit) + ", the end of the position table"};
        }
        const auto wrong =
            std::find_if(row.begin(), row.end(), [&](TokenId id) { return id < 0 || id >= m_config.vocabularySize; });
        if (wrong != row.end()) {
            return Error{m_name + ": a row has the token id " + std::to_string(*wrong) + "; expected one from 0 to " +
                         std::to_string(m_config.vocabularySize - 1) + " (does the tokenizer belong to this model?)"};
        }
        return ok();
    }

    Status checkLayers(std::span<const int> layers) const
    {
        if (m_config.cutoffLayers.empty()) {
            if (layers.empty())
                return ok();
            return Error{m_name + ": has no cut-off layers; expected none to be asked for"};
        }
        const std::string range = std::to_string(m_config.startLayer) + " to " + std::to_string(m_deepest);
        if (layers.empty())
            return Error{m_name + ": no cut-off layer is asked for; expected some of " + range};
        for (std::size_t i = 0; i < layers.size(); ++i) {
            if (layers[i] < m_config.startLayer || layers[i] > m_deepest)
                return Error{m_name + ": has no cut-off layer " + std::to_string(layers[i]) + "; expected some of " +
                             range};
            if (i > 0 && layers[i] <= layers[i - 1])
                return Error{m_name + ": the cut-off layers are not in ascending order; expected each once"};
        }
        return ok();
    }

    ModelConfig m_config;
    int m_deepest;
    std::string m_name;
    std::string m_fingerprint;
    std::string m_weightsDtype;
    Weights m_weights; // before the networks, whose tensors lie in it and in the cache
    std::unique_ptr<WeightCache> m_cache;
    std::unique_ptr<Network> m_plain; // one of the two
    std::unique_ptr<FastNetwork> m_fast;
};

} // namespace

Result<std::unique_ptr<Model>> Model::load(const ModelFolder& folder, const LoadOptions& options)
{
    const auto all = devices();
    const auto device =
        std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.device == options.device; });
    if (device == all.end()) {
        std::string names;
        for (const auto& one : all)
            names += (names.empty() ? "" : ", ") + one.device;
        return Error{"this machine has no device " + options.device + "; expected one of " + names};
    }
    const auto& able = device->quantizations;
    if (std::find(able.begin(), able.end(), options.quantization) == able.end()) {
        std::string names;
        for (const auto one : able)
            names += (names.empty() ? "" : ", ") + std::string(toString(one));
        return Error{options.device + ": cannot run " + std::string(toString(options.quantization)) +
                     "; expected one of " + names};
    }
    const auto type = options.quantization == Quantization::Bf16   ? at::kBFloat16
                      : options.quantization == Quantization::Fp16 ? at::kHalf
                                                                   : at::kFloat;
    return guarded<std::unique_ptr<Model>>(folder.path.string(), [&]() -> Result<std::unique_ptr<Model>> {
        return std::unique_ptr<Model>(std::make_unique<LoadedModel>(folder, options, type, at::Device(options.device)));
    });
}

} // namespace rw::engine
