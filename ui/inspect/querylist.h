// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/inspection.h"
#include "core/report/queryfilter.h"

#include <QAbstractListModel>
#include <QStringList>

#include <memory>
#include <vector>

namespace rw::ui {

/// The queries of an inspection in its order: text, and how far the two rankings differ.
class QueryList : public QAbstractListModel
{
    Q_OBJECT

public:
    using QAbstractListModel::QAbstractListModel;

    void setInspection(std::shared_ptr<const Inspection> inspection);
    /// Leaves the queries that match.
    void setFilter(const QueryFilter& filter);
    /// Which queries were cut, by place in the candidate set; empty: not known.
    void setCuts(std::vector<bool> cuts);
    bool knowsCuts() const { return !m_cuts.empty(); }

    const InspectedQuery* query(int row) const;
    /// -1: not there.
    int rowOf(const QString& queryId) const;
    QString idOf(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    void refilter();

    std::shared_ptr<const Inspection> m_inspection;
    QStringList m_texts; // by place in the inspection
    QueryFilter m_filter;
    std::vector<bool> m_cuts;
    std::vector<std::size_t> m_rows; // places in the inspection
};

} // namespace rw::ui
