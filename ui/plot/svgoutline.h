// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace rw::ui {

/// Turns the text elements that QSvgGenerator writes into outlines, so that a drawing looks the same where its fonts
/// are not installed.
QByteArray outlineSvgText(const QByteArray& svg);

} // namespace rw::ui
