// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/weights.h"

#include "core/engine/fast/parallel.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <sys/mman.h>
#include <unistd.h>

namespace rw::engine {

namespace {

at::ScalarType storedType(const TensorEntry& entry)
{
    if (entry.dtype == "F32")
        return at::kFloat;
    if (entry.dtype == "F16")
        return at::kHalf;
    if (entry.dtype == "BF16")
        return at::kBFloat16;
    throw LoadError(entry.file.string() + ": has weights of type " + entry.dtype + "; expected F32, F16 or BF16");
}

void advise(const std::byte* begin, std::size_t size, int advice)
{
    const auto page = std::uintptr_t(::sysconf(_SC_PAGESIZE));
    const auto start = reinterpret_cast<std::uintptr_t>(begin) / page * page;
    ::madvise(reinterpret_cast<void*>(start), size + (reinterpret_cast<std::uintptr_t>(begin) - start), advice);
}

// Starts reading the pages now, so that the first batch does not wait for them one by one.
void readAhead(const std::byte* begin, std::size_t size)
{
    advise(begin, size, MADV_WILLNEED);
}

// Takes the pages out of this process; they are read again should anybody ask, since the mapping is only read.
void forget(const std::byte* begin, std::size_t size)
{
    advise(begin, size, MADV_DONTNEED);
}

// splitmix64 of the position: any part of a tensor can be made alone, by any thread.
float uniform(std::uint64_t seed, std::uint64_t position) // -1 to 1
{
    std::uint64_t x = seed + (position + 1) * 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return float(std::int32_t((x ^ (x >> 31)) >> 32)) / 2147483648.0F;
}

std::uint64_t hashOf(const std::string& name, std::uint64_t seed)
{
    std::uint64_t hash = 0xcbf29ce484222325ULL ^ seed; // FNV-1a
    for (const unsigned char c : name)
        hash = (hash ^ c) * 0x100000001b3ULL;
    return hash;
}

} // namespace

Weights::Weights(const ModelFolder& folder, at::ScalarType type, at::Device device)
    : m_folder(folder)
    , m_type(type)
    , m_device(device)
{
}

Weights::Made Weights::madeOf(const std::string& name) const
{
    const auto all = requiredTensors(m_folder.config);
    const auto tensor = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == name; });
    if (tensor == all.end())
        throw LoadError(m_folder.path.string() + ": has no tensor '" + name + "'");
    const bool matrix = tensor->shape.size() == 2;
    const bool norm = name.find("orm.weight") != std::string::npos;
    Made made;
    made.shape = tensor->shape;
    made.mean = norm && m_folder.config.backbone != Backbone::Gemma ? 1.0F : 0.0F; // Gemma adds the 1 itself
    // Uniform numbers have a third of the variance of their bound.
    made.bound = matrix ? std::sqrt(3.0F / float(tensor->shape.back())) : 0.05F;
    made.seed = hashOf(name, *m_folder.randomSeed);
    return made;
}

float Weights::Made::number(std::int64_t position) const
{
    return mean + bound * uniform(seed, std::uint64_t(position));
}

at::Tensor Weights::random(const std::string& name, at::ScalarType type) const
{
    const auto made = madeOf(name);
    auto tensor = at::empty(made.shape, at::TensorOptions().dtype(at::kFloat));
    auto* numbers = tensor.mutable_data_ptr<float>();
    constexpr std::int64_t kGrain = 1 << 16;
    inParallel(tensor.numel(), kGrain, [&](std::int64_t begin, std::int64_t end) {
        for (auto i = begin; i < end; ++i)
            numbers[i] = made.number(i);
    });
    return tensor.to(at::TensorOptions().dtype(type).device(m_device));
}

Weights::Place Weights::place(const std::string& name)
{
    const auto* entry = m_folder.tensor(name);
    if (!entry)
        throw LoadError(m_folder.path.string() + ": has no tensor '" + name + "'");
    auto file = m_files.find(entry->file);
    if (file == m_files.end()) {
        auto mapped = MappedFile::open(entry->file);
        if (!mapped)
            throw LoadError(mapped.error().what);
        file = m_files.emplace(entry->file, std::move(*mapped)).first;
    }
    const auto bytes = file->second.bytes();
    if (entry->end > bytes.size())
        throw LoadError(entry->file.string() +
                        ": is shorter than when its header was read; expected a file that nobody writes to");

    const auto* data = bytes.data() + entry->begin;
    // from_blob wants a pointer to write to; in inference mode nothing writes, and the mapping would refuse it.
    auto tensor =
        at::from_blob(const_cast<std::byte*>(data), entry->shape, at::TensorOptions().dtype(storedType(*entry)));
    // The format asks for aligned data, but a file that is not must not reach code that counts on it.
    if (reinterpret_cast<std::uintptr_t>(data) % tensor.element_size() != 0)
        tensor = tensor.clone();
    return {data, entry->end - entry->begin, tensor};
}

at::Tensor Weights::load(const std::string& name)
{
    if (m_folder.randomSeed)
        return random(name, m_type);
    const auto place = this->place(name);
    readAhead(place.data, place.size);
    const auto loaded = place.tensor.to(at::TensorOptions().dtype(m_type).device(m_device));
    if (loaded.const_data_ptr() != place.data) // a copy: the stored numbers are not needed any more
        forget(place.data, place.size);
    return loaded;
}

at::Tensor Weights::stored(const std::string& name)
{
    if (m_folder.randomSeed)
        return random(name, at::kFloat);
    const auto place = this->place(name);
    readAhead(place.data, place.size);
    return place.tensor;
}

RowTable Weights::table(const std::string& name)
{
    if (m_folder.randomSeed) { // made when it is asked for: a file would not be in memory, either
        const auto made = madeOf(name);
        const auto width = made.shape.back();
        return {width, at::kFloat, [made, width](std::int64_t row, void* to) {
                    for (std::int64_t i = 0; i < width; ++i)
                        static_cast<float*>(to)[i] = made.number(row * width + i);
                    return true;
                }};
    }
    const auto tensor = place(name).tensor; // checks that the file still has it
    const auto* entry = m_folder.tensor(name);
    return RowTable::ofFile(entry->file, std::int64_t(entry->begin), tensor.size(1), tensor.scalar_type());
}

std::vector<std::int64_t> Weights::shape(const std::string& name)
{
    if (m_folder.randomSeed) {
        const auto all = requiredTensors(m_folder.config);
        const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == name; });
        return found == all.end() ? std::vector<std::int64_t>() : found->shape;
    }
    return place(name).tensor.sizes().vec();
}

void Weights::release(const std::string& name)
{
    if (m_folder.randomSeed)
        return;
    const auto place = this->place(name);
    forget(place.data, place.size);
}

void Weights::releaseAll()
{
    for (const auto& [name, file] : m_files)
        forget(file.bytes().data(), file.bytes().size());
}

} // namespace rw::engine
