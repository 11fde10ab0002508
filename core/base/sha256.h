// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

class QCryptographicHash;

namespace rw {

/// SHA-256 of what is added, for the identity of models, data sets and configurations.
class Sha256
{
public:
    Sha256();
    ~Sha256();

    void add(std::string_view bytes);
    /// Length first, then the bytes: two fields never run into each other.
    void addField(std::string_view bytes);
    void addNumber(std::uint64_t number);
    /// 64 lower-case hexadecimal digits.
    std::string hex() const;

private:
    std::unique_ptr<QCryptographicHash> m_hash;
};

} // namespace rw
