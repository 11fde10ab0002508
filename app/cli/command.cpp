// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

#include <cstdio>

namespace rw::cli {

namespace {

void complain(const char* kind, const std::string& what)
{
    std::fflush(stdout); // in the order it happened where both go to one place
    std::fprintf(stderr, "rerank-cli: %s: %s\n", kind, what.c_str());
}

} // namespace

int fail(const Error& error, int code)
{
    complain("error", error.hint.empty() ? error.what : error.what + " (" + error.hint + ")");
    return code;
}

void warn(const std::string& what)
{
    complain("warning", what);
}

} // namespace rw::cli
