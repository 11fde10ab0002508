// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace rw {

/// The double that Rust's serde_json makes of a JSON number, which is not always the nearest one: it divides the
/// digits by a power of ten and so rounds twice. A quarter of XLM-RoBERTa's scores differ in the last bit, enough to
/// turn ties. Precondition: a valid JSON number, white space behind it is allowed. May be infinite.
double serdeNumber(std::string_view token);

} // namespace rw
