// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace rw::engine {

/// A private operator of LibTorch that fast/linear.cpp calls by name. Such operators may change between versions
/// without notice, and a call with values in the wrong places need not fail: it may compute something else.
struct OperatorSchema
{
    std::string name;
    std::string expected; // what the code was written for (LibTorch 2.13)
    std::string found;    // what this LibTorch has; empty where it has no such operator

    bool same() const { return expected == found; }
};
std::vector<OperatorSchema> operatorSchemas();

} // namespace rw::engine
