// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/logmodel.h"

namespace rw::ui {

namespace {

constexpr int kMost = 2000;

} // namespace

LogModel::LogModel(QObject* parent)
    : CellModel({tr("Time"), tr("Message")}, parent)
{
}

void LogModel::clear()
{
    m_entries.clear();
    setRows({});
}

void LogModel::add(const LogEntry& entry)
{
    m_entries.push_front(entry);
    if (m_entries.size() > kMost)
        m_entries.pop_back();
    if (entry.level >= m_level)
        prependRow(rowOf(entry), kMost);
}

void LogModel::setLevel(LogEntry::Level level)
{
    m_level = level;
    std::vector<Row> rows;
    for (const LogEntry& entry : m_entries)
        if (entry.level >= level)
            rows.push_back(rowOf(entry));
    setRows({});
    setRows(std::move(rows));
}

CellModel::Row LogModel::rowOf(const LogEntry& entry)
{
    Cell time;
    time.text = entry.time.toLocalTime().toString(QStringLiteral("HH:mm:ss"));
    time.tone = Tone::Muted;
    Cell message;
    message.text = entry.text;
    message.tip = entry.text;
    if (entry.level == LogEntry::Level::Warning) {
        message.icon = QStringLiteral("warning");
        message.tone = Tone::Caution;
    } else if (entry.level == LogEntry::Level::Error) {
        message.icon = QStringLiteral("failed");
        message.tone = Tone::Failed;
    }
    return {time, message};
}

} // namespace rw::ui
