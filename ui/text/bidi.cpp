// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/bidi.h"

#include <algorithm>

namespace rw::ui {

namespace {

constexpr char16_t kFirstStrongIsolate = 0x2068;
constexpr char16_t kPopIsolate = 0x2069;

} // namespace

QString isolated(const QString& text)
{
    const bool hasRightToLeft = std::any_of(text.begin(), text.end(), [](QChar c) {
        return c.direction() == QChar::DirR || c.direction() == QChar::DirAL;
    });
    return hasRightToLeft ? QChar(kFirstStrongIsolate) + text + QChar(kPopIsolate) : text;
}

} // namespace rw::ui
