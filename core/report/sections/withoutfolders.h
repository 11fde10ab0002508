// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace rw {

/// Absolute paths in a message become the names of their files: folders say who works where.
std::string withoutFolders(const std::string& message);
/// JSON, indented. Without paths: as `withoutFolders` for every text, and no host or user.
std::string jsonText(const std::string& json, bool showPaths);
/// The experiment to repeat a run. Without paths, models are in models/ and data in data/ beside the file, where
/// whoever repeats it can put links to what they have.
std::string experimentText(const std::string& json, bool showPaths);

} // namespace rw
