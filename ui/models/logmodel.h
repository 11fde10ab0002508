// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/runstatus.h"
#include "ui/models/cellmodel.h"

#include <deque>

namespace rw::ui {

/// What a run reported, newest first, from a level on.
class LogModel : public CellModel
{
    Q_OBJECT

public:
    explicit LogModel(QObject* parent = nullptr);

    void clear();
    void add(const LogEntry& entry);
    void setLevel(LogEntry::Level level);

private:
    static Row rowOf(const LogEntry& entry);

    std::deque<LogEntry> m_entries; // newest first
    LogEntry::Level m_level = LogEntry::Level::Info;
};

} // namespace rw::ui
