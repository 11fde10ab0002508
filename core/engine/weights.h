// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/mappedfile.h"
#include "core/engine/fast/rowtable.h"
#include "core/model/modelfolder.h"

#include <ATen/core/Tensor.h>

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace rw::engine {

/// What makes loading impossible; Model::load turns it into an Error.
struct LoadError : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

/// The tensors of a model folder, mapped. A tensor whose stored type is the compute type stays in the mapping (no
/// copy, pages shared by all workers of the machine); others are cast. Tensors are valid as long as this lives.
/// Where the folder is a shape with a seed (see randomModel()), tensors are made from it instead: uniform numbers with
/// the variance that keeps activations at the size they have, norms near one. The same seed and name give the same
/// tensor, whatever else was made before.
class Weights
{
public:
    Weights(const ModelFolder& folder, at::ScalarType type, at::Device device);

    /// A required tensor; throws LoadError where the file is not any more what ModelFolder::open saw.
    at::Tensor load(const std::string& name);
    /// The same as it is stored, in the mapping: for what is turned into something else at once.
    at::Tensor stored(const std::string& name);
    /// A table of which few rows are read.
    RowTable table(const std::string& name);
    std::vector<std::int64_t> shape(const std::string& name);
    /// Takes the pages of a tensor that was copied out of this process.
    void release(const std::string& name);
    /// Those of all tensors: small ones bring their neighbours along.
    void releaseAll();
    /// Whether there is an optional tensor.
    bool has(const std::string& name) const { return m_folder.tensor(name) != nullptr; }

    at::ScalarType type() const { return m_type; }
    at::Device device() const { return m_device; }

private:
    struct Place
    {
        const std::byte* data;
        std::size_t size;
        at::Tensor tensor;
    };
    Place place(const std::string& name);
    /// How the numbers of a tensor are made from the seed.
    struct Made
    {
        std::vector<std::int64_t> shape;
        float mean = 0;
        float bound = 0;
        std::uint64_t seed = 0;
        float number(std::int64_t position) const;
    };
    Made madeOf(const std::string& name) const;
    at::Tensor random(const std::string& name, at::ScalarType type) const;

    ModelFolder m_folder;
    at::ScalarType m_type;
    at::Device m_device;
    std::map<std::filesystem::path, MappedFile> m_files;
};

} // namespace rw::engine
