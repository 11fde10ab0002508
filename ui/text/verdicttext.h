// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/verdict.h"
#include "ui/theme/icons.h"

#include <QCoreApplication>
#include <QString>

namespace rw::ui {

/// A verdict in the language of the window.
class VerdictText
{
    Q_DECLARE_TR_FUNCTIONS(rw::ui::VerdictText)

public:
    static QString word(const Verdict& verdict);     // "Keeps 99 %"
    static QString icon(const Verdict& verdict);     // its name
    static QString sentence(const Verdict& verdict); // goes on after the name of the configuration
};

} // namespace rw::ui
