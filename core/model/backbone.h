// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>

namespace rw {

/// The three architectures of the Reranker-v2 models.
enum class Backbone { XlmRoberta, Gemma, MiniCpmLayerwise };

/// How weights and activations are held while scoring.
enum class Quantization { Fp32, Bf16, Fp16, Int8, Int4 };

/// Form of Gemma's GELU. `Auto`: `hidden_activation` of the config if it is there, else `hidden_act`.
enum class Gelu { Auto, Erf, Tanh };

/// Tokens of a batch where nothing else is asked for. Enough rows for the matrix products to reach their speed; more
/// costs memory alone. Decoders gain from the passages of a query lying in one batch, and their activations are wide.
int defaultBatchTokens(Backbone backbone);

std::string_view toString(Backbone backbone);         // "xlm-roberta", "gemma", "minicpm-layerwise"
std::string_view toString(Quantization quantization); // "fp32", "bf16", "fp16", "int8", "int4"
std::string_view toString(Gelu gelu);                 // "auto", "erf", "tanh"
std::optional<Quantization> quantizationFromString(std::string_view name);
std::optional<Gelu> geluFromString(std::string_view name);

} // namespace rw
