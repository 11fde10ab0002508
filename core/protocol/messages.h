// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/model/backbone.h"
#include "core/telemetry/telemetry.h"
#include "core/text/pairinput.h"

#include <QByteArray>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace rw::protocol {

/// JSON lines between the program and a worker process (docs/worker-protocol.md): one object a line, `type` names it.
/// Both sides check every line before use; what does not parse ends that worker, not the program.
inline constexpr int kVersion = 2;
/// Raised whenever a pair may get another score than before, beyond rounding: scores of different engines are never
/// mixed, and a run is only resumed by the engine that began it.
inline constexpr int kEngineVersion = 2;
/// No line is longer: 16 MiB.
inline constexpr qsizetype kMaxLine = 16 * 1024 * 1024;
/// No chunk has more pairs.
inline constexpr int kMaxChunkPairs = 65536;
/// No chunk has more lengths, nor more scores: pairs x lengths x layers.
inline constexpr int kMaxLengths = 64;
inline constexpr int kMaxChunkScores = 262144;

// Program -> worker --------------------------------------------------------------------------------------------------

/// Answered by Loaded or Failure (chunk -1).
struct Load
{
    std::string model; // folder
    Quantization quantization = Quantization::Fp32;
    Gelu gelu = Gelu::Auto;
    int threads = 1;      // 0: as many as --threads of the worker says
    int deepestLayer = 0; // 0 = all
    int yesToken = -1;    // Gemma: first id of "Yes" without special tokens; the worker has no tokenizer
};

/// Maps a token cache; later `score` messages refer to it. Replaces the one before. Answered by TokensOpened or
/// Failure.
struct OpenTokens
{
    std::string file;
};

/// Answered by ChunkResult or Failure with the same chunk.
struct Score
{
    std::int64_t chunk = 0;
    std::vector<LengthLimits> limits; // each pair is scored at all of them; maximum lengths ascending
    std::vector<int> cutoffLayers;    // sorted, unique; empty where the model has none
    int batchTokens = 0;              // 0: the worker chooses
    int warmupBatches = 0;            // run that many batches first and throw them away
    std::vector<std::int32_t> pairs;  // query, passage, query, passage, ...: indices into the token cache
};

/// Stop the chunk in hand and those queued; they are not answered. Answered by Cancelled.
struct Cancel
{
};
/// The same as closing the pipe.
struct Quit
{
};

using Request = std::variant<Load, OpenTokens, Score, Cancel, Quit>;

// Worker -> program --------------------------------------------------------------------------------------------------

/// First line.
struct Hello
{
    int version = 0;
    int engine = 0;
    std::string build;    // program version and build id
    std::string libtorch; // "2.13.0"
    std::string device;   // as asked for
    std::string name;     // of the device
    std::int64_t memoryBytes = 0;
    std::vector<std::string> quantizations;
    std::string driver;   // of the GPU
    std::string features; // of the processor: "avx512f avx512_bf16"
    // Only in what `rerank-worker --describe` says:
    Quantization automatic = Quantization::Fp32; // what "auto" means on this device
    std::string automaticReason = {};            // and why, one sentence
};

struct Loaded
{
    double seconds = 0;
    std::int64_t residentBytes = 0;
};

struct TokensOpened
{
    int queries = 0;
    int passages = 0;
};

/// One call of the model: all lengths of some pairs.
struct Batch
{
    int pairs = 0;
    int lengths = 1;          // that it served; its time is that of one length only where this is 1
    std::int64_t tokens = 0;  // of its rows; a pair whose row is the same at two lengths has it once
    int longest = 0;          // tokens of the longest row
    std::int64_t startNs = 0; // monotonic clock
    std::int64_t queueNs = 0; // its pairs lay in the worker before it began: from the arrival of the chunk on
    std::int64_t assembleNs = 0;
    std::int64_t forwardNs = 0;
    std::int64_t postNs = 0;  // scores put back into the order of the pairs
    std::int64_t totalNs = 0; // without the queue
    bool warmup = false;
    std::optional<std::int64_t> copyNs = {}; // ids to the device: 0 on a processor, absent where forward includes it
};

struct ChunkResult
{
    std::int64_t chunk = 0;
    /// [pairs][lengths][cut-off layers], or [pairs][lengths]. A score that is not finite is NaN here and null on the
    /// wire.
    std::vector<float> scores;
    std::vector<Batch> batches;
    std::int64_t peakBytes = 0; // resident, at most since the model was loaded; 0: not known
};

struct Failure
{
    std::int64_t chunk = -1; // -1: not about a chunk
    Error error;
    bool retryable = false; // another worker, or this one later, may succeed
};

struct Heartbeat
{
    DeviceUse use;
};

struct Cancelled
{
};

using Answer = std::variant<Hello, Loaded, TokensOpened, ChunkResult, Failure, Heartbeat, Cancelled>;

/// One line, newline included.
QByteArray encode(const Request& request);
QByteArray encode(const Answer& answer);
/// `line` without its newline.
Result<Request> decodeRequest(const QByteArray& line);
Result<Answer> decodeAnswer(const QByteArray& line);

} // namespace rw::protocol
