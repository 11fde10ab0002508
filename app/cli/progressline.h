// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/runstatus.h"

#include <QElapsedTimer>

namespace rw::cli {

/// "15 s", "3 min 20 s", "2 h 5 min".
QString duration(double seconds);

/// Progress on standard error: one line that is written over where it is a terminal, a plain line every few seconds
/// where it is not, nothing when quiet.
class ProgressLine
{
public:
    explicit ProgressLine(bool quiet);
    ~ProgressLine();

    void show(const RunProgress& progress);
    /// A line of its own, above the progress.
    void say(const QString& text);
    void clear();

private:
    bool m_quiet = false;
    bool m_terminal = false;
    bool m_shown = false;
    QString m_phase;
    QElapsedTimer m_sinceLast;
};

} // namespace rw::cli
