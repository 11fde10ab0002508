// SPDX-License-Identifier: GPL-3.0-or-later
// Speaks the worker protocol without a model, and misbehaves on demand:
//   FAKE_WORKER        what to do, see misbehave() and scoreChunk()
//   FAKE_WORKER_ONCE   a file: misbehave only while it is not there, and make it (the next process behaves)
//   FAKE_WORKER_DELAY  milliseconds that a chunk takes
//   FAKE_WORKER_PAIR_US  microseconds that a pair takes at a length, for all devices or as "cpu=100,cuda:0=300"
//   RERANK_NVML        a library (tests/fakenvml): heartbeats tell what this process and its GPU use, else nothing
//   FAKE_DOCTOR        how --doctor misbehaves, see doctor()
//   FAKE_WORKER_LOG    a file that gets a line for every chunk that was scored: process, pairs x lengths
// The score of a pair depends on its indices, the length and the layer only: see fakeScore() in fakescore.h.
#include "core/protocol/messages.h"
#include "tests/fakeworker/fakescore.h"

#include <QByteArray>
#include <QFile>
#include <QString>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <limits>
#include <mutex>
#include <thread>
#include <unistd.h>
#include <utility>

namespace {

using namespace rw;
using namespace std::chrono_literals;

std::mutex g_output;
std::chrono::microseconds g_pairTime{0};

void say(const QByteArray& line)
{
    const std::lock_guard lock(g_output);
    std::fwrite(line.constData(), 1, std::size_t(line.size()), stdout);
    std::fflush(stdout);
}

void say(const protocol::Answer& answer)
{
    say(protocol::encode(answer));
}

[[noreturn]] void hang()
{
    g_output.lock(); // the heartbeat thread stops here too
    while (true)
        std::this_thread::sleep_for(1h);
}

std::chrono::microseconds pairTime(const QByteArray& device)
{
    for (const auto& entry : qgetenv("FAKE_WORKER_PAIR_US").split(',')) {
        const auto parts = entry.split('=');
        if (parts.size() == 1 || parts[0] == device)
            return std::chrono::microseconds(parts.back().toInt());
    }
    return {};
}

/// --doctor: one comparison of each type within its tolerance, unless FAKE_DOCTOR says otherwise (the type that
/// drifts, "no-memory" for int8, or "hang").
[[noreturn]] void doctor()
{
    const QByteArray what = qgetenv("FAKE_DOCTOR");
    std::string line;
    while (std::getline(std::cin, line)) {
        const QByteArray request = QByteArray::fromStdString(line);
        if (what == "hang")
            hang();
        if (what == "crash" && request.contains("check"))
            std::abort();
        if (request.contains("\"model\":\"\""))
            say(QByteArray(R"({"error": "the folder is empty"})") + '\n');
        else if (!request.contains("check"))
            say(QByteArray(R"({"backbone": "gemma", "pairs": 23})") + '\n');
        else if (what == "no-memory" && request.contains("int8"))
            say(QByteArray(R"({"error": "not enough memory"})") + '\n');
        else if (!what.isEmpty() && request.contains(what))
            say(QByteArray(R"({"fast": true, "checks": [
                {"what": "order", "pairs": 23, "largest": 0, "tolerance": 2e-5, "verdict": "ok"},
                {"what": "plain path", "pairs": 23, "largest": 0.5, "tolerance": 2e-5, "verdict": "failed"}]})")
                    .replace('\n', ' ') +
                '\n');
        else
            say(QByteArray(R"({"fast": true, "checks": [
                {"what": "order", "pairs": 23, "largest": 1e-7, "tolerance": 2e-5, "verdict": "ok"},
                {"what": "plain path", "pairs": 23, "largest": 1e-5, "tolerance": 2e-5, "verdict": "ok"}]})")
                    .replace('\n', ' ') +
                '\n');
    }
    std::_Exit(0);
}

/// The fault of this process, or nothing when it was someone else's turn already.
QByteArray fault()
{
    const QByteArray once = qgetenv("FAKE_WORKER_ONCE");
    if (once.isEmpty())
        return qgetenv("FAKE_WORKER");
    QFile marker(QString::fromLocal8Bit(once));
    return marker.open(QIODevice::WriteOnly | QIODevice::NewOnly) ? qgetenv("FAKE_WORKER") : QByteArray();
}

/// Faults in place of an answer to a chunk.
void misbehave(const QByteArray& what)
{
    if (what == "crash")
        std::abort();
    if (what == "exit")
        std::_Exit(7);
    if (what == "hang")
        hang();
    if (what == "garbage")
        say(QByteArray("this is no JSON\n"));
    if (what == "endless-line") {
        for (int i = 0; i < 20 * 1024; ++i)
            say(QByteArray(1024, 'x'));
    }
    if (what == "foreign-chunk")
        say(protocol::ChunkResult{987654321, {1.0F}, {}});
    if (what == "silent-exit")
        std::_Exit(0);
    if (what == "close-output")
        ::close(STDOUT_FILENO);
    if (what == "close-input") {
        ::close(STDIN_FILENO);
        while (true) // alive, but it will never read a chunk again
            std::this_thread::sleep_for(1h);
    }
}

protocol::ChunkResult scoreChunk(const protocol::Score& request, const QByteArray& what)
{
    const auto begin = monotonicNs();
    protocol::ChunkResult result{request.chunk, {}, {}};
    for (std::size_t i = 0; i < request.pairs.size(); i += 2) {
        if (what == "poison" && request.pairs[i] == 13)
            std::abort();
        for (const auto& limits : request.limits) {
            if (request.cutoffLayers.empty())
                result.scores.push_back(fakeScore(request.pairs[i], request.pairs[i + 1], limits.maxLength, 0));
            for (const int layer : request.cutoffLayers)
                result.scores.push_back(fakeScore(request.pairs[i], request.pairs[i + 1], limits.maxLength, layer));
        }
        if (what == "other-scores")
            result.scores.back() += 1;
        if (what == "nan" && request.pairs[i] == 13)
            result.scores.back() = std::numeric_limits<float>::quiet_NaN();
    }
    if (const int delay = qEnvironmentVariableIntValue("FAKE_WORKER_DELAY"); delay > 0)
        std::this_thread::sleep_for(std::chrono::milliseconds(delay));
    std::this_thread::sleep_for(g_pairTime * (request.pairs.size() / 2 * request.limits.size()));
    const auto total = std::max<std::int64_t>(1, monotonicNs() - begin);
    const int pairs = int(request.pairs.size() / 2);
    result.batches.push_back(
        {pairs, int(request.limits.size()), pairs * 10, 10, begin, 0, total / 10, total / 2, 0, total, false, 0});
    if (what == "too-few-scores")
        result.scores.pop_back();
    return result;
}

void log(const protocol::Score& request)
{
    const QByteArray file = qgetenv("FAKE_WORKER_LOG");
    if (file.isEmpty())
        return;
    QFile out(QString::fromLocal8Bit(file));
    if (out.open(QIODevice::Append))
        out.write(QByteArray::number(qint64(::getpid())) + " " +
                  QByteArray::number(qint64(request.pairs.size() / 2 * request.limits.size())) + "\n");
}

void answer(const protocol::Request& request, const QByteArray& what)
{
    static std::vector<protocol::ChunkResult> held;
    if (std::holds_alternative<protocol::Load>(request)) {
        if (what == "crash-loading")
            std::abort();
        if (what == "never-loaded") // alive, but it never comes to an end
            return;
        if (what == "cannot-load")
            say(protocol::Failure{-1, {"no memory for the weights"}, false});
        else
            say(protocol::Loaded{0.01, 1 << 20});
    } else if (std::holds_alternative<protocol::OpenTokens>(request)) {
        say(protocol::TokensOpened{1, 1});
    } else if (const auto* score = std::get_if<protocol::Score>(&request)) {
        misbehave(what);
        static int refusals = 0;
        if (what == "no-memory" && refusals++ < 2) {
            say(protocol::Failure{score->chunk, {"out of memory"}, true});
            return;
        }
        if (what == "never-memory") {
            say(protocol::Failure{score->chunk, {"out of memory"}, true});
            return;
        }
        auto result = scoreChunk(*score, what);
        log(*score);
        if (static bool first = true; what == "out-of-order" && std::exchange(first, false)) {
            held.push_back(std::move(result));
            return;
        }
        if (what == "answerless") // alive, but never done
            return;
        say(result);
        if (what == "twice")
            say(result);
        for (const auto& late : held)
            say(late);
        held.clear();
        if (what == "crash-after-answer")
            std::abort();
    } else if (std::holds_alternative<protocol::Quit>(request)) {
        std::_Exit(0);
    }
}

} // namespace

int main(int argc, char** argv)
{
    if (argc > 1 && QByteArray(argv[1]) == "--describe") {
        std::puts(R"([{"device": "cpu", "name": "fake", "memory_bytes": 1, "quantizations": ["fp32"]}])");
        return 0;
    }
    if (argc > 1 && QByteArray(argv[1]) == "--doctor")
        doctor();
    g_pairTime = pairTime(argc > 2 ? argv[2] : "cpu");
    const QByteArray what = fault();
    if (what == "slow-start")
        std::this_thread::sleep_for(2500ms);
    if (what == "no-hello")
        return 3;
    say(protocol::Hello{what == "wrong-version" ? 99 : protocol::kVersion,
                        what == "wrong-engine" ? 99 : protocol::kEngineVersion,
                        "fake",
                        "none",
                        argc > 2 ? argv[2] : "cpu",
                        "fake device",
                        1,
                        {"fp32"},
                        {},
                        {}});
    std::thread([device = std::string(argc > 2 ? argv[2] : "cpu")] {
        UseSampler sampler(device);
        while (true) {
            std::this_thread::sleep_for(100ms);
            say(protocol::Heartbeat{qEnvironmentVariableIsSet("RERANK_NVML") ? sampler.sample() : DeviceUse()});
        }
    }).detach();
    std::string line;
    while (std::getline(std::cin, line)) {
        const auto request = protocol::decodeRequest(QByteArray::fromStdString(line));
        if (!request) {
            std::fprintf(stderr, "fake worker: %s\n", request.error().what.c_str());
            std::_Exit(9);
        }
        answer(*request, what);
    }
    std::_Exit(0); // the program is gone
}
