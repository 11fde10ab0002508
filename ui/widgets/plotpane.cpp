// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/plotpane.h"

#include "ui/models/cellmodel.h"
#include "ui/plot/plotwidget.h"
#include "ui/text/numbers.h"
#include "ui/theme/icons.h"
#include "ui/widgets/celldelegate.h"
#include "ui/widgets/tableview.h"

#include <QFileDialog>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>

#include <cmath>

namespace rw::ui {

namespace {

Cell cellOf(const QVariant& value)
{
    if (value.userType() == QMetaType::Double) {
        const double number = value.toDouble();
        const double size = std::abs(number);
        return Cell::number(Numbers::decimal(number, size < 1.5 ? 4 : size < 1000 ? 1 : 0), number);
    }
    if (value.userType() == QMetaType::Int)
        return Cell::number(Numbers::count(value.toInt()), value);
    Cell cell;
    cell.text = value.toString();
    cell.right = cell.text == QLatin1String("n/a");
    return cell;
}

} // namespace

PlotPane::PlotPane(const QString& title, PlotWidget* plot, QWidget* parent)
    : Pane(title, parent)
    , m_plot(plot)
    , m_model(new CellModel({}, this))
    , m_table(new TableView(plot->accessibleName(), this))
    , m_stack(new QStackedWidget(this))
    , m_asTable(new QPushButton(tr("Show as &table"), this))
    , m_export(new QPushButton(Icons::icon(QStringLiteral("export"), Icons::Tint::Text), tr("E&xport…"), this))
{
    m_table->setItemDelegate(new CellDelegate(m_table));
    m_table->setModel(m_model);
    m_stack->addWidget(plot);
    m_stack->addWidget(m_table);
    addContent(m_stack);
    m_asTable->setCheckable(true);
    m_asTable->setObjectName(QStringLiteral("showAsTableButton"));
    m_asTable->setToolTip(tr("Ctrl+T"));
    addControl(m_asTable);
    m_export->setObjectName(QStringLiteral("exportPlotButton"));
    addControl(m_export);

    auto* shortcut = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_T), this);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    connect(shortcut, &QShortcut::activated, m_asTable, &QPushButton::toggle);
    connect(m_asTable, &QPushButton::toggled, this, &PlotPane::showTable);
    connect(m_export, &QPushButton::clicked, this, &PlotPane::exportPlot);
    connect(plot, &PlotWidget::contentChanged, this, [this] {
        if (m_stack->currentWidget() == m_table)
            fillTable();
    });
}

void PlotPane::showTable(bool asTable)
{
    m_asTable->setChecked(asTable);
    if (asTable)
        fillTable();
    m_stack->setCurrentIndex(asTable ? 1 : 0);
}

void PlotPane::setBare(bool bare)
{
    m_asTable->setVisible(!bare);
    m_export->setVisible(!bare);
}

void PlotPane::fillTable()
{
    const PlotTable table = m_plot->table();
    m_model->setHeaders(table.headers);
    m_model->setRows(table.rows.size(), [rows = table.rows](std::size_t place) {
        CellModel::Row row;
        for (const QVariant& value : rows[place])
            row.push_back(cellOf(value));
        return row;
    });
}

void PlotPane::exportPlot()
{
    const QString filter = tr("PDF (*.pdf);;SVG (*.svg);;PNG (*.png);;Table as CSV (*.csv)");
    QString kind;
    QString file = QFileDialog::getSaveFileName(this, tr("Export plot"), {}, filter, &kind);
    if (file.isEmpty())
        return;
    const qsizetype dot = kind.indexOf(QLatin1String("*."));
    if (!file.contains(QLatin1Char('.')) && dot > 0)
        file += QLatin1Char('.') + kind.mid(dot + 2).chopped(1);
    QString why;
    if (!m_plot->exportTo(file, &why))
        emit exportFailed(why);
}

} // namespace rw::ui
