// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tableview.h"

#include "ui/theme/theme.h"
#include "ui/widgets/sortheader.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QScrollBar>

#include <algorithm>

namespace rw::ui {

TableView::TableView(const QString& accessibleName, QWidget* parent)
    : QTableView(parent)
{
    setAccessibleName(accessibleName);
    setFont(Theme::scaled(font(), 12.0 / 13));
    // Not in the style sheet: its weight would be missing from the widths that the header asks for.
    horizontalHeader()->setFont(Theme::scaled(font(), 1, true));
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollMode(ScrollPerPixel);
    setTextElideMode(Qt::ElideRight);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 12 / 7);
    verticalHeader()->setMinimumSectionSize(fontMetrics().height());
    horizontalHeader()->setMinimumSectionSize(fontMetrics().height() * 3);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    auto* copy = new QAction(tr("&Copy rows"), this);
    connect(copy, &QAction::triggered, this, &TableView::copySelection);
    addAction(copy);
}

void TableView::setStretchColumn(int column)
{
    m_stretch = column;
    fitColumns(Fit::Exactly);
}

void TableView::setFitsRows(bool fits)
{
    m_fitsRows = fits;
    setVerticalScrollBarPolicy(fits ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    setSizePolicy(QSizePolicy::Expanding, fits ? QSizePolicy::Fixed : QSizePolicy::Expanding);
    updateGeometry();
}

void TableView::setFitsRowsUpTo(int most)
{
    if (m_fitsRows && m_mostRows == most)
        return;
    m_mostRows = most;
    setFitsRows(true);
    setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
}

void TableView::setModel(QAbstractItemModel* newModel)
{
    QTableView::setModel(newModel);
    if (!newModel)
        return;
    // The whole row shows where the keyboard is.
    connect(selectionModel(), &QItemSelectionModel::currentChanged, viewport(), qOverload<>(&QWidget::update));
    connect(newModel, &QAbstractItemModel::modelReset, this, [this] { fitColumns(Fit::Exactly); });
    connect(newModel, &QAbstractItemModel::dataChanged, this, [this] { fitColumns(Fit::Grow); });
    connect(newModel, &QAbstractItemModel::rowsInserted, this, [this] { fitColumns(Fit::Grow); });
    fitColumns(Fit::Exactly);
}

int TableView::headerWidth(int column) const
{
    if (horizontalHeader()->isHidden())
        return 0;
    if (const auto* header = qobject_cast<const SortHeader*>(horizontalHeader()))
        return header->wantedWidth(column);
    const QFontMetrics metrics(horizontalHeader()->font());
    const QString label = model()->headerData(column, Qt::Horizontal).toString();
    return metrics.horizontalAdvance(label) + 2 * SortHeader::padding() + 2;
}

void TableView::fitColumns(Fit fit)
{
    if (!model())
        return;
    QHeaderView* header = horizontalHeader();
    int others = 0;
    for (int column = 0; column < model()->columnCount(); ++column) {
        if (column == m_stretch || isColumnHidden(column))
            continue;
        const int wanted = std::max(sizeHintForColumn(column), headerWidth(column));
        header->setSectionResizeMode(column, QHeaderView::Interactive);
        // Live tables change many times a second: columns grow, but do not tremble.
        if (fit == Fit::Exactly || wanted > header->sectionSize(column))
            header->resizeSection(column, wanted);
        others += header->sectionSize(column);
    }
    if (m_stretch >= 0 && m_stretch < model()->columnCount()) {
        // It takes what is left, but never less than its own heading: then the table scrolls.
        const int least = headerWidth(m_stretch);
        const bool roomy = viewport()->width() - others >= least;
        header->setSectionResizeMode(m_stretch, roomy ? QHeaderView::Stretch : QHeaderView::Interactive);
        if (!roomy)
            header->resizeSection(m_stretch, least);
    }
    if (m_fitsRows)
        updateGeometry();
}

void TableView::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    if (m_stretch >= 0)
        fitColumns(Fit::Grow);
}

QSize TableView::sizeHint() const
{
    QSize size = QTableView::sizeHint();
    if (m_fitsRows && model()) {
        int height = horizontalHeader()->sizeHint().height() + 2 * frameWidth();
        height += std::min(model()->rowCount(), m_mostRows) * verticalHeader()->defaultSectionSize();
        if (horizontalHeader()->length() > viewport()->width())
            height += horizontalScrollBar()->sizeHint().height();
        size.setHeight(height + 2);
    }
    return size;
}

QSize TableView::minimumSizeHint() const
{
    const QSize size = QTableView::minimumSizeHint();
    return m_fitsRows ? QSize(size.width(), sizeHint().height()) : size;
}

QString TableView::selectionAsTsv() const
{
    QList<int> rows;
    if (selectionModel())
        for (const QModelIndex& index : selectionModel()->selectedRows())
            rows << index.row();
    std::sort(rows.begin(), rows.end());
    return rows.isEmpty() ? asTsv() : rowsAsTsv(rows);
}

QString TableView::asTsv() const
{
    QList<int> rows;
    for (int row = 0; model() && row < model()->rowCount(); ++row)
        rows << row;
    return rowsAsTsv(rows);
}

QString TableView::rowsAsTsv(const QList<int>& rows) const
{
    if (!model())
        return {};
    QStringList lines;
    QStringList fields;
    const auto clean = [](QString field) {
        return field.replace(QLatin1Char('\t'), QLatin1Char(' ')).replace(QLatin1Char('\n'), QLatin1Char(' '));
    };
    for (int column = 0; column < model()->columnCount(); ++column)
        fields << clean(model()->headerData(column, Qt::Horizontal).toString());
    lines << fields.join(QLatin1Char('\t'));
    for (const int row : rows) {
        fields.clear();
        for (int column = 0; column < model()->columnCount(); ++column)
            fields << clean(model()->index(row, column).data().toString());
        lines << fields.join(QLatin1Char('\t'));
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

void TableView::copySelection() const
{
    QApplication::clipboard()->setText(selectionAsTsv());
}

void TableView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy)) {
        copySelection();
        return;
    }
    if (event->key() == Qt::Key_Escape) {
        clearSelection();
        return;
    }
    QTableView::keyPressEvent(event);
}

} // namespace rw::ui
