// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QString>

namespace rw {
struct RunProgress;
}

namespace rw::ui {

/// "412 of 1,000 pairs - 38/s - about 15 s left"
class ProgressText
{
    Q_DECLARE_TR_FUNCTIONS(rw::ui::ProgressText)

public:
    static QString line(const RunProgress& progress);
    static QString phase(const QString& phase);
    /// 0..100; -1 before the first number.
    static int percent(const RunProgress& progress);
};

} // namespace rw::ui
