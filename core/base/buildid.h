// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace rw {

/// The GNU build id of the running program in hexadecimal: a hash that the linker made of its content. Empty where it
/// was linked without one.
std::string buildId();

} // namespace rw
