// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/modelfolder.h"

#include "core/base/mappedfile.h"
#include "core/model/jsonfile.h"

#include <algorithm>
#include <array>
#include <set>

namespace rw {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxNote = 1024 * 1024;
constexpr std::uint64_t kMaxTokenizer = 256 * 1024 * 1024;

std::string shapeText(const std::vector<std::int64_t>& shape)
{
    std::string text = "[";
    for (const auto extent : shape)
        text += (text.size() > 1 ? ", " : "") + std::to_string(extent);
    return text + "]";
}

// The file of pickled weights that a folder without safetensors has, empty where there is none.
fs::path pickledWeights(const fs::path& folder)
{
    for (const char* usual : {"pytorch_model.bin", "pytorch_model.bin.index.json"}) {
        if (isFile(folder / usual))
            return folder / usual;
    }
    std::set<fs::path> found; // by name, so that the message does not depend on the order of the folder
    std::error_code code;
    for (fs::directory_iterator entry(folder, code), end; !code && entry != end; entry.increment(code)) {
        const auto name = entry->path().filename().string();
        const auto extension = entry->path().extension();
        const bool leftover = name == "training_args.bin" || name == "optimizer.pt" || name == "scheduler.pt" ||
                              name.starts_with("rng_state");
        if (!leftover && (extension == ".bin" || extension == ".pt" || extension == ".pth" || extension == ".ckpt"))
            found.insert(entry->path());
    }
    return found.empty() ? fs::path() : *found.begin();
}

Error refusePickle(const fs::path& folder, const fs::path& file, Backbone backbone)
{
    const bool encoder = backbone == Backbone::XlmRoberta;
    const std::string from = folder.string();
    const std::string to = from + "-safetensors";
    const std::string command =
        "python3 -c \"from transformers import AutoTokenizer, " +
        std::string(encoder ? "AutoModelForSequenceClassification" : "AutoModelForCausalLM") +
        " as M; M.from_pretrained('" + from + "', torch_dtype='auto'" +
        (backbone == Backbone::MiniCpmLayerwise ? ", trust_remote_code=True" : "") + ").save_pretrained('" + to +
        "', safe_serialization=True); AutoTokenizer.from_pretrained('" + from + "').save_pretrained('" + to + "')\"";
    return Error{file.string() + ": pickled weights are not read, since unpickling runs code from the file; expected "
                                 "model.safetensors",
                 "A .bin, .pt or .pth file is a Python pickle: loading it can execute any command that its author put "
                 "in. Safetensors files hold numbers only.",
                 "If you trust the file, convert it: " + command};
}

Status checkWeights(const ModelFolder& folder)
{
    std::string first;
    int wrong = 0;
    const auto required = requiredTensors(folder.config);
    const auto note = [&](const std::string& what) {
        if (wrong++ == 0)
            first = what;
    };
    for (const auto& tensor : required) {
        const auto* entry = folder.tensor(tensor.name);
        if (!entry) {
            note(folder.weights.files.front().string() + ": tensor '" + tensor.name + "' is missing; expected shape " +
                 shapeText(tensor.shape));
        } else if (entry->shape != tensor.shape) {
            note(entry->file.string() + ": tensor '" + tensor.name + "' has shape " + shapeText(entry->shape) +
                 "; expected " + shapeText(tensor.shape) + " from config.json");
        } else if (entry->dtype != "F32" && entry->dtype != "F16" && entry->dtype != "BF16") {
            note(entry->file.string() + ": tensor '" + tensor.name + "' is " + entry->dtype +
                 "; expected F32, F16 or BF16");
        }
    }
    if (wrong > 1) {
        first += " (and " + std::to_string(wrong - 1) + " more of " + std::to_string(required.size()) +
                 " tensors are missing or wrong)";
    }
    return wrong == 0 ? ok() : Status(Error{first});
}

// Sums over what the backbone reads; other tensors of the files (buffers of old checkpoints) do not count.
void measure(ModelFolder& folder, const std::vector<RequiredTensor>& tensors)
{
    std::set<std::string> dtypes;
    folder.parameters = 0;
    folder.weightBytes = 0;
    for (const auto& tensor : tensors) {
        std::int64_t elements = 1;
        for (const auto extent : tensor.shape)
            elements *= extent;
        folder.parameters += elements;
        if (const auto* entry = folder.tensor(tensor.name)) {
            folder.weightBytes += std::int64_t(entry->end - entry->begin);
            dtypes.insert(entry->dtype);
        }
    }
    if (!dtypes.empty())
        folder.weightsDtype = dtypes.size() == 1 ? *dtypes.begin() : "mixed";
}

Status openWeights(ModelFolder& folder)
{
    auto weights = SafetensorsIndex::openFolder(folder.path);
    if (!weights) {
        const bool none =
            !isFile(folder.path / "model.safetensors") && !isFile(folder.path / "model.safetensors.index.json");
        if (const auto file = none ? pickledWeights(folder.path) : fs::path(); !file.empty())
            return refusePickle(folder.path, file, folder.config.backbone);
        if (none && isFile(folder.path / "adapter_config.json")) {
            return Error{folder.path.string() +
                             ": is an adapter (LoRA) without its base model; expected merged weights",
                         {},
                         "Merge it with its base model first (peft: merge_and_unload, then save_pretrained)."};
        }
        return std::move(weights.error());
    }
    folder.weights = std::move(*weights);
    if (auto checked = checkWeights(folder); !checked) {
        folder.weights = {};
        return checked;
    }
    return ok();
}

Result<std::string> tokenizerKindOf(const ModelFolder& folder)
{
    if (const auto file = folder.path / "tokenizer.json"; isFile(file)) {
        auto json = JsonFile::read(file, kMaxTokenizer);
        if (!json)
            return std::move(json.error());
        std::string_view type;
        if (json->root().at_pointer("/model/type").get(type))
            return std::string("bpe"); // files of old tokenizers leave the type out: it was not Unigram then
        std::string kind(type);
        std::transform(kind.begin(), kind.end(), kind.begin(), [](unsigned char c) { return char(std::tolower(c)); });
        return kind;
    }
    if (isFile(folder.path / "sentencepiece.bpe.model")) // so called, but Unigram
        return std::string("unigram");
    if (isFile(folder.path / "tokenizer.model"))
        return std::string(folder.config.backbone == Backbone::XlmRoberta ? "unigram" : "bpe");
    return std::string();
}

Result<bool> isUntrained(const fs::path& folder)
{
    const auto file = folder / "rerank_workbench.json";
    std::error_code code;
    if (!fs::exists(file, code))
        return false;
    auto json = JsonFile::read(file, kMaxNote);
    if (!json)
        return std::move(json.error());
    bool untrained = false;
    const auto value = json->root()["untrained"];
    if (value.error() == simdjson::SUCCESS && value.get(untrained))
        return Error{json->placeOf("untrained") + ": untrained is not true or false"};
    return untrained;
}

} // namespace

Result<ModelFolder> ModelFolder::open(const fs::path& path, WeightsRequired weights)
{
    std::error_code code;
    if (!fs::is_directory(path, code))
        return Error{path.string() + ": is not a folder; expected a model folder with config.json"};
    ModelFolder folder;
    folder.path = path;
    auto config = readModelConfig(path / "config.json");
    if (!config)
        return std::move(config.error());
    folder.config = std::move(*config);

    if (auto opened = openWeights(folder); !opened && weights == WeightsRequired::Yes)
        return std::move(opened.error());
    auto tensors = requiredTensors(folder.config);
    if (folder.config.backbone == Backbone::Gemma && folder.tensor("lm_head.weight")) {
        const RequiredTensor head{"lm_head.weight", {folder.config.vocabularySize, folder.config.hiddenSize}};
        const auto& entry = *folder.tensor(head.name);
        if (entry.shape != head.shape) {
            return Error{entry.file.string() + ": tensor 'lm_head.weight' has shape " + shapeText(entry.shape) +
                         "; expected " + shapeText(head.shape) + " from config.json"};
        }
        tensors.push_back(head);
    }
    measure(folder, tensors);

    auto kind = tokenizerKindOf(folder);
    if (!kind)
        return std::move(kind.error());
    folder.tokenizerKind = std::move(*kind);
    auto untrained = isUntrained(path);
    if (!untrained)
        return std::move(untrained.error());
    folder.untrained = *untrained;
    folder.fingerprint = cachedFingerprint(folder);
    return folder;
}

const TensorEntry* ModelFolder::tensor(std::string_view name) const
{
    auto found = weights.tensors.find(std::string(name));
    if (found == weights.tensors.end()) {
        // BERT-like checkpoints of 2018 and 2019 spell the two vectors of a LayerNorm so.
        constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kOld = {
            std::pair{"LayerNorm.weight", "LayerNorm.gamma"}, std::pair{"LayerNorm.bias", "LayerNorm.beta"}};
        for (const auto& [ending, old] : kOld) {
            if (name.ends_with(ending)) {
                found =
                    weights.tensors.find(std::string(name.substr(0, name.size() - ending.size())) + std::string(old));
                break;
            }
        }
    }
    return found == weights.tensors.end() ? nullptr : &found->second;
}

} // namespace rw
