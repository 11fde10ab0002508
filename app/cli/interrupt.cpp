// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interrupt.h"

#include <QSocketNotifier>

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace rw::cli {

namespace {

constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP};
int g_pipe[2] = {-1, -1};
std::atomic<bool> g_interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free, "set from a signal handler");

extern "C" void onSignal(int signal)
{
    // Only a person who presses Ctrl-C again wants to lose what is not saved yet; a closed terminal may say so twice.
    if (g_interrupted.exchange(true) && signal == SIGINT)
        ::_exit(130);
    // A full pipe means that the news is already there.
    if (::write(g_pipe[1], "x", 1) < 0) {
    }
}

} // namespace

Interrupt::Interrupt(QObject* parent)
    : QObject(parent)
{
    if (::pipe2(g_pipe, O_CLOEXEC | O_NONBLOCK) != 0)
        return;
    m_notifier = new QSocketNotifier(g_pipe[0], QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, [this] {
        char byte = 0;
        if (::read(g_pipe[0], &byte, 1) == 1)
            emit interrupted();
    });
    for (const int signal : kSignals) {
        // A program that was started with nohup, or in the background of a script, is to stay deaf.
        if (std::signal(signal, onSignal) == SIG_IGN)
            std::signal(signal, SIG_IGN);
    }
    // Whoever read the progress may be gone by now: the run goes on.
    std::signal(SIGPIPE, SIG_IGN);
}

const std::atomic<bool>& Interrupt::flag()
{
    return g_interrupted;
}

Interrupt::~Interrupt()
{
    for (const int signal : kSignals)
        std::signal(signal, SIG_DFL);
    delete m_notifier;
    ::close(g_pipe[0]);
    ::close(g_pipe[1]);
}

} // namespace rw::cli
