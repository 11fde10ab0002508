// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/comparison.h"

#include <QCommandLineParser>
#include <QJsonObject>
#include <QString>

namespace rw::cli {

/// "3" is unit 3, "first-stage" the order before reranking, anything else the path of a TREC run.
SystemRef systemRef(const QString& text);
/// "1%" or "0.01".
Result<double> shareOption(const QString& option, const QString& text);

/// Known answers and those that the model did not get to see; null where no answer is known.
QJsonValue answersJson(const std::optional<AnswerCuts>& answers);

/// A comparison as JSON, without the values of single queries and the texts of pairs unless `full`.
QJsonObject comparisonJson(const Comparison& comparison, bool full);

} // namespace rw::cli
