// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>

namespace rw::ui::Language {

/// What a person chose: "en", "zh_CN", or nothing for the system's. Kept from one start to the next.
QString choice();
void choose(const QString& language);
QLocale chosen();

/// Translations, number formats and fonts of a language. May be called again; windows made before keep theirs.
void install(const QLocale& locale);

} // namespace rw::ui::Language
