// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace rw::ui {

/// The text as it reads inside a line of the other direction: Arabic or Hebrew with its own punctuation at its own end,
/// whatever stands beside it. Text without letters that run from right to left comes back unchanged. For painting only:
/// the marks that do this are characters.
QString isolated(const QString& text);

} // namespace rw::ui
