// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <memory>

namespace rw {

/// Only one program at a time runs an experiment in a workspace or merges into it. The kernel holds the lock, on a file
/// beside the workspace: it is gone with its process, however that ended, and no other process can look like it.
class WorkspaceLock
{
public:
    /// Waits a second or two at most: an Error names the program that has the lock.
    static Result<std::unique_ptr<WorkspaceLock>> take(const std::filesystem::path& workspace);
    ~WorkspaceLock();
    WorkspaceLock(const WorkspaceLock&) = delete;
    WorkspaceLock& operator=(const WorkspaceLock&) = delete;

private:
    WorkspaceLock(std::filesystem::path file, int descriptor);

    std::filesystem::path m_file;
    int m_descriptor;
};

} // namespace rw
