// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/fast/attention.h"

#include "core/engine/fast/parallel.h"

#include <ATen/ops/empty.h>
#include <ATen/record_function.h>

#include <algorithm>
#include <cmath>

namespace rw::engine {

namespace {

at::Tensor grown(at::Tensor buffer, std::int64_t bytes)
{
    if (buffer.defined() && buffer.numel() >= bytes)
        return buffer;
    buffer.reset();
    return at::empty({bytes}, at::TensorOptions().dtype(at::kByte));
}

} // namespace

PackedAttention::PackedAttention(const Shape& shape, const Arithmetic& arithmetic)
    : m_shape(shape)
    , m_arithmetic(arithmetic)
{
}

void PackedAttention::prepare(const Packing& packing)
{
    m_segments.clear();
    m_chain.clear();
    m_allTasks.clear();
    m_scoredTasks.clear();
    m_scoredTokens.clear();
    m_positions.resize(packing.ids.size());
    m_tokens = packing.tokens();
    m_blocks = 0;
    m_longest = 0;
    for (const auto& part : packing.segments) {
        AttentionSegment segment{part.begin,          part.count, int(m_blocks), part.position % kKeyBlock,
                                 int(m_chain.size()), 0};
        if (part.parent >= 0) {
            const auto& parent = m_segments[std::size_t(part.parent)];
            for (int i = parent.chainBegin; i < parent.chainEnd; ++i)
                m_chain.push_back(m_chain[std::size_t(i)]);
        }
        m_chain.push_back(int(m_segments.size()));
        segment.chainEnd = int(m_chain.size());
        m_segments.push_back(segment);
        m_blocks += (segment.pad + part.count + kKeyBlock - 1) / kKeyBlock;

        m_longest = std::max(m_longest, part.position + part.count);
        for (int i = 0; i < part.count; ++i)
            m_positions[std::size_t(part.begin + i)] = part.position + i;
        for (int first = 0; first < part.count; first += kQueryBlock)
            m_allTasks.push_back(
                {int(m_segments.size()) - 1, first, std::min(kQueryBlock, part.count - first), part.begin + first});
    }
    // The longest first, so that no thread is left with one at the end.
    const auto cost = [&](const AttentionTask& task) {
        const auto& segment = m_segments[std::size_t(task.segment)];
        int keys = m_shape.causal ? task.first + task.count : segment.count;
        for (int i = segment.chainBegin; i + 1 < segment.chainEnd; ++i)
            keys += m_segments[std::size_t(m_chain[std::size_t(i)])].count;
        return keys;
    };
    std::stable_sort(m_allTasks.begin(), m_allTasks.end(),
                     [&](const auto& a, const auto& b) { return cost(a) > cost(b); });

    std::vector<int> scoredOfSegment(m_segments.size(), -1);
    m_scoredOfRow.resize(packing.rowSegment.size());
    for (std::size_t row = 0; row < packing.rowSegment.size(); ++row) {
        const auto index = std::size_t(packing.rowSegment[row]);
        if (scoredOfSegment[index] < 0) {
            const auto& segment = m_segments[index];
            const int token = m_shape.causal ? segment.count - 1 : 0;
            scoredOfSegment[index] = int(m_scoredTokens.size());
            m_scoredTasks.push_back({int(index), token, 1, int(m_scoredTokens.size())});
            m_scoredTokens.push_back(segment.begin + token);
        }
        m_scoredOfRow[row] = scoredOfSegment[index];
    }
}

Activations PackedAttention::operator()(const Products& qkv, const at::Tensor& cosines, const at::Tensor& sines,
                                        bool scoredOnly)
{
    RECORD_USER_SCOPE("engine::attention");
    const auto& tasks = scoredOnly ? m_scoredTasks : m_allTasks;
    const auto rows = scoredOnly ? std::int64_t(m_scoredTokens.size()) : m_tokens;
    const auto width = std::int64_t(m_shape.heads) * m_shape.dim;
    // U8 needs the whole row for its scale: heads are gathered first.
    const auto number = m_arithmetic.operand == Number::U8 ? m_arithmetic.attention : m_arithmetic.operand;
    auto context = Activations::empty(rows, width, number);

    AttentionJob job{};
    job.qkv = qkv.view();
    job.heads = m_shape.heads;
    job.kvHeads = m_shape.kvHeads;
    job.dim = m_shape.dim;
    job.scale = float(1 / std::sqrt(double(m_shape.dim)));
    job.causal = m_shape.causal;
    job.cosines = cosines.defined() ? cosines.const_data_ptr<float>() : nullptr;
    job.sines = sines.defined() ? sines.const_data_ptr<float>() : nullptr;
    job.positions = m_positions.data();
    job.segments = m_segments.data();
    job.chain = m_chain.data();
    job.tasks = tasks.data();
    job.number = m_arithmetic.attention;
    job.blocks = m_blocks;
    m_keys = grown(std::move(m_keys), job.packedBytes());
    m_values = grown(std::move(m_values), job.packedBytes());
    job.keys = m_keys.data_ptr();
    job.values = m_values.data_ptr();
    job.out = context.data.data_ptr();
    job.outNumber = number;

    pull(std::int64_t(m_segments.size()) * m_shape.kvHeads, [&](const auto& next) {
        for (std::int64_t i; (i = next()) >= 0;)
            kernels().pack(job, int(i / m_shape.kvHeads), int(i % m_shape.kvHeads));
    });
    const auto scratch = job.scratchBytes();
    pull(std::int64_t(tasks.size()) * m_shape.heads, [&](const auto& next) {
        auto* memory = threadScratch(scratch);
        kernels().enter();
        for (std::int64_t i; (i = next()) >= 0;)
            kernels().attend(job, int(i / m_shape.heads), int(i % m_shape.heads), memory);
        kernels().leave();
    });
    if (m_arithmetic.operand != Number::U8)
        return context;

    auto quantised = Activations::empty(rows, width, Number::U8);
    const Product from{context.data.const_data_ptr(), number, width, nullptr, nullptr};
    inParallel(rows, 16, [&](std::int64_t begin, std::int64_t end) {
        kernels().convert(from, int(width), quantised.operand(), begin, end,
                          static_cast<float*>(threadScratch(width * 4)));
    });
    return quantised;
}

} // namespace rw::engine
