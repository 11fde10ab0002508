// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/fast/operatorschemas.h"

#include <ATen/core/dispatch/Dispatcher.h>

#include <sstream>
#include <utility>

namespace rw::engine {

namespace {

constexpr std::pair<const char*, const char*> kExpected[] = {
    {"mkldnn::_reorder_linear_weight", "mkldnn::_reorder_linear_weight(Tensor self, int? batch_size=None) -> Tensor Y"},
    {"mkldnn::_linear_pointwise",
     "mkldnn::_linear_pointwise(Tensor X, Tensor W, Tensor? B, str attr, Scalar?[] scalars, str? algorithm) -> "
     "Tensor Y"},
    {"onednn::qlinear_prepack", "onednn::qlinear_prepack(Tensor weight, int[]? x_shape) -> Tensor"},
    {"onednn::qlinear_pointwise",
     "onednn::qlinear_pointwise(Tensor qx, float x_scale, int x_zero_point, Tensor qw, Tensor w_scale, Tensor "
     "w_zero_point, Tensor? bias, float output_scale, int output_zero_point, ScalarType? output_dtype, str "
     "post_op_name, Scalar?[] post_op_args, str post_op_algorithm) -> Tensor"},
};

} // namespace

std::vector<OperatorSchema> operatorSchemas()
{
    std::vector<OperatorSchema> schemas;
    for (const auto& [name, expected] : kExpected) {
        std::ostringstream found;
        if (const auto op = c10::Dispatcher::singleton().findSchema({name, ""}))
            found << op->schema();
        schemas.push_back({name, expected, found.str()});
    }
    return schemas;
}

} // namespace rw::engine
