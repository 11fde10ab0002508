// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/model/modelfolder.h"
#include "core/text/tokenizer.h"

#include <atomic>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rw::engine {

struct LoadOptions
{
    Quantization quantization = Quantization::Fp32;
    Gelu gelu = Gelu::Auto;
    std::string device = "cpu"; // "cpu", "cuda:0", ...
    /// Deepest cut-off layer that will be asked for; deeper weights are not loaded. 0 = all.
    int deepestLayer = 0;
    /// Gemma: row of the output matrix that is the score, the first id of "Yes" without special tokens. Needed there.
    int yesToken = -1;
    /// Round the final dot product to the compute type, as the reference does. Off: the dot product is taken in
    /// float32, so that 16-bit scores have no needless ties (bf16 scores between 2 and 4 lie 1/64 apart).
    bool roundedHead = false;
    /// The plain reference path instead of the fast one: one row after the other, no shortcuts. What the fast path is
    /// compared with (doctor, tests); also what runs where there is no fast path yet.
    bool plain = false;
};

/// States on the way, for the comparison with the reference (tests, doctor). Shapes [states, tokens, hidden],
/// row-major.
struct Trace
{
    std::vector<std::vector<float>> hidden; // see tests/data/goldens/README.md for what each state is
    std::vector<std::vector<float>> normed; // MiniCPM: final norm of each cut-off state
    std::vector<std::vector<float>> heads;  // MiniCPM: head outputs of each cut-off, all tokens
    std::vector<float> logitsLast;          // Gemma: whole vocabulary at the last token
};

/// How an Error ends that fewer tokens in one call may avoid.
inline constexpr std::string_view kNotEnoughMemory = "not enough memory";

/// A loaded reranking model: rows of token ids in, one score a row and cut-off layer out.
class Model
{
public:
    virtual ~Model() = default;

    /// Loads the weights. The folder was checked by ModelFolder::open; what can still fail here is memory, the device,
    /// and a file that changed meanwhile.
    static Result<std::unique_ptr<Model>> load(const ModelFolder& folder, const LoadOptions& options);

    /// Whether score() can take this: every id in the vocabulary, no row empty or longer than the position table,
    /// cut-off layers sorted, unique, within the config and what was loaded (none for models without).
    virtual Status check(std::span<const std::vector<TokenId>> rows, std::span<const int> cutoffLayers) const = 0;

    /// One score a row; for a layer-wise model `cutoffLayers` scores a row, [rows][layers] flattened: the final float32
    /// values as the reference gives them. All rows are one packed batch in which nothing is computed twice: equal rows
    /// once, and on decoders what rows have in common at their beginning once (core/engine/fast/packing.h). So memory
    /// grows with the distinct tokens of a call, and rows that share belong into one call.
    /// What fails check() is the same Error here; anything else that fails (memory, the device) may succeed later.
    /// `cancelled` is looked at on the way: Error "cancelled".
    virtual Result<std::vector<float>> score(std::span<const std::vector<TokenId>> rows,
                                             std::span<const int> cutoffLayers,
                                             const std::atomic<bool>* cancelled = nullptr) = 0;

    /// The same forward pass for one row with everything kept. The plain path only.
    virtual Result<Trace> trace(std::span<const TokenId> row) = 0;
};

struct DeviceInfo
{
    std::string device; // "cpu", "cuda:0"
    std::string name;
    std::int64_t memoryBytes = 0;
    std::vector<Quantization> quantizations; // what it can run
};
/// Devices that LibTorch can use on this machine: always "cpu", then the CUDA devices.
std::vector<DeviceInfo> devices();
std::string libtorchVersion();
/// Threads of one forward pass on the processor.
void setThreads(int threads);

} // namespace rw::engine
