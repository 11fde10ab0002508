// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/metrics/measures.h"
#include "core/report/document.h"
#include "core/store/workspacereader.h"

#include <cstdint>
#include <functional>
#include <string>

namespace rw {

struct ReportRequest
{
    std::int64_t run = 0;      // 0: the newest
    std::int64_t baseline = 0; // a unit of the run, for its data set; others: defaultReference()
    Measure measure;
    std::string title; // empty: the name of the run
    std::string question;
    bool showPaths = false; // else only the names of files and folders, in messages, too
    /// Told before each data set ("data set 1 of 2"); gives back false to stop. May be empty.
    std::function<bool(int done, int all)> progress;
};

/// The report of one run: a summary, then everything it rests on. Nothing in it comes from the clock, so the same
/// workspace gives the same document. Units that are not finished are named and never averaged.
Result<Document> makeReport(WorkspaceReader& reader, const ReportRequest& request);

} // namespace rw
