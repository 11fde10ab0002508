// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/operatortimes.h"

#include "core/telemetry/telemetry.h"

#include <ATen/record_function.h>

#include <algorithm>
#include <map>

namespace rw::engine {

struct OperatorTimes::Counters
{
    std::map<std::string, Entry> entries;
    at::CallbackHandle handle = at::INVALID_CALLBACK_HANDLE;
};

namespace {

struct Call : at::ObserverContext
{
    std::int64_t start = 0; // 0: inside of another one
};

// LibTorch's callbacks are plain functions; a profile is made by one thread.
thread_local std::map<std::string, OperatorTimes::Entry>* t_entries = nullptr;
thread_local int t_depth = 0;

std::unique_ptr<at::ObserverContext> entered(const at::RecordFunction&)
{
    auto call = std::make_unique<Call>();
    if (t_depth++ == 0)
        call->start = monotonicNs();
    return call;
}

void left(const at::RecordFunction& function, at::ObserverContext* context)
{
    --t_depth;
    const auto* call = static_cast<const Call*>(context);
    if (!call || call->start == 0 || !t_entries)
        return;
    auto& entry = (*t_entries)[function.name()];
    entry.ns += monotonicNs() - call->start;
    ++entry.calls;
}

} // namespace

OperatorTimes::OperatorTimes()
    : m_counters(std::make_unique<Counters>())
{
    t_entries = &m_counters->entries;
    t_depth = 0;
    m_counters->handle = at::addThreadLocalCallback(
        at::RecordFunctionCallback(entered, left).scopes({at::RecordScope::FUNCTION, at::RecordScope::USER_SCOPE}));
}

OperatorTimes::~OperatorTimes()
{
    at::removeCallback(m_counters->handle);
    t_entries = nullptr;
}

std::vector<OperatorTimes::Entry> OperatorTimes::take()
{
    std::vector<Entry> list;
    for (auto& [name, entry] : m_counters->entries) {
        entry.name = name;
        list.push_back(entry);
    }
    std::sort(list.begin(), list.end(), [](const Entry& a, const Entry& b) { return a.ns > b.ns; });
    return list;
}

} // namespace rw::engine
