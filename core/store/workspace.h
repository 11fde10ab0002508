// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/model/modelfolder.h"
#include "core/store/workspacereader.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace rw {

class WriterThread;

/// The writing side of a workspace file: owns the only writing connection and the thread it lives in. Every call waits
/// until its work is committed, except the `post` functions, which are committed together at most a second later.
/// Safe from many threads.
class Workspace
{
public:
    enum class Mode { OpenOrCreate, OpenExisting };
    /// Refuses files that are no workspace or were written by a newer version; says so when the file is read-only or
    /// another program is writing to it.
    static Result<std::unique_ptr<Workspace>> open(const std::filesystem::path& file, Mode mode);
    ~Workspace();

    const std::filesystem::path& path() const { return m_path; }
    /// False when somebody moved or removed the file: what is written then goes where nobody will look for it.
    bool isInPlace() const;

    /// The id of the model or data set, new or known by its fingerprint / content hash.
    Result<std::int64_t> addModel(const ModelFolder& folder, const std::string& name);
    Result<std::int64_t> addDataset(const Dataset& dataset);
    /// Only what no run uses can be removed.
    Status removeModel(std::int64_t id);
    Status removeDataset(std::int64_t id);

    /// The thread that writes; RunWriter and tests use it directly.
    WriterThread& writer() { return *m_writer; }

private:
    Workspace(std::filesystem::path path, std::unique_ptr<WriterThread> writer);

    std::filesystem::path m_path;
    std::uint64_t m_device = 0; // and inode: of the file that was opened
    std::uint64_t m_inode = 0;
    std::unique_ptr<WriterThread> m_writer;
};

} // namespace rw
