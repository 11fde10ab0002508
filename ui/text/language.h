// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QLocale;

namespace rw::ui::Language {

/// Translations, number formats and fonts of a language. May be called again; windows made before keep theirs.
void install(const QLocale& locale);

} // namespace rw::ui::Language
