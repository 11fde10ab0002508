// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/buildid.h"

#include <algorithm>
#include <cstring>
#include <link.h>

namespace rw {

namespace {

constexpr std::size_t kPadding = 4;

std::size_t padded(std::size_t size)
{
    return (size + kPadding - 1) / kPadding * kPadding;
}

/// The id in one segment of notes (elf(5)).
std::string idIn(const char* notes, std::size_t size)
{
    constexpr char kName[] = "GNU";
    while (size >= sizeof(ElfW(Nhdr))) {
        ElfW(Nhdr) header;
        std::memcpy(&header, notes, sizeof header);
        const std::size_t name = sizeof header;
        const std::size_t description = name + padded(header.n_namesz);
        const std::size_t end = description + padded(header.n_descsz);
        if (end > size)
            return {};
        if (header.n_type == NT_GNU_BUILD_ID && header.n_namesz == sizeof kName &&
            std::memcmp(notes + name, kName, sizeof kName) == 0) {
            constexpr char kDigits[] = "0123456789abcdef";
            std::string id;
            for (std::size_t i = 0; i < header.n_descsz; ++i) {
                const auto byte = static_cast<unsigned char>(notes[description + i]);
                id += kDigits[byte >> 4];
                id += kDigits[byte & 15];
            }
            return id;
        }
        notes += end;
        size -= end;
    }
    return {};
}

int lookAt(dl_phdr_info* object, std::size_t, void* result)
{
    for (int i = 0; i < object->dlpi_phnum; ++i) {
        const auto& segment = object->dlpi_phdr[i];
        if (segment.p_type != PT_NOTE)
            continue;
        const auto id = idIn(reinterpret_cast<const char*>(object->dlpi_addr + segment.p_vaddr), segment.p_memsz);
        if (!id.empty()) {
            *static_cast<std::string*>(result) = id;
            break;
        }
    }
    return 1; // the program itself comes first, its libraries are of no interest
}

} // namespace

std::string buildId()
{
    std::string id;
    ::dl_iterate_phdr(lookAt, &id);
    return id;
}

} // namespace rw
