// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/worker/channel.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

namespace rw::worker {

namespace {

constexpr std::size_t kBlock = 64 * 1024;

// Threads of LibTorch may be in the middle of anything: no destructors, no exit handlers.
[[noreturn]] void endNow(int code)
{
    ::_exit(code);
}

} // namespace

Channel::Channel()
    : m_output(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3))
{
    if (m_output < 0 || ::dup2(STDERR_FILENO, STDOUT_FILENO) < 0) {
        std::perror("rerank-worker: error: standard output or standard error is closed; expected pipes");
        endNow(1);
    }
}

void Channel::send(const protocol::Answer& answer)
{
    sendLine(protocol::encode(answer));
}

void Channel::sendLine(const QByteArray& line)
{
    const std::lock_guard lock(m_writing);
    qsizetype done = 0;
    while (done < line.size()) {
        const auto written = ::write(m_output, line.constData() + done, std::size_t(line.size() - done));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            endNow(0); // the program is gone
        done += written;
    }
}

void Channel::startReading()
{
    std::thread([this] { read(); }).detach(); // ends with the process
}

protocol::Request Channel::next()
{
    std::unique_lock lock(m_waiting);
    m_arrived.wait(lock, [this] { return !m_requests.empty(); });
    auto [request, arrived] = std::move(m_requests.front());
    m_arrivedNs = arrived;
    m_requests.pop_front();
    if (std::holds_alternative<protocol::Cancel>(request))
        m_cancelled = false;
    return request;
}

void Channel::read()
{
    QByteArray pending;
    std::array<char, kBlock> block;
    for (;;) {
        const auto got = ::read(STDIN_FILENO, block.data(), block.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            endNow(0);
        qsizetype from = pending.size(); // what is pending has no newline
        pending.append(block.data(), got);
        qsizetype begin = 0;
        for (qsizetype end; (end = pending.indexOf('\n', from)) >= 0; from = begin = end + 1)
            accept(pending.mid(begin, end - begin));
        pending.remove(0, begin);
        if (pending.size() > protocol::kMaxLine) {
            send(protocol::Failure{
                -1, {"a message has more than " + std::to_string(protocol::kMaxLine) + " bytes"}, false});
            endNow(1);
        }
    }
}

void Channel::accept(const QByteArray& line)
{
    auto request = protocol::decodeRequest(line);
    if (!request) {
        send(protocol::Failure{-1, request.error(), false});
        endNow(1);
    }
    if (std::holds_alternative<protocol::Quit>(*request))
        endNow(0);
    const std::lock_guard lock(m_waiting);
    if (std::holds_alternative<protocol::Cancel>(*request)) {
        std::erase_if(m_requests, [](const auto& one) { return std::holds_alternative<protocol::Score>(one.first); });
        m_cancelled = true;
    }
    m_requests.emplace_back(std::move(*request), monotonicNs());
    m_arrived.notify_one();
}

} // namespace rw::worker
