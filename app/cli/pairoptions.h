// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/text/pairinput.h"

#include <QCommandLineParser>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace rw::cli {

/// The options that say how a pair becomes the input of a model: the same for `tokenize` and `score`.
struct PairOptions
{
    std::filesystem::path model;
    std::filesystem::path pairs;
    LengthLimits limits;
    Instructions instructions;
};

void describePairOptions(QCommandLineParser& parser);
Result<PairOptions> readPairOptions(const QCommandLineParser& parser);

/// The value of a whole-number option that is at least `least`; nothing when the option is not given.
Result<std::optional<int>> numberOption(const QCommandLineParser& parser, const QString& name, int least);
/// "auto", or a list such as "cpu,cuda:0".
Result<std::vector<std::string>> deviceList(const QString& text);

} // namespace rw::cli
