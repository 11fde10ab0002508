// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/jsonfile.h"
#include "core/model/modelfolder.h"

#include <cmath>
#include <limits>
#include <optional>

namespace rw {

namespace {

namespace dom = simdjson::dom;

constexpr std::uint64_t kMaxConfig = 16 * 1024 * 1024;

// Far beyond any published model, and small enough that products of three of them fit 64 bits.
constexpr int kMaxWidth = 1 << 18;
constexpr int kMaxLayers = 1024;
constexpr int kMaxHeads = 1024;
constexpr int kMaxVocabulary = 1 << 24;
constexpr int kMaxPositions = 1 << 24;

// Values of one config, with the first fault kept: the callers read on with the lower bound and ask once at the end.
class Reader
{
public:
    explicit Reader(const JsonFile& json)
        : m_json(json)
    {
    }

    bool has(std::string_view key) const
    {
        dom::element value;
        return !m_json.root()[key].get(value) && !value.is_null();
    }

    int integer(std::string_view key, int least, int most, std::optional<int> fallback = {})
    {
        const std::string range = "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
        if (!has(key))
            return fallback ? *fallback : missing(key, range, least);
        std::int64_t number = 0;
        if (m_json.root()[key].get(number) || number < least || number > most)
            return wrong(key, range, least);
        return int(number);
    }

    double real(std::string_view key, double above, double most, std::optional<double> fallback = {})
    {
        const std::string range = "a number above 0";
        if (!has(key))
            return fallback ? *fallback : missing(key, range, most);
        double number = 0;
        if (m_json.root()[key].get(number) || !std::isfinite(number) || number <= above || number > most)
            return wrong(key, range + " and at most " + std::to_string(std::int64_t(most)), most);
        return number;
    }

    std::string text(std::string_view key, std::string_view fallback)
    {
        if (!has(key))
            return std::string(fallback);
        std::string_view value;
        if (m_json.root()[key].get(value))
            return wrong(key, "a string", std::string(fallback));
        return std::string(value);
    }

    bool flag(std::string_view key, bool fallback)
    {
        if (!has(key))
            return fallback;
        bool value = fallback;
        if (m_json.root()[key].get(value))
            return wrong(key, "true or false", fallback);
        return value;
    }

    void fail(std::string_view key, const std::string& what)
    {
        if (!m_fault)
            m_fault = Error{m_json.placeOf(key) + ": " + what};
    }

    const JsonFile& json() const { return m_json; }
    const std::optional<Error>& fault() const { return m_fault; }

private:
    template <class T>
    T wrong(std::string_view key, const std::string& expected, T value)
    {
        fail(key, std::string(key) + " is " + simdjson::minify(m_json.root()[key].value()).substr(0, 60) +
                      "; expected " + expected);
        return value;
    }
    template <class T>
    T missing(std::string_view key, const std::string& expected, T value)
    {
        fail(key, std::string(key) + " is missing; expected " + expected);
        return value;
    }

    const JsonFile& m_json;
    std::optional<Error> m_fault;
};

constexpr std::string_view kSupported =
    "XLMRobertaForSequenceClassification, GemmaForCausalLM or "
    "LayerWiseMiniCPMForCausalLM (bge-reranker-v2-m3, -v2-gemma, -v2-minicpm-layerwise "
    "and their fine-tunes)";

std::optional<Backbone> backboneOf(Reader& reader)
{
    std::string architecture;
    dom::array architectures;
    if (!reader.json().root()["architectures"].get(architectures)) {
        std::string_view first;
        if (architectures.size() == 1 && !architectures.at(0).get(first))
            architecture = first;
        else
            reader.fail("architectures",
                        "architectures is not a list of one name; expected " + std::string(kSupported));
    } else if (reader.has("architectures")) {
        reader.fail("architectures", "architectures is not a list; expected " + std::string(kSupported));
    }
    const std::string type = reader.text("model_type", "");

    struct Known
    {
        std::string_view architecture, type;
        Backbone backbone;
    };
    constexpr Known kKnown[] = {
        {"XLMRobertaForSequenceClassification", "xlm-roberta", Backbone::XlmRoberta},
        {"GemmaForCausalLM", "gemma", Backbone::Gemma},
        {"LayerWiseMiniCPMForCausalLM", "minicpm", Backbone::MiniCpmLayerwise},
    };
    for (const auto& known : kKnown) {
        if (!architecture.empty() ? architecture != known.architecture : type != known.type)
            continue;
        if (!type.empty() && type != known.type) {
            reader.fail("model_type", "model_type is " + inQuotes(type) + "; expected \"" + std::string(known.type) +
                                          "\" for " + std::string(known.architecture));
        }
        return known.backbone;
    }
    if (architecture.empty() && type.empty())
        reader.fail("architectures", "names neither architectures nor model_type; expected " + std::string(kSupported));
    else if (!architecture.empty())
        reader.fail("architectures", "the architecture " + inQuotes(architecture) + " is not supported; expected " +
                                         std::string(kSupported));
    else
        reader.fail("model_type",
                    "the model_type " + inQuotes(type) + " is not supported; expected " + std::string(kSupported));
    return std::nullopt;
}

// Rotary positions in their plain form; `rope_parameters` is where transformers 5 writes what `rope_theta` was.
double ropeTheta(Reader& reader)
{
    if (reader.has("rope_scaling"))
        reader.fail("rope_scaling", "rope_scaling is set; expected null (scaled rotary positions are not supported)");
    dom::object parameters;
    if (reader.has("rope_parameters") && !reader.json().root()["rope_parameters"].get(parameters)) {
        std::string_view type;
        if (!parameters["rope_type"].get(type) && type != "default")
            reader.fail("rope_type", "rope_type is " + inQuotes(type) + "; expected \"default\"");
        double theta = 0;
        if (!parameters["rope_theta"].get(theta)) {
            if (!std::isfinite(theta) || theta <= 0 || theta > 1e12)
                reader.fail("rope_theta", "rope_theta is out of range; expected a number above 0");
            return theta;
        }
    }
    return reader.real("rope_theta", 0, 1e12, 10000.0);
}

void refuseBias(Reader& reader)
{
    if (reader.flag("attention_bias", false))
        reader.fail("attention_bias",
                    "attention_bias is true; expected false (the published models have no such biases)");
}

void checkHeads(Reader& reader, const ModelConfig& config)
{
    if (config.attentionHeads % config.keyValueHeads != 0) {
        reader.fail("num_key_value_heads", "num_key_value_heads is " + std::to_string(config.keyValueHeads) +
                                               "; expected a divisor of num_attention_heads, " +
                                               std::to_string(config.attentionHeads));
    }
    if (config.backbone != Backbone::XlmRoberta && config.headDim % 2 != 0) {
        reader.fail("head_dim", "the attention heads have " + std::to_string(config.headDim) +
                                    " dimensions; expected an even number, for rotary positions");
    }
}

int evenShare(Reader& reader, const ModelConfig& config)
{
    if (config.hiddenSize % config.attentionHeads != 0) {
        reader.fail("hidden_size", "hidden_size is " + std::to_string(config.hiddenSize) +
                                       "; expected a multiple of num_attention_heads, " +
                                       std::to_string(config.attentionHeads));
    }
    return config.hiddenSize / config.attentionHeads;
}

void readXlmRoberta(Reader& reader, ModelConfig& config)
{
    config.headDim = evenShare(reader, config);
    config.keyValueHeads = config.attentionHeads;
    config.normEpsilon = reader.real("layer_norm_eps", 0, 1, 1e-12);
    config.typeVocabulary = reader.integer("type_vocab_size", 1, 1024, 2);
    config.padId = reader.integer("pad_token_id", 0, config.vocabularySize - 1, 1);
    config.positions = reader.integer("max_position_embeddings", 1, kMaxPositions);
    // Real tokens are counted from padId + 1 on.
    config.maxLength = config.positions - config.padId - 1;
    if (config.maxLength < 1) {
        reader.fail("max_position_embeddings", "max_position_embeddings is " + std::to_string(config.positions) +
                                                   "; expected more than pad_token_id + 1");
    }
    if (const auto act = reader.text("hidden_act", "gelu"); act != "gelu")
        reader.fail("hidden_act", "hidden_act is " + inQuotes(act) + "; expected \"gelu\"");
    if (const auto type = reader.text("position_embedding_type", "absolute"); type != "absolute")
        reader.fail("position_embedding_type",
                    "position_embedding_type is " + inQuotes(type) + "; expected \"absolute\"");

    dom::object labels;
    const bool listed = !reader.json().root()["id2label"].get(labels);
    const auto count = listed ? std::int64_t(labels.size()) : reader.integer("num_labels", 0, kMaxWidth, 2);
    if (count != 1) {
        reader.fail(listed ? "id2label" : "num_labels", "the classifier has " + std::to_string(count) +
                                                            " labels; expected 1, the score (this is not a reranker)");
    }
}

void readGemma(Reader& reader, ModelConfig& config)
{
    config.headDim = reader.integer("head_dim", 1, kMaxWidth, 256);
    config.keyValueHeads = reader.integer("num_key_value_heads", 1, kMaxHeads);
    config.normEpsilon = reader.real("rms_norm_eps", 0, 1, 1e-6);
    config.ropeTheta = ropeTheta(reader);
    config.positions = reader.integer("max_position_embeddings", 1, kMaxPositions, 8192);
    config.maxLength = config.positions;
    config.padId = reader.integer("pad_token_id", -1, config.vocabularySize - 1, 0);
    refuseBias(reader);

    const std::string_view key = reader.has("hidden_activation") ? "hidden_activation" : "hidden_act";
    const auto act = reader.text(key, "gelu_pytorch_tanh");
    if (act == "gelu_pytorch_tanh" || act == "gelu_new")
        config.geluTanh = true;
    else if (act != "gelu")
        reader.fail(key, std::string(key) + " is " + inQuotes(act) + "; expected \"gelu\" or \"gelu_pytorch_tanh\"");
}

void readMiniCpm(Reader& reader, ModelConfig& config)
{
    config.headDim = evenShare(reader, config);
    config.keyValueHeads = reader.integer("num_key_value_heads", 1, kMaxHeads, config.attentionHeads);
    config.normEpsilon = reader.real("rms_norm_eps", 0, 1, 1e-6);
    config.ropeTheta = ropeTheta(reader);
    config.positions = reader.integer("max_position_embeddings", 1, kMaxPositions, 2048);
    config.maxLength = config.positions;
    config.padId = reader.integer("pad_token_id", -1, config.vocabularySize - 1, -1);
    config.scaleEmbedding = reader.real("scale_emb", 0, 1e6);
    config.scaleDepth = reader.real("scale_depth", 0, 1e6);
    refuseBias(reader);
    if (const auto act = reader.text("hidden_act", "silu"); act != "silu")
        reader.fail("hidden_act", "hidden_act is " + inQuotes(act) + "; expected \"silu\"");

    if (!reader.has("start_layer")) {
        reader.fail("start_layer",
                    "start_layer is missing; expected the first layer with a score head (without them this "
                    "is a plain MiniCPM, not the layer-wise reranker)");
        return;
    }
    config.startLayer = reader.integer("start_layer", 1, config.layers);
    if (const auto type = reader.text("head_type", ""); type != "simple") {
        reader.fail("head_type", "head_type is " + inQuotes(type) +
                                     "; expected \"simple\", one output a head (the others "
                                     "score with a whole vocabulary and are not supported)");
    }
    if (!reader.flag("head_multi", false))
        reader.fail("head_multi", "head_multi is not true; expected one head for each cut-off layer");
    for (int layer = config.startLayer; layer <= config.layers; ++layer)
        config.cutoffLayers.push_back(layer);
}

} // namespace

Result<ModelConfig> readModelConfig(const std::filesystem::path& file)
{
    auto json = JsonFile::read(file, kMaxConfig);
    if (!json)
        return std::move(json.error());

    Reader reader(*json);
    ModelConfig config;
    const auto backbone = backboneOf(reader);
    if (!backbone)
        return *reader.fault();
    config.backbone = *backbone;
    config.hiddenSize = reader.integer("hidden_size", 1, kMaxWidth);
    config.layers = reader.integer("num_hidden_layers", 1, kMaxLayers);
    config.attentionHeads = reader.integer("num_attention_heads", 1, kMaxHeads);
    config.intermediateSize = reader.integer("intermediate_size", 1, kMaxWidth);
    config.vocabularySize = reader.integer("vocab_size", 1, kMaxVocabulary);
    switch (config.backbone) {
    case Backbone::XlmRoberta:
        readXlmRoberta(reader, config);
        break;
    case Backbone::Gemma:
        readGemma(reader, config);
        break;
    case Backbone::MiniCpmLayerwise:
        readMiniCpm(reader, config);
        break;
    }
    checkHeads(reader, config);
    if (reader.fault())
        return *reader.fault();
    return config;
}

std::vector<RequiredTensor> requiredTensors(const ModelConfig& config)
{
    std::vector<RequiredTensor> tensors;
    const auto add = [&](std::string name, std::vector<std::int64_t> shape) {
        tensors.push_back({std::move(name), std::move(shape)});
    };
    const std::int64_t hidden = config.hiddenSize;
    const std::int64_t inner = config.intermediateSize;

    if (config.backbone == Backbone::XlmRoberta) {
        const auto linear = [&](const std::string& name, std::int64_t out, std::int64_t in) {
            add(name + ".weight", {out, in});
            add(name + ".bias", {out});
        };
        const auto norm = [&](const std::string& name) {
            add(name + ".LayerNorm.weight", {hidden});
            add(name + ".LayerNorm.bias", {hidden});
        };
        add("roberta.embeddings.word_embeddings.weight", {config.vocabularySize, hidden});
        add("roberta.embeddings.position_embeddings.weight", {config.positions, hidden});
        add("roberta.embeddings.token_type_embeddings.weight", {config.typeVocabulary, hidden});
        norm("roberta.embeddings");
        for (int i = 0; i < config.layers; ++i) {
            const std::string layer = "roberta.encoder.layer." + std::to_string(i);
            for (const char* part : {"query", "key", "value"})
                linear(layer + ".attention.self." + part, hidden, hidden);
            linear(layer + ".attention.output.dense", hidden, hidden);
            norm(layer + ".attention.output");
            linear(layer + ".intermediate.dense", inner, hidden);
            linear(layer + ".output.dense", hidden, inner);
            norm(layer + ".output");
        }
        linear("classifier.dense", hidden, hidden);
        linear("classifier.out_proj", 1, hidden);
        return tensors;
    }

    const std::int64_t queries = std::int64_t(config.attentionHeads) * config.headDim;
    const std::int64_t keys = std::int64_t(config.keyValueHeads) * config.headDim;
    add("model.embed_tokens.weight", {config.vocabularySize, hidden});
    for (int i = 0; i < config.layers; ++i) {
        const std::string layer = "model.layers." + std::to_string(i);
        add(layer + ".input_layernorm.weight", {hidden});
        add(layer + ".self_attn.q_proj.weight", {queries, hidden});
        add(layer + ".self_attn.k_proj.weight", {keys, hidden});
        add(layer + ".self_attn.v_proj.weight", {keys, hidden});
        add(layer + ".self_attn.o_proj.weight", {hidden, queries});
        add(layer + ".post_attention_layernorm.weight", {hidden});
        add(layer + ".mlp.gate_proj.weight", {inner, hidden});
        add(layer + ".mlp.up_proj.weight", {inner, hidden});
        add(layer + ".mlp.down_proj.weight", {hidden, inner});
    }
    add("model.norm.weight", {hidden});
    for (const int layer : config.cutoffLayers)
        add("lm_head." + std::to_string(layer - config.startLayer) + ".linear_head.weight", {1, hidden});
    return tensors;
}

} // namespace rw
