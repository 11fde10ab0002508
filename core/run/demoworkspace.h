// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>

namespace rw {

/// Makes the workspace of the demo: the models and data sets of `demo` (the folder with experiment.json), and the run
/// that was stored with them in demo.rwb.z. Takes about a second; nothing is scored. An older `file` is
/// replaced, and left as it is after an Error.
///
/// demo.rwb.z: four bytes, the size; then an SQLite database in zlib form, as resources/demo/train/pack.py writes it.
/// It has the rows of `run`, `unit`, `worker`, `batch`, `device_sample` and `problem`, without what is in the folder
/// anyway. Units name their model by fingerprint and their data by content hash; `scores` has one row a unit: float32
/// values in the order of the pairs, byte by byte (all first bytes, all second bytes, ...), little-endian.
Status makeDemoWorkspace(const std::filesystem::path& demo, const std::filesystem::path& file);

/// Whether somebody worked in a workspace of makeDemoWorkspace(): wrote a note, started a run, added a model or data,
/// or is at it now. A file that cannot be read counts, too: it is not ours to remove.
bool hasOwnContent(const std::filesystem::path& workspace);

/// The demo in `folder`: demo.rwb, made where it is not there or older than the stored run. One with content of its own
/// is never replaced: the new demo is made beside it, as demo-2.rwb and so on.
Result<std::filesystem::path> openableDemo(const std::filesystem::path& demo, const std::filesystem::path& folder);

/// Where the stored run of a demo folder would be.
std::filesystem::path storedDemo(const std::filesystem::path& demo);

} // namespace rw
