// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEvent>
#include <QFile>
#include <QThread>

#include <algorithm>
#include <ctime>
#include <functional>

namespace rw::test {

/// Turns the event loop of the thread that it is used in and times each turn: until it is over, no key and no click is
/// answered. A turn is timed twice, because wall time on a machine with other work counts other programs.
class TurnWatch
{
public:
    /// Milliseconds.
    struct Turn
    {
        double computing = 0; // time of this thread on the processor
        double blocked = 0;   // wall time, less that in which the thread was ready and others had the processor: also
                              // sees waiting for a lock, a disk or another process
    };

    /// The longest turn, of each kind, of `code` and of what it sets off in the next `settleMs`. `code` is a turn of
    /// its own, as is the event that calls it in the program.
    Turn longestOf(const std::function<void()>& code, int settleMs = 120)
    {
        Turn longest;
        turn(longest, code);
        QElapsedTimer clock;
        clock.start();
        while (!clock.hasExpired(settleMs))
            once(longest);
        return longest;
    }

    /// The longest turn until `isDone`; what does not come at all within two minutes ends the wait.
    Turn until(const std::function<bool()>& isDone)
    {
        Turn longest;
        QElapsedTimer clock;
        clock.start();
        while (!isDone() && !clock.hasExpired(120000))
            once(longest);
        return longest;
    }

private:
    void once(Turn& longest)
    {
        turn(longest, [] {
            QCoreApplication::processEvents(QEventLoop::AllEvents); // looks once at what there is, and returns
            QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        });
        QThread::usleep(500);
    }

    void turn(Turn& longest, const std::function<void()>& code)
    {
        const double computed = computedMs();
        const double passed = passedMs();
        code();
        longest.computing = std::max(longest.computing, computedMs() - computed);
        longest.blocked = std::max(longest.blocked, passedMs() - passed);
    }

    static double clockMs(clockid_t clock)
    {
        timespec time{};
        clock_gettime(clock, &time);
        return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
    }
    static double computedMs() { return clockMs(CLOCK_THREAD_CPUTIME_ID); }
    /// Wall time without that in which the thread waited for a processor: the second number of schedstat.
    double passedMs()
    {
        double waited = 0;
        if (m_schedule.isOpen() || m_schedule.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
            m_schedule.seek(0);
            waited = m_schedule.readLine().split(' ').value(1).toDouble() / 1e6;
        }
        return clockMs(CLOCK_MONOTONIC) - waited;
    }

    QFile m_schedule{QStringLiteral("/proc/thread-self/schedstat")};
};

} // namespace rw::test
