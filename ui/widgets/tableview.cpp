// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tableview.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>

#include <algorithm>

namespace rw::ui {

TableView::TableView(const QString& accessibleName, QWidget* parent)
    : QTableView(parent)
{
    setAccessibleName(accessibleName);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollMode(ScrollPerPixel);
    setTextElideMode(Qt::ElideRight);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 8 / 5);
    verticalHeader()->setMinimumSectionSize(fontMetrics().height());
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
    fitColumns();
}

void TableView::setFitsRows(bool fits)
{
    m_fitsRows = fits;
    setVerticalScrollBarPolicy(fits ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    setSizePolicy(QSizePolicy::Expanding, fits ? QSizePolicy::Fixed : QSizePolicy::Expanding);
    updateGeometry();
}

void TableView::setModel(QAbstractItemModel* newModel)
{
    QTableView::setModel(newModel);
    if (!newModel)
        return;
    connect(newModel, &QAbstractItemModel::modelReset, this, &TableView::fitColumns);
    connect(newModel, &QAbstractItemModel::dataChanged, this, &TableView::fitColumns);
    connect(newModel, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex&, int, int) {
        if (model()->rowCount() < 4)
            fitColumns();
    });
    fitColumns();
}

void TableView::fitColumns()
{
    if (!model())
        return;
    QHeaderView* header = horizontalHeader();
    for (int column = 0; column < model()->columnCount(); ++column) {
        const auto mode = column == m_stretch ? QHeaderView::Stretch : QHeaderView::Interactive;
        if (header->sectionResizeMode(column) != mode)
            header->setSectionResizeMode(column, mode);
    }
    const int room = fontMetrics().height();
    for (int column = 0; column < model()->columnCount(); ++column) {
        if (column == m_stretch)
            continue;
        const int wanted = std::max(sizeHintForColumn(column), header->sectionSizeHint(column)) + room / 2;
        // Live tables change many times a second: columns grow, but do not tremble.
        if (wanted > header->sectionSize(column) || header->sectionSize(column) > wanted * 3 / 2)
            header->resizeSection(column, wanted);
    }
    if (m_fitsRows)
        updateGeometry();
}

QSize TableView::sizeHint() const
{
    QSize size = QTableView::sizeHint();
    if (m_fitsRows && model()) {
        int height = horizontalHeader()->sizeHint().height() + 2 * frameWidth();
        height += model()->rowCount() * verticalHeader()->defaultSectionSize();
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
    if (!model())
        return {};
    QList<int> rows;
    if (selectionModel())
        for (const QModelIndex& index : selectionModel()->selectedRows())
            rows << index.row();
    std::sort(rows.begin(), rows.end());
    if (rows.isEmpty())
        for (int row = 0; row < model()->rowCount(); ++row)
            rows << row;
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
