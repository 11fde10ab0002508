// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/inspection.h"
#include "core/report/modelinput.h"

#include <QJsonObject>
#include <QStringList>

#include <functional>

namespace rw {

/// {"max_length", "tokens": {"query", "passage", "special", "cut"}, "parts": [{"kind", "text", "tokens"}]}
QJsonObject inputJson(const ModelInput& input);

/// One pair in all configurations that were inspected: {"query_id", "query", "passage_id", "passage", "grade" (null:
/// not judged), "configurations": [{"name", "score" (null: none), "rank" (null: no ranking)}], "input" (empty: null)}.
/// `nameOf`: of a unit; 0 is the order before scoring, which has no score.
QJsonObject pairJson(const Inspection& inspection, std::size_t place, std::int64_t pair, const QString& passage,
                     const ModelInput& input, const std::function<QString(std::int64_t unit)>& nameOf);

/// A query with its ranking by each shown configuration: {"query_id", "query", "measure", "rankings": [{"name",
/// "value", "passages": [{"id", "grade", "score", "text"}]}]}. `passages`: texts by place of the pair in the query.
QJsonObject queryJson(const Inspection& inspection, std::size_t place, const QStringList& passages,
                      const std::function<QString(std::int64_t unit)>& nameOf);

} // namespace rw
