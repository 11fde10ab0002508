// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QString>

namespace rw {
struct RunProgress;
struct TimeLeft;
} // namespace rw

namespace rw::ui {

/// "412 of 1,000 pairs - 38/s - about 15 s left"
class ProgressText
{
    Q_DECLARE_TR_FUNCTIONS(rw::ui::ProgressText)

public:
    static QString line(const RunProgress& progress);
    /// "about 19 min left (17 min to 22 min)"; without the range where it says nothing more.
    static QString timeLeft(const TimeLeft& left);
    /// nDCG@10 of the unit at work over its complete queries; empty before the first of them.
    static QString quality(const RunProgress& progress);
    static QString phase(const QString& phase);
    /// 0..100; -1 before the first number.
    static int percent(const RunProgress& progress);
};

} // namespace rw::ui
