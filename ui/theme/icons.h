// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QString>

namespace rw::ui {

/// The symbolic icons of resources/icons, drawn in a colour of the palette in force when they are painted.
namespace Icons {

enum class Tint { Muted, Text, Accent, OnAccent, Good, Caution, Failed, Note };

QIcon icon(const QString& name, Tint tint = Tint::Muted);

} // namespace Icons
} // namespace rw::ui
