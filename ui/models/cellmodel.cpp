// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/cellmodel.h"

#include "ui/theme/icons.h"
#include "ui/theme/seriesstyle.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QFont>
#include <QFontDatabase>
#include <QFontMetrics>
#include <QPalette>

namespace rw::ui {

namespace {

QColor colorOf(Tone tone)
{
    const QPalette palette = QApplication::palette();
    const Tokens& tokens = Theme::of(palette);
    switch (tone) {
    case Tone::Normal:
        return tokens.text;
    case Tone::Muted:
        return tokens.muted;
    case Tone::Good:
        return tokens.goodText;
    case Tone::Caution:
        return tokens.cautionText;
    case Tone::Failed:
        return tokens.failedText;
    case Tone::Accent:
        return tokens.accent;
    }
    return tokens.text;
}

Icons::Tint tintOf(Tone tone)
{
    switch (tone) {
    case Tone::Good:
        return Icons::Tint::Good;
    case Tone::Caution:
        return Icons::Tint::Caution;
    case Tone::Failed:
        return Icons::Tint::Failed;
    case Tone::Accent:
        return Icons::Tint::Accent;
    default:
        return Icons::Tint::Muted;
    }
}

} // namespace

Cell Cell::number(const QString& text, const QVariant& sort)
{
    Cell cell;
    cell.text = text;
    cell.right = true;
    cell.sort = sort;
    return cell;
}

CellModel::CellModel(const QStringList& headers, QObject* parent)
    : QAbstractTableModel(parent)
    , m_headers(headers)
{
}

int CellModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_make ? m_count : m_rows.size());
}

int CellModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_headers.size());
}

QVariant CellModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row& row = rowAt(index.row());
    if (static_cast<std::size_t>(index.column()) >= row.size())
        return {};
    const Cell& cell = row[static_cast<std::size_t>(index.column())];
    switch (role) {
    case Qt::DisplayRole:
        return cell.text;
    case Qt::AccessibleTextRole:
        return cell.text;
    case Qt::ToolTipRole:
        return cell.tip.isEmpty() ? QVariant() : QVariant(cell.tip);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter | (cell.right ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::ForegroundRole:
        return colorOf(cell.tone);
    case Qt::FontRole: {
        if (!cell.bold && !cell.mono)
            return {};
        if (!cell.mono)
            return Theme::scaled(QApplication::font(), 12.0 / 13, true);
        QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        font.setPointSizeF(QApplication::font().pointSizeF() * 11 / 13);
        return font;
    }
    case Qt::DecorationRole: {
        if (cell.series >= 0) {
            const int side = QFontMetrics(QApplication::font()).height();
            const QPixmap mark = SeriesStyle::of(cell.series, cell.quantization, Theme::isDark(QApplication::palette()))
                                     .mark(side, qApp->devicePixelRatio());
            // The same when selected: a tinted mark would be another series.
            QIcon icon(mark);
            icon.addPixmap(mark, QIcon::Selected);
            return icon;
        }
        return cell.icon.isEmpty() ? QVariant() : QVariant(Icons::icon(cell.icon, tintOf(cell.tone)));
    }
    case SortRole:
        return cell.sort.isValid() ? cell.sort : QVariant(cell.text);
    case IntervalRole:
        return cell.interval;
    case ProgressRole:
        return cell.progress >= 0 ? QVariant(cell.progress) : QVariant();
    default:
        return {};
    }
}

QVariant CellModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= m_headers.size())
        return {};
    if (role == Qt::DisplayRole)
        return m_headers.at(section);
    if (role == Qt::TextAlignmentRole) {
        const auto place = static_cast<std::size_t>(section);
        const bool right = rowCount() > 0 && place < rowAt(0).size() && rowAt(0)[place].right;
        return QVariant::fromValue(Qt::AlignVCenter | (right ? Qt::AlignRight : Qt::AlignLeft));
    }
    return {};
}

void CellModel::setHeaders(const QStringList& headers)
{
    if (headers == m_headers)
        return;
    beginResetModel();
    m_headers = headers;
    m_rows.clear();
    m_make = {};
    m_made.clear();
    endResetModel();
}

void CellModel::setRows(std::vector<Row> rows)
{
    const auto take = [&] {
        m_rows = std::move(rows);
        m_make = {};
        m_made.clear();
    };
    replaceRows(rows.size(), take);
}

void CellModel::setRows(std::size_t count, std::function<Row(std::size_t)> make)
{
    const auto take = [&] {
        m_rows.clear();
        m_count = count;
        m_make = std::move(make);
        m_made.clear();
    };
    replaceRows(count, take);
}

void CellModel::replaceRows(std::size_t count, const std::function<void()>& take)
{
    if (static_cast<int>(count) == rowCount()) {
        take();
        if (count > 0)
            emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
        return;
    }
    beginResetModel();
    take();
    endResetModel();
}

const CellModel::Row& CellModel::rowAt(int place) const
{
    if (!m_make)
        return m_rows[static_cast<std::size_t>(place)];
    if (const Row* made = m_made.object(place))
        return *made;
    auto* row = new Row(m_make(static_cast<std::size_t>(place)));
    m_made.insert(place, row);
    return *row;
}

void CellModel::setRow(std::size_t place, Row row)
{
    const int number = static_cast<int>(place);
    if (place == m_rows.size()) {
        beginInsertRows({}, number, number);
        m_rows.push_back(std::move(row));
        endInsertRows();
        return;
    }
    m_rows[place] = std::move(row);
    emit dataChanged(index(number, 0), index(number, columnCount() - 1));
}

void CellModel::prependRow(Row row, int limit)
{
    beginInsertRows({}, 0, 0);
    m_rows.insert(m_rows.begin(), std::move(row));
    endInsertRows();
    if (rowCount() > limit) {
        beginRemoveRows({}, limit, rowCount() - 1);
        m_rows.resize(static_cast<std::size_t>(limit));
        endRemoveRows();
    }
}

} // namespace rw::ui
