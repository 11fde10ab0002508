// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/overviewtab.h"

#include "ui/models/resultsmodel.h"
#include "ui/plot/qualityplot.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/text/numbers.h"
#include "ui/theme/theme.h"
#include "ui/widgets/celldelegate.h"
#include "ui/widgets/plotpane.h"
#include "ui/widgets/tableview.h"

#include <QFileDialog>
#include <QItemSelectionModel>
#include <QLabel>
#include <QSaveFile>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace rw::ui {

OverviewTab::OverviewTab(Session* session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_model(new ResultsModel(this))
    , m_sorted(new QSortFilterProxyModel(this))
    , m_delegate(new CellDelegate(this))
    , m_table(new TableView(tr("Comparison of the configurations"), this))
    , m_quality(new QualityPlot(this))
    , m_same(new QLabel(this))
{
    const int u = Theme::unit(this);
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(CellModel::SortRole);
    m_same->setForegroundRole(QPalette::PlaceholderText);
    m_same->setFont(Theme::scaled(font(), 12.0 / 13));
    m_same->setWordWrap(true);
    m_same->setObjectName(QStringLiteral("resultsCaption"));
    m_table->setObjectName(QStringLiteral("resultsTable"));
    m_table->setProperty("framed", true);
    m_table->setItemDelegate(m_delegate);
    m_table->setModel(m_sorted);
    m_table->setSortingEnabled(true);
    m_table->setProperty("sortable", true);
    m_table->sortByColumn(ResultsModel::Ndcg, Qt::DescendingOrder);
    m_table->setStretchColumn(ResultsModel::Interval);
    auto* plot = new PlotPane(tr("Quality against length"), m_quality, this);
    connect(plot, &PlotPane::exportFailed, this, &OverviewTab::exportFailed);

    auto* upper = new QWidget(this);
    auto* inner = new QVBoxLayout(upper);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(u / 2);
    inner->addWidget(m_same);
    inner->addWidget(m_table, 1);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(u);
    splitter->addWidget(upper);
    splitter->addWidget(plot);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(splitter);

    connect(session, &Session::resultsChanged, this, &OverviewTab::showRows);
    connect(session->selection(), &Selection::datasetChanged, this, &OverviewTab::showRows);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &OverviewTab::select);
    showRows();
}

void OverviewTab::select()
{
    const auto rows = m_session->results().of(m_session->selection()->dataset());
    std::vector<std::int64_t> units;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows())
        units.push_back(rows.at(static_cast<std::size_t>(m_sorted->mapToSource(index).row()))->unit.id);
    m_session->selection()->setUnits(units);
}

void OverviewTab::showRows()
{
    std::vector<ResultRow> rows;
    for (const ResultRow* row : m_session->results().of(m_session->selection()->dataset()))
        rows.push_back(*row);
    m_model->setResults(rows);
    m_delegate->setIntervalRange(m_model->lowest(), m_model->highest());
    m_quality->setRows(rows);
    showSame();
}

/// A column is shown only where its values differ; what is the same in all rows is said once.
void OverviewTab::showSame()
{
    const auto same = [&](int column) {
        QString value;
        for (int row = 0; row < m_model->rowCount(); ++row) {
            const QString here = m_model->index(row, column).data().toString();
            if (here == Numbers::none())
                continue;
            if (!value.isEmpty() && here != value)
                return QString();
            value = here;
        }
        return value;
    };
    QStringList parts;
    const std::pair<int, QString> columns[] = {{ResultsModel::Queries, tr("%1 judged queries")},
                                               {ResultsModel::Base, tr("base %1")},
                                               {ResultsModel::Ceiling, tr("ceiling %1")}};
    for (const auto& [column, form] : columns) {
        const QString value = same(column);
        m_table->setColumnHidden(column, !value.isEmpty());
        if (!value.isEmpty())
            parts << form.arg(value);
    }
    m_same->setText(parts.isEmpty() ? QString() : tr("Same in all rows: %1.").arg(parts.join(QStringLiteral(", "))));
}

void OverviewTab::exportTable()
{
    const QString file = QFileDialog::getSaveFileName(this, tr("Export table"), QStringLiteral("results.tsv"),
                                                      tr("Tab-separated values (*.tsv)"));
    if (file.isEmpty())
        return;
    m_table->clearSelection();
    QSaveFile target(file);
    if (!target.open(QIODevice::WriteOnly) || target.write(m_table->selectionAsTsv().toUtf8()) < 0 || !target.commit())
        emit exportFailed(tr("%1 could not be written: %2").arg(file, target.errorString()));
}

} // namespace rw::ui
