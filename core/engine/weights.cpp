// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/weights.h"

#include <ATen/ops/from_blob.h>

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

} // namespace

Weights::Weights(const ModelFolder& folder, at::ScalarType type, at::Device device)
    : m_folder(folder)
    , m_type(type)
    , m_device(device)
{
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
    const auto place = this->place(name);
    readAhead(place.data, place.size);
    const auto loaded = place.tensor.to(at::TensorOptions().dtype(m_type).device(m_device));
    if (loaded.const_data_ptr() != place.data) // a copy: the stored numbers are not needed any more
        forget(place.data, place.size);
    return loaded;
}

at::Tensor Weights::stored(const std::string& name)
{
    return place(name).tensor;
}

void Weights::release(const std::string& name)
{
    const auto place = this->place(name);
    forget(place.data, place.size);
}

} // namespace rw::engine
