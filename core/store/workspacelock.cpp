// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/workspacelock.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace rw {

namespace {

constexpr auto kPatience = std::chrono::milliseconds(1500);
constexpr auto kLookAgain = std::chrono::milliseconds(50);

/// "rerank-cli, process 4711", as its owner wrote it.
std::string ownerOf(int descriptor)
{
    std::array<char, 200> text;
    const auto got = ::pread(descriptor, text.data(), text.size(), 0);
    return got > 0 ? std::string(text.data(), std::size_t(got)) : std::string("it did not say which");
}

void writeOwner(int descriptor)
{
    const std::string owner = std::string(program_invocation_short_name) + ", process " + std::to_string(::getpid());
    // For the message to others only: the lock holds without it, on a full disk for example.
    if (::ftruncate(descriptor, 0) != 0 || ::pwrite(descriptor, owner.data(), owner.size(), 0) < 0)
        return;
}

/// Whether the open file is still the one of that name: its last owner may have removed it meanwhile.
bool isStillThere(int descriptor, const std::filesystem::path& file)
{
    struct stat open = {};
    struct stat named = {};
    return ::fstat(descriptor, &open) == 0 && ::stat(file.c_str(), &named) == 0 && open.st_ino == named.st_ino &&
           open.st_dev == named.st_dev;
}

Error notWritable(const std::filesystem::path& workspace, int code)
{
    std::error_code ignored;
    const auto folder = std::filesystem::absolute(workspace).parent_path();
    if (!std::filesystem::is_directory(folder, ignored))
        return {workspace.string() + ": there is no folder " + folder.string()};
    if (code == EACCES || code == EPERM || code == EROFS)
        return {workspace.string() + ": its folder cannot be written",
                {},
                "copy the workspace to a folder that can be written"};
    return {workspace.string() + ": no lock file can be written beside it: " + std::strerror(code),
            {},
            code == ENOSPC ? "make room on the disk" : ""};
}

} // namespace

Result<std::unique_ptr<WorkspaceLock>> WorkspaceLock::take(const std::filesystem::path& workspace)
{
    std::error_code failed;
    if (std::filesystem::is_directory(workspace, failed))
        return Error{workspace.string() + ": is a folder; a workspace is one file, such as results.rwb"};
    // Whatever it is called here (a link, another folder), the file has one lock.
    const auto real = std::filesystem::weakly_canonical(workspace, failed);
    const std::filesystem::path file = (failed ? workspace : real).string() + ".lock";
    // A worker process that a dead program was about to start has the lock for a moment longer, until its exec.
    const auto patience = std::chrono::steady_clock::now() + kPatience;
    for (;;) {
        const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (descriptor < 0)
            return notWritable(workspace, errno);
        if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
            const int code = errno;
            const std::string owner = ownerOf(descriptor);
            ::close(descriptor);
            if (code != EWOULDBLOCK)
                return notWritable(workspace, code);
            if (std::chrono::steady_clock::now() < patience) {
                std::this_thread::sleep_for(kLookAgain);
                continue;
            }
            return Error{workspace.string() + ": another program is running an experiment in this workspace (" + owner +
                             ")",
                         {},
                         "wait for it, cancel it, or use another workspace file"};
        }
        if (isStillThere(descriptor, file)) {
            writeOwner(descriptor);
            return std::unique_ptr<WorkspaceLock>(new WorkspaceLock(file, descriptor));
        }
        ::close(descriptor);
    }
}

WorkspaceLock::WorkspaceLock(std::filesystem::path file, int descriptor)
    : m_file(std::move(file))
    , m_descriptor(descriptor)
{
}

WorkspaceLock::~WorkspaceLock()
{
    ::unlink(m_file.c_str()); // while it is locked: whoever opened it meanwhile sees that it is gone
    ::close(m_descriptor);
}

} // namespace rw
