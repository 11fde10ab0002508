// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/messages.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

namespace rw::worker {

/// The two pipes of a worker process. Requests are read by a thread of their own, so that a cancel is seen and the end
/// of the program is noticed while the main thread computes.
class Channel
{
public:
    /// Takes the standard output for answers; what anybody prints there from now on goes to standard error.
    Channel();
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;

    /// Writes one line, from any thread. Ends the process where nobody reads any more.
    void send(const protocol::Answer& answer);
    void sendLine(const QByteArray& line);

    /// Starts the reading thread. Quit and the end of the input end the process at once, even during a forward pass.
    void startReading();
    /// Waits for the next request. A Cancel drops the `Score` requests before it.
    protocol::Request next();
    /// When the request that next() gave was read, on the monotonic clock.
    std::int64_t arrivedNs() const { return m_arrivedNs; }
    /// True from the moment a Cancel is read until next() has returned it.
    const std::atomic<bool>& cancelled() const { return m_cancelled; }

private:
    void read();
    void accept(const QByteArray& line);

    int m_output;
    std::mutex m_writing;
    std::mutex m_waiting;
    std::condition_variable m_arrived;
    std::deque<std::pair<protocol::Request, std::int64_t>> m_requests;
    std::int64_t m_arrivedNs = 0;
    std::atomic<bool> m_cancelled = false;
};

} // namespace rw::worker
