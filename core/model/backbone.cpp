// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/backbone.h"

#include <array>

namespace rw {

namespace {

constexpr std::array kQuantizations = {Quantization::Fp32, Quantization::Bf16, Quantization::Fp16, Quantization::Int8,
                                       Quantization::Int4};
constexpr std::array kGelus = {Gelu::Auto, Gelu::Erf, Gelu::Tanh};

template <class Values>
auto find(const Values& values, std::string_view name) -> std::optional<typename Values::value_type>
{
    for (const auto value : values) {
        if (toString(value) == name)
            return value;
    }
    return std::nullopt;
}

} // namespace

int defaultBatchTokens(Backbone backbone)
{
    return backbone == Backbone::XlmRoberta ? 1024 : 2048;
}

std::string_view toString(Backbone backbone)
{
    switch (backbone) {
    case Backbone::XlmRoberta:
        return "xlm-roberta";
    case Backbone::Gemma:
        return "gemma";
    case Backbone::MiniCpmLayerwise:
        return "minicpm-layerwise";
    }
    return {};
}

std::string_view toString(Quantization quantization)
{
    switch (quantization) {
    case Quantization::Fp32:
        return "fp32";
    case Quantization::Bf16:
        return "bf16";
    case Quantization::Fp16:
        return "fp16";
    case Quantization::Int8:
        return "int8";
    case Quantization::Int4:
        return "int4";
    }
    return {};
}

std::string_view toString(Gelu gelu)
{
    switch (gelu) {
    case Gelu::Auto:
        return "auto";
    case Gelu::Erf:
        return "erf";
    case Gelu::Tanh:
        return "tanh";
    }
    return {};
}

std::optional<Quantization> quantizationFromString(std::string_view name)
{
    return find(kQuantizations, name);
}

std::optional<Gelu> geluFromString(std::string_view name)
{
    return find(kGelus, name);
}

} // namespace rw
