// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/writerthread.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <utility>

namespace rw {

namespace {
constexpr auto kCommitAfter = std::chrono::milliseconds(500);
constexpr auto kLockPatience = std::chrono::minutes(30); // with a person who edits in another program, for example
} // namespace

WriterThread::WriterThread(std::unique_ptr<Database> database)
    : m_database(std::move(database))
    , m_thread([this] { main(); })
{
}

WriterThread::~WriterThread()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

Status WriterThread::call(const Work& work)
{
    std::promise<Status> promise;
    auto future = promise.get_future();
    {
        const std::lock_guard lock(m_mutex);
        m_jobs.push_back({work, [&promise](Status status) {
                              promise.set_value(std::move(status));
                          }});
    }
    m_wake.notify_one();
    return future.get();
}

void WriterThread::post(Work work)
{
    {
        const std::lock_guard lock(m_mutex);
        m_jobs.push_back({std::move(work), nullptr});
    }
    m_wake.notify_one();
}

Status WriterThread::flush()
{
    // A call commits what was posted before it.
    if (auto status = call([](Database&) {}); !status)
        return status;
    std::optional<Error> failure;
    if (auto status = call([this, &failure](Database&) { failure = m_failure; }); !status)
        return status;
    if (failure)
        return *failure;
    return ok();
}

void WriterThread::whenCommitted(std::function<void()> then)
{
    {
        const std::lock_guard lock(m_mutex);
        m_jobs.push_back(
            {[this, then = std::move(then)](Database&) { m_whenCommitted.push_back(then); }, nullptr, true});
    }
    m_wake.notify_one();
}

void WriterThread::onFailure(std::function<void(const Error&)> handler)
{
    const std::lock_guard lock(m_mutex);
    m_onFailure = std::move(handler);
}

void WriterThread::main()
{
    auto deadline = std::chrono::steady_clock::time_point::max();
    while (true) {
        Job job;
        bool stop = false;
        {
            std::unique_lock lock(m_mutex);
            const auto ready = [this] {
                return m_stop || !m_jobs.empty();
            };
            if (m_inTransaction)
                m_wake.wait_until(lock, deadline, ready);
            else
                m_wake.wait(lock, ready);
            if (!m_jobs.empty()) {
                job = std::move(m_jobs.front());
                m_jobs.pop_front();
            } else {
                stop = m_stop;
            }
        }
        if (job.answer) {
            commitPosted();
            job.answer(runAlone(job.work));
        } else if (job.work && !m_failure) {
            if (!m_inTransaction) {
                begin();
                m_inTransaction = true;
                deadline = std::chrono::steady_clock::now() + kCommitAfter;
            }
            job.work(*m_database);
        }
        if (m_inTransaction &&
            (stop || job.commits || std::chrono::steady_clock::now() >= deadline || m_database->failed()))
            commitPosted();
        if (stop)
            return;
    }
}

/// A night's work is not given up because a table is open in another program: what is posted waits in memory. Only
/// when somebody waits for us is the first refusal the last.
void WriterThread::begin()
{
    const auto until = std::chrono::steady_clock::now() + kLockPatience;
    m_database->execute("BEGIN IMMEDIATE");
    while (m_database->isBusy() && !isAwaited() && std::chrono::steady_clock::now() < until) {
        (void)m_database->takeStatus();
        m_database->execute("BEGIN IMMEDIATE");
    }
}

bool WriterThread::isAwaited()
{
    const std::lock_guard lock(m_mutex);
    return m_stop || std::any_of(m_jobs.begin(), m_jobs.end(), [](const Job& job) { return bool(job.answer); });
}

void WriterThread::commitPosted()
{
    if (!std::exchange(m_inTransaction, false))
        return;
    m_database->execute("COMMIT");
    const auto status = m_database->takeStatus();
    const auto waiting = std::exchange(m_whenCommitted, {});
    if (status) {
        for (const auto& then : waiting)
            then();
        return;
    }
    m_database->execute("ROLLBACK");
    (void)m_database->takeStatus(); // "no transaction is active" when SQLite rolled back by itself
    m_failure = status.error();
    std::function<void(const Error&)> handler;
    {
        const std::lock_guard lock(m_mutex);
        handler = m_onFailure;
    }
    if (handler)
        handler(*m_failure);
}

Status WriterThread::runAlone(const Work& work)
{
    m_database->execute("BEGIN IMMEDIATE");
    work(*m_database);
    m_database->execute("COMMIT");
    auto status = m_database->takeStatus();
    if (!status) {
        m_database->execute("ROLLBACK");
        (void)m_database->takeStatus();
    }
    return status;
}

} // namespace rw
