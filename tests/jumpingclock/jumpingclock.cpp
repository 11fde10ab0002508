// SPDX-License-Identifier: GPL-3.0-or-later
// LD_PRELOAD: a wall clock that jumps three hours forwards and back several times a second, as if somebody set it all
// the time. What measures or waits by the monotonic clock does not notice.
#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>

namespace {

constexpr time_t kJump = 3 * 3600;
constexpr long kEveryNs = 150'000'000;

int realClock(clockid_t clock, timespec* now)
{
    static const auto real = reinterpret_cast<int (*)(clockid_t, timespec*)>(::dlsym(RTLD_NEXT, "clock_gettime"));
    return real(clock, now);
}

time_t jump()
{
    timespec now = {};
    realClock(CLOCK_MONOTONIC, &now);
    return (now.tv_sec * 1'000'000'000L + now.tv_nsec) / kEveryNs % 2 == 0 ? kJump : -kJump;
}

} // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* now) noexcept
{
    const int result = realClock(clock, now);
    if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)
        now->tv_sec += jump();
    return result;
}

int gettimeofday(timeval* now, void*) noexcept
{
    timespec exact = {};
    const int result = clock_gettime(CLOCK_REALTIME, &exact);
    now->tv_sec = exact.tv_sec;
    now->tv_usec = exact.tv_nsec / 1000;
    return result;
}

time_t time(time_t* out) noexcept
{
    timespec exact = {};
    clock_gettime(CLOCK_REALTIME, &exact);
    if (out)
        *out = exact.tv_sec;
    return exact.tv_sec;
}
}
