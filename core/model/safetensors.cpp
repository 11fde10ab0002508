// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/safetensors.h"

#include "core/base/mappedfile.h"
#include "core/model/jsonfile.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <utility>

namespace rw {

namespace {

namespace dom = simdjson::dom;

constexpr std::uint64_t kLengthField = 8;
constexpr std::uint64_t kMaxHeader = 100'000'000; // the same limit as the reference implementation of the format
constexpr std::uint64_t kMaxIndex = 64 * 1024 * 1024;
constexpr std::size_t kMaxRank = 16;

struct DtypeBits
{
    std::string_view name;
    unsigned bits;
};
constexpr std::array kDtypes = {
    DtypeBits{"F32", 32},    DtypeBits{"F16", 16}, DtypeBits{"BF16", 16},   DtypeBits{"F64", 64},
    DtypeBits{"BOOL", 8},    DtypeBits{"U8", 8},   DtypeBits{"I8", 8},      DtypeBits{"U16", 16},
    DtypeBits{"I16", 16},    DtypeBits{"U32", 32}, DtypeBits{"I32", 32},    DtypeBits{"U64", 64},
    DtypeBits{"I64", 64},    DtypeBits{"C64", 64}, DtypeBits{"F8_E4M3", 8}, DtypeBits{"F8_E5M2", 8},
    DtypeBits{"F8_E8M0", 8}, DtypeBits{"F4", 4},
};

std::optional<unsigned> bitsOf(std::string_view dtype)
{
    const auto found = std::find_if(kDtypes.begin(), kDtypes.end(), [&](const auto& d) { return d.name == dtype; });
    return found == kDtypes.end() ? std::nullopt : std::optional(found->bits);
}

// Bytes of a tensor, nothing where the product of the shape does not fit.
std::optional<std::uint64_t> byteSize(const std::vector<std::int64_t>& shape, unsigned bits)
{
    constexpr auto kMax = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t elements = 1;
    for (const auto extent : shape) {
        if (extent != 0 && elements > kMax / std::uint64_t(extent))
            return std::nullopt;
        elements *= std::uint64_t(extent);
    }
    if (elements > kMax / bits)
        return std::nullopt;
    return (elements * bits + 7) / 8;
}

// One value of the header, for the tensor named in `place`. `dataBegin`, `dataSize`: where the data part lies.
Result<TensorEntry> readEntry(const std::string& place, dom::element value, std::uint64_t dataBegin,
                              std::uint64_t dataSize)
{
    dom::object object;
    if (value.get(object))
        return Error{place + " is not described by an object; expected dtype, shape and data_offsets"};

    TensorEntry entry;
    std::string_view dtype;
    if (object["dtype"].get(dtype))
        return Error{place + " has no dtype; expected a string such as \"F32\""};
    const auto bits = bitsOf(dtype);
    if (!bits)
        return Error{place + " has the unknown dtype " + inQuotes(dtype) +
                     "; expected F32, F16, BF16 or another type of the format"};
    entry.dtype = dtype;

    dom::array shape;
    if (object["shape"].get(shape))
        return Error{place + " has no shape; expected a list of whole numbers"};
    for (const dom::element item : shape) {
        std::uint64_t extent = 0;
        if (item.get(extent) || extent > std::uint64_t(std::numeric_limits<std::int64_t>::max()))
            return Error{place + " has a shape with something else than whole numbers from 0 up"};
        if (entry.shape.size() == kMaxRank)
            return Error{place + " has more than " + std::to_string(kMaxRank) + " dimensions"};
        entry.shape.push_back(std::int64_t(extent));
    }

    dom::array offsets;
    std::array<std::uint64_t, 2> range = {};
    if (object["data_offsets"].get(offsets) || offsets.size() != 2 || offsets.at(0).get(range[0]) ||
        offsets.at(1).get(range[1]))
        return Error{place + " has no usable data_offsets; expected two whole numbers [begin, end]"};
    const std::string rangeText = "[" + std::to_string(range[0]) + ", " + std::to_string(range[1]) + "]";
    if (range[0] > range[1])
        return Error{place + " has data_offsets " + rangeText + "; expected begin <= end"};
    if (range[1] > dataSize) {
        return Error{place + " has data_offsets " + rangeText + " beyond the end of the file; expected at most " +
                     std::to_string(dataSize) + " bytes of data (is the file cut?)"};
    }
    const auto bytes = byteSize(entry.shape, *bits);
    if (!bytes)
        return Error{place + " has a shape whose size overflows; expected what data_offsets " + rangeText + " hold"};
    if (*bytes != range[1] - range[0]) {
        return Error{place + " has data_offsets " + rangeText + ", " + std::to_string(range[1] - range[0]) +
                     " bytes; expected " + std::to_string(*bytes) + " for its shape and dtype"};
    }
    entry.begin = dataBegin + range[0];
    entry.end = dataBegin + range[1];
    return entry;
}

Status checkOverlaps(const std::string& file, const std::map<std::string, TensorEntry>& tensors)
{
    std::vector<const std::pair<const std::string, TensorEntry>*> sorted;
    for (const auto& item : tensors) {
        if (item.second.begin != item.second.end)
            sorted.push_back(&item);
    }
    std::sort(sorted.begin(), sorted.end(), [](auto* a, auto* b) { return a->second.begin < b->second.begin; });
    for (std::size_t i = 1; i < sorted.size(); ++i) {
        if (sorted[i]->second.begin < sorted[i - 1]->second.end) {
            return Error{file + ": tensors " + inQuotes(sorted[i - 1]->first) + " and " + inQuotes(sorted[i]->first) +
                         " share bytes; expected data_offsets that do not overlap"};
        }
    }
    return ok();
}

// Shards lie beside their index; a name such as "../x" would read files that nobody chose.
bool isPlainName(std::string_view name)
{
    return !name.empty() && name.find_first_of(std::string_view("/\\\0", 3)) == std::string_view::npos && name != "." &&
           name != "..";
}

Result<SafetensorsIndex> openShards(const std::filesystem::path& indexFile)
{
    auto json = JsonFile::read(indexFile, kMaxIndex);
    if (!json)
        return std::move(json.error());
    dom::object map;
    if (json->root()["weight_map"].get(map))
        return Error{json->placeOf("weight_map") + ": has no weight_map; expected an object of tensor and shard names"};

    SafetensorsIndex index;
    std::map<std::string, SafetensorsIndex, std::less<>> shards;
    for (const auto& [key, value] : map) {
        const std::string name(key);
        // Looking for the line reads the text again: only for the one error.
        const auto fault = [&](const std::string& what) {
            return Error{json->placeOf(name) + ": tensor " + inQuotes(name) + what};
        };
        std::string_view shard;
        if (value.get(shard))
            return fault(" names no shard; expected the name of a .safetensors file");
        if (!isPlainName(shard) || !shard.ends_with(".safetensors")) {
            return fault(" names the shard " + inQuotes(shard) +
                         "; expected a .safetensors file beside the index, without a path");
        }
        auto found = shards.find(shard);
        if (found == shards.end()) {
            const auto file = indexFile.parent_path() / shard;
            if (!isFile(file))
                return fault(" is in the shard " + inQuotes(shard) + ", which is missing; expected " + file.string());
            auto opened = SafetensorsIndex::openFile(file);
            if (!opened)
                return std::move(opened.error());
            found = shards.emplace(std::string(shard), std::move(*opened)).first;
            index.files.push_back(file);
        }
        const auto entry = found->second.tensors.find(name);
        if (entry == found->second.tensors.end())
            return fault(" is not in " + inQuotes(shard) + "; expected it in the shard that weight_map names");
        if (!index.tensors.emplace(*entry).second)
            return fault(" is listed twice; expected each tensor once");
    }
    if (index.tensors.empty())
        return Error{json->placeOf("weight_map") + ": weight_map is empty; expected the tensors of the model"};
    std::sort(index.files.begin(), index.files.end());
    return index;
}

} // namespace

Result<SafetensorsIndex> SafetensorsIndex::openFile(const std::filesystem::path& file)
{
    const std::string name = file.string();
    if (!isFile(file))
        return Error{name + ": is missing or not a regular file; expected a safetensors file"};
    auto mapped = MappedFile::open(file);
    if (!mapped)
        return std::move(mapped.error());
    const auto bytes = mapped->bytes();
    if (bytes.size() < kLengthField) {
        return Error{name + ": has " + std::to_string(bytes.size()) +
                     " bytes; expected a safetensors file, which begins with 8 bytes for the length of its header"};
    }
    std::uint64_t length = 0;
    for (std::size_t i = 0; i < kLengthField; ++i)
        length |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
    const std::uint64_t rest = bytes.size() - kLengthField;
    if (length > rest) {
        return Error{name + ": the header is said to have " + std::to_string(length) + " bytes; expected at most " +
                     std::to_string(rest) + ", the rest of the file"};
    }
    if (length > kMaxHeader)
        return Error{name + ": the header has " + std::to_string(length) + " bytes; expected at most " +
                     std::to_string(kMaxHeader)};

    auto json = JsonFile::parse(name + ": header", mapped->text().substr(kLengthField, length), JsonFile::Places::Bytes,
                                kLengthField);
    if (!json)
        return std::move(json.error());

    SafetensorsIndex index;
    index.files = {file};
    for (const auto& [key, value] : dom::object(json->root())) {
        if (key == "__metadata__")
            continue;
        auto entry = readEntry(name + ": tensor " + inQuotes(key), value, kLengthField + length, rest - length);
        if (!entry)
            return std::move(entry.error());
        entry->file = file;
        if (!index.tensors.emplace(std::string(key), std::move(*entry)).second)
            return Error{name + ": tensor " + inQuotes(key) + " is listed twice; expected each tensor once"};
    }
    if (auto apart = checkOverlaps(name, index.tensors); !apart)
        return std::move(apart.error());
    return index;
}

Result<SafetensorsIndex> SafetensorsIndex::openFolder(const std::filesystem::path& folder)
{
    // The single file wins where there are both, as in the reference.
    if (const auto single = folder / "model.safetensors"; isFile(single))
        return openFile(single);
    if (const auto index = folder / "model.safetensors.index.json"; isFile(index))
        return openShards(index);
    return Error{folder.string() + ": has no weights; expected model.safetensors or model.safetensors.index.json"};
}

} // namespace rw
