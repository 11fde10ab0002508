// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stats/remembered.h"

#include "core/base/sha256.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace rw {

namespace {

constexpr std::size_t most = std::size_t(1) << 16; // of each kind: some 20 MB

std::atomic<std::size_t> computed = 0;

template <class Value>
class Memory
{
public:
    template <class Compute>
    Value find(const std::string& key, Compute compute)
    {
        std::shared_ptr<Entry> entry;
        {
            const std::lock_guard lock(m_mutex);
            if (m_entries.size() >= most)
                m_entries.clear();
            std::shared_ptr<Entry>& known = m_entries[key];
            if (!known)
                known = std::make_shared<Entry>();
            entry = known;
        }
        std::call_once(entry->once, [&] {
            entry->value = compute();
            ++computed;
        });
        return entry->value;
    }

private:
    struct Entry
    {
        std::once_flag once;
        Value value;
    };
    std::mutex m_mutex;
    std::unordered_map<std::string, std::shared_ptr<Entry>> m_entries;
};

void add(Sha256& hash, const std::vector<double>& values)
{
    hash.addField({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(double)});
}

} // namespace

std::optional<Interval> rememberedInterval(std::vector<double> values, std::uint64_t seed)
{
    static Memory<std::optional<Interval>> memory;
    std::sort(values.begin(), values.end()); // the interval does not depend on their order
    Sha256 hash;
    hash.addNumber(seed);
    add(hash, values);
    return memory.find(hash.hex(), [&] { return Bootstrap(values, seed).interval(); });
}

PairedComparison rememberedComparison(const std::vector<double>& a, const std::vector<double>& b, std::uint64_t seed)
{
    static Memory<PairedComparison> memory;
    Sha256 hash;
    hash.addNumber(seed);
    add(hash, a);
    add(hash, b);
    return memory.find(hash.hex(), [&] { return comparePaired(a, b, seed); });
}

std::size_t computedStatistics()
{
    return computed;
}

} // namespace rw
