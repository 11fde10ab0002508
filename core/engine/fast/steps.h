// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/model.h"

#include <chrono>

namespace rw::engine {

/// Adds its lifetime to the time of a step of the forward pass (see stepTimes()). One thread runs forward passes.
class StepTimer
{
public:
    explicit StepTimer(Step step)
        : m_step(step)
        , m_start(std::chrono::steady_clock::now())
    {
    }
    ~StepTimer() { s_times.of(m_step) += std::chrono::nanoseconds(std::chrono::steady_clock::now() - m_start).count(); }
    StepTimer(const StepTimer&) = delete;
    StepTimer& operator=(const StepTimer&) = delete;

    static inline StepTimes s_times{};

private:
    Step m_step;
    std::chrono::steady_clock::time_point m_start;
};

} // namespace rw::engine
