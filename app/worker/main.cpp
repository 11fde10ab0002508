// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/worker/bench.h"
#include "app/worker/channel.h"
#include "app/worker/doctor.h"
#include "app/worker/scorer.h"
#include "core/base/buildid.h"
#include "core/engine/probe.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <malloc.h>
#include <optional>
#include <string>
#include <string_view>
#include <sys/prctl.h>
#include <thread>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace rw;

namespace {

constexpr auto kHeartbeat = std::chrono::milliseconds(500);
constexpr int kMaxThreads = 4096;
constexpr const char* kUsage =
    "Usage: rerank-worker --device NAME [--threads N]\n"
    "       rerank-worker --describe\n"
    "       rerank-worker --bench | --doctor --device NAME [--threads N]\n"
    "\n"
    "Scores pairs of token ids for rerank-cli and rerank-workbench, which start it: requests come as JSON lines on\n"
    "standard input, answers go to standard output (docs/worker-protocol.md).\n"
    "\n"
    "  --device NAME   cpu, cuda:0, ...\n"
    "  --threads N     threads of one forward pass on the processor (default: all cores)\n"
    "  --describe      print the devices of this machine as one line of JSON\n"
    "  --bench         measure instead of serving a run: what \"rerank-cli bench\" starts\n"
    "  --doctor        compare instead of serving a run: what \"rerank-cli doctor\" starts\n";

struct Arguments
{
    std::string device;
    int threads = 0;
    bool describe = false;
    bool bench = false;
    bool doctor = false;
};

[[noreturn]] void usageError(const std::string& what)
{
    std::fprintf(stderr, "rerank-worker: error: %s\n%s", what.c_str(), kUsage);
    std::exit(2);
}

Arguments parse(int argc, char** argv)
{
    Arguments arguments;
    for (int i = 1; i < argc; ++i) {
        const std::string_view name = argv[i];
        const auto value = [&]() -> std::string_view {
            if (++i == argc)
                usageError(std::string(name) + " needs a value");
            return argv[i];
        };
        if (name == "--help" || name == "-h") {
            std::fputs(kUsage, stdout);
            std::exit(0);
        } else if (name == "--version") {
            std::puts("rerank-worker " RW_VERSION);
            std::exit(0);
        } else if (name == "--describe") {
            arguments.describe = true;
        } else if (name == "--bench") {
            arguments.bench = true;
        } else if (name == "--doctor") {
            arguments.doctor = true;
        } else if (name == "--device") {
            arguments.device = value();
        } else if (name == "--threads") {
            const auto text = value();
            const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), arguments.threads);
            if (fault != std::errc() || end != text.data() + text.size() || arguments.threads < 1 ||
                arguments.threads > kMaxThreads)
                usageError("--threads is not a whole number from 1 to " + std::to_string(kMaxThreads));
        } else {
            usageError("unknown option " + std::string(name));
        }
    }
    if (arguments.device.empty() && !arguments.describe)
        usageError("--device is missing");
    return arguments;
}

std::vector<std::string> names(const std::vector<Quantization>& quantizations)
{
    std::vector<std::string> all;
    for (const auto one : quantizations)
        all.emplace_back(toString(one));
    return all;
}

QByteArray describe(const std::vector<engine::DeviceInfo>& devices)
{
    QJsonArray list;
    for (const auto& device : devices) {
        QJsonArray quantizations;
        for (const auto& name : names(device.quantizations))
            quantizations.append(QString::fromStdString(name));
        const auto automatic = engine::automaticQuantization(device.device);
        list.append(QJsonObject{{u"auto"_s, QString::fromStdString(std::string(toString(automatic.quantization)))},
                                {u"auto_reason"_s, QString::fromStdString(automatic.reason)},
                                {u"bf16_times_fp32"_s, automatic.bf16Times},
                                {u"device"_s, QString::fromStdString(device.device)},
                                {u"name"_s, QString::fromStdString(device.name)},
                                {u"memory_bytes"_s, qint64(device.memoryBytes)},
                                {u"quantizations"_s, quantizations}});
    }
    return QJsonDocument(list).toJson(QJsonDocument::Compact) + '\n';
}

// Activations are blocks of some megabytes, freed and asked for again all the time: keep them instead of handing the
// pages back and faulting them in anew.
void keepFreedMemory()
{
    if (!::mallopt(M_MMAP_THRESHOLD, 1 << 30))
        ::mallopt(M_MMAP_THRESHOLD, 32 << 20); // the most that glibc before 2.35 takes
    ::mallopt(M_TRIM_THRESHOLD, 1 << 30);
}

// oneDNN, and LibTorch on top of it, keep what they compiled for the last 1024 matrix shapes. Rows come sorted by
// length, so a shape is seldom needed again after the next few lengths: 128 are as fast and save some hundred
// megabytes. Both variables are read at the first use, long after this.
void keepFewShapes()
{
    for (const char* capacity : {"ONEDNN_PRIMITIVE_CACHE_CAPACITY", "LRU_CACHE_CAPACITY"})
        ::setenv(capacity, "128", 0);
}

[[noreturn]] void serve(worker::Channel& channel, worker::Scorer& scorer)
{
    for (;;) {
        const auto request = channel.next();
        if (const auto* load = std::get_if<protocol::Load>(&request)) {
            channel.send(scorer.load(*load));
        } else if (const auto* tokens = std::get_if<protocol::OpenTokens>(&request)) {
            channel.send(scorer.open(*tokens));
        } else if (const auto* score = std::get_if<protocol::Score>(&request)) {
            const auto answer = scorer.score(*score, channel.arrivedNs(), channel.cancelled());
            if (!answer)
                continue;
            const auto line = protocol::encode(*answer);
            if (line.size() - 1 <= protocol::kMaxLine)
                channel.sendLine(line);
            else
                channel.send(protocol::Failure{
                    score->chunk, {"the scores do not fit into one message; expected fewer pairs or layers"}, false});
        } else if (std::holds_alternative<protocol::Cancel>(request)) {
            channel.send(protocol::Cancelled{});
        }
    }
}

} // namespace

int main(int argc, char** argv)
{
    const auto arguments = parse(argc, argv);
    std::signal(SIGPIPE, SIG_IGN); // a write then says EPIPE, and the process ends quietly
    std::signal(SIGINT, SIG_IGN);  // Ctrl-C reaches the whole group: the program decides what it means
    std::signal(SIGHUP, SIG_IGN);  // so does the end of the terminal
    keepFreedMemory();
    keepFewShapes();

    worker::Channel channel; // before LibTorch and the drivers can print anything
    const auto devices = engine::devices();
    if (arguments.describe) {
        channel.sendLine(describe(devices));
        ::_exit(0);
    }
    const auto device =
        std::find_if(devices.begin(), devices.end(), [&](const auto& one) { return one.device == arguments.device; });
    if (device == devices.end()) {
        std::fprintf(stderr, "rerank-worker: error: this machine has no device %s\n", arguments.device.c_str());
        ::_exit(1);
    }
    const int threads = arguments.threads > 0 ? arguments.threads : processorInfo().cores;
    if (arguments.bench || arguments.doctor) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        (arguments.bench ? worker::bench : worker::doctor)(channel, device->device, threads);
    }

    protocol::Hello hello;
    hello.version = protocol::kVersion;
    hello.engine = protocol::kEngineVersion;
    hello.build = RW_VERSION " " + buildId();
    hello.libtorch = engine::libtorchVersion();
    hello.device = device->device;
    hello.name = device->name;
    hello.memoryBytes = device->memoryBytes;
    hello.quantizations = names(device->quantizations);
    hello.driver = UseSampler(device->device).driver();
    for (const auto& feature : processorInfo().features)
        hello.features += (hello.features.empty() ? "" : " ") + feature;
    channel.send(hello);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL); // the end of the input says the same, unless another process holds the pipe

    channel.startReading();
    std::thread([&channel, name = device->device] {
        UseSampler sampler(name);
        for (;;) {
            std::this_thread::sleep_for(kHeartbeat);
            channel.send(protocol::Heartbeat{sampler.sample()});
        }
    }).detach();

    worker::Scorer scorer(device->device, threads);
    serve(channel, scorer);
}
