// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/mappedfile.h"
#include "core/engine/fast/linear.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rw::engine {

/// Converted and quantized weights of a model in a file, so that they are made once and not at every start: for each
/// matrix product its values and scales. Workers of a machine map the same file.
///
/// Layout (little endian): magic "RWWEIGH1", offset of the table (u64), checksum (32 bytes) of the key and of all from
/// kContentAt on; the tensors, each at a multiple of 64; the table: for each tensor name, type, dimensions, offset and
/// bytes. The key says what the weights were made from (see keyOf()); it is part of the name too.
/// A file that is damaged, cut short or of another key is made anew, never used.
class WeightCache
{
public:
    /// Fingerprint of the model, how its weights are turned, and how many blocks are loaded.
    static std::string keyOf(const std::string& fingerprint, Quantization quantization, int blocks);
    /// $XDG_CACHE_HOME/rerank-workbench/weights; empty where no home is known.
    static std::filesystem::path folder();

    /// Opens the file of `key`, or begins to write it. Another process that writes the same file is waited for. Where
    /// nothing can be written (no folder, full disk) weights are simply made again each time.
    WeightCache(std::filesystem::path folder, std::string key);
    /// Without finish() nothing of a written file stays.
    ~WeightCache();
    WeightCache(const WeightCache&) = delete;
    WeightCache& operator=(const WeightCache&) = delete;

    bool complete() const { return m_complete; }
    /// A tensor in the mapping, valid as long as this lives. Nothing where the file has it not with these dimensions.
    std::optional<at::Tensor> find(const std::string& name, at::ScalarType type, at::IntArrayRef shape) const;
    /// Takes the pages of a tensor out of this process: what was packed from it is not read again.
    void release(const at::Tensor& tensor) const;

    void add(const std::string& name, const at::Tensor& tensor);
    /// Puts the written file in its place.
    void finish();

private:
    struct Entry
    {
        std::uint8_t type = 0; // c10::ScalarType
        std::vector<std::int64_t> shape;
        std::uint64_t offset = 0;
        std::uint64_t bytes = 0;
    };
    bool open();
    bool readTable(std::string_view all);
    void beginWriting();
    void write(const void* data, std::size_t size);
    void giveUp();

    std::filesystem::path m_folder;
    std::string m_key;
    std::filesystem::path m_file;
    MappedFile m_mapped;
    std::map<std::string, Entry> m_entries;
    bool m_complete = false;
    int m_lock = -1;
    int m_out = -1;
    std::uint64_t m_written = 0;
};

} // namespace rw::engine
