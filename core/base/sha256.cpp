// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/sha256.h"

#include <QCryptographicHash>

namespace rw {

Sha256::Sha256()
    : m_hash(std::make_unique<QCryptographicHash>(QCryptographicHash::Sha256))
{
}

Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes)
{
    m_hash->addData(QByteArrayView(bytes.data(), qsizetype(bytes.size())));
}

void Sha256::addField(std::string_view bytes)
{
    addNumber(bytes.size());
    add(bytes);
}

void Sha256::addNumber(std::uint64_t number)
{
    char bytes[8];
    for (int i = 0; i < 8; ++i)
        bytes[i] = char(number >> (8 * i));
    add({bytes, sizeof bytes});
}

std::string Sha256::hex() const
{
    return m_hash->result().toHex().toStdString();
}

} // namespace rw
