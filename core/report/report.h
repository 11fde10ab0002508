// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/metrics/measures.h"
#include "core/report/document.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace rw {

struct ReportRequest
{
    std::int64_t run = 0;      // 0: the newest
    std::int64_t baseline = 0; // a unit of the run, for its data set; others: defaultReference()
    Measure measure;
    std::string title; // empty: the name of the run
    std::string question;
    std::vector<std::string> sections; // ids of reportSections(); none: all
    bool showPaths = false;            // else only the names of files and folders, in messages, too
    bool redact = false;               // ids only: no texts of queries and passages, and no paths
    /// Told before each step; gives back false to stop. May be empty.
    std::function<bool(int done, int all)> progress;
};

/// Id and title of every section, in their order.
const std::vector<std::pair<std::string, std::string>>& reportSections();

/// The report of one run: a summary, then everything it rests on. Nothing in it comes from the clock, the locale or
/// the place of the workspace, so the same results give the same document. Units that are not finished are named and
/// never averaged.
Result<Document> makeReport(const std::filesystem::path& workspace, const ReportRequest& request);

/// Notes change without any number changing: takes those of now into a whole report of `request`.
Status readNotesAgain(Document& whole, const std::filesystem::path& workspace, const ReportRequest& request);

/// A whole report (without `sections` in its request) with another title (empty: its own), question and choice of
/// sections (none: all): the same as asking for these, without computing anything again.
Document arranged(Document whole, const std::string& title, const std::string& question,
                  const std::vector<std::string>& sections);

} // namespace rw
