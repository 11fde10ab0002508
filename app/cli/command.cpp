// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <vector>

namespace rw::cli {

namespace {

void complain(const char* kind, const std::string& what)
{
    std::fflush(stdout); // in the order it happened where both go to one place
    std::fprintf(stderr, "rerank-cli: %s: %s\n", kind, what.c_str());
}

/// How many letters must be changed, added or left out to turn one word into the other.
int distance(const QString& a, const QString& b)
{
    std::vector<int> row(std::size_t(b.size()) + 1);
    std::iota(row.begin(), row.end(), 0);
    for (qsizetype i = 0; i < a.size(); ++i) {
        int diagonal = row[0]++;
        for (qsizetype j = 0; j < b.size(); ++j) {
            const int changed = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[std::size_t(j) + 1];
            row[std::size_t(j) + 1] = std::min({changed, diagonal + 1, row[std::size_t(j)] + 1});
        }
    }
    return row.back();
}

std::string g_helpCommand = "rerank-cli --help";

} // namespace

void setHelpCommand(const std::string& command)
{
    g_helpCommand = command;
}

QString closest(const QString& word, const QStringList& known)
{
    QString best;
    int least = 3;
    for (const auto& one : known) {
        if (const int changes = distance(word, one); changes < least && changes < one.size()) {
            least = changes;
            best = one;
        }
    }
    return best;
}

int fail(const Error& error, int code)
{
    const std::string hint = error.hint.empty() && code == WrongUsage ? "see " + g_helpCommand : error.hint;
    complain("error", hint.empty() ? error.what : error.what + " (" + hint + ")");
    return code;
}

void warn(const std::string& what)
{
    complain("warning", what);
}

} // namespace rw::cli
