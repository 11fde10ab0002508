// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/database.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace rw {

/// Owns the writing connection of a workspace and the only thread that uses it.
///
/// Work that is posted is gathered in one transaction and committed half a second later, so that thousands of small
/// results cost one disk flush; work that is called gets a transaction of its own and is waited for. When a commit of
/// posted work fails (disk full, say) nothing posted later is accepted: the owner is told once through `onFailure`, and
/// what was committed before stays. Where another program holds the file for writing, posted work waits for minutes.
class WriterThread
{
public:
    using Work = std::function<void(Database&)>;

    explicit WriterThread(std::unique_ptr<Database> database);
    /// Commits what is posted, then ends.
    ~WriterThread();

    /// Waits for the work to be committed, or rolled back when it failed.
    Status call(const Work& work);
    void post(Work work);
    /// Waits until everything posted so far is committed; the error of the failed commit if there was one.
    Status flush();
    /// Calls `then`, from the writer thread, when everything that was posted before is committed; never, when that
    /// fails. Nobody waits: with somebody who has the file locked there is patience, other than with a call.
    void whenCommitted(std::function<void()> then);
    /// Called once, from the writer thread.
    void onFailure(std::function<void(const Error&)> handler);

private:
    struct Job
    {
        Work work;
        std::function<void(Status)> answer; // of a call; null for a post
        bool commits = false;               // what was posted up to here
    };
    void main();
    void begin();
    bool isAwaited();
    void commitPosted();
    Status runAlone(const Work& work);

    std::unique_ptr<Database> m_database;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Job> m_jobs;
    bool m_stop = false;
    std::function<void(const Error&)> m_onFailure;

    // Writer thread only.
    bool m_inTransaction = false;
    std::optional<Error> m_failure;
    std::vector<std::function<void()>> m_whenCommitted;

    std::thread m_thread;
};

} // namespace rw
