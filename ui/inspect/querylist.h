// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/inspection.h"
#include "core/report/queryfilter.h"

#include <QAbstractListModel>
#include <QMap>
#include <QStringList>

#include <memory>
#include <vector>

namespace rw::ui {

/// The queries of an inspection in a chosen order: text, and how far the rankings differ.
class QueryList : public QAbstractListModel
{
    Q_OBJECT

public:
    using QAbstractListModel::QAbstractListModel;

    /// Largest difference of the measure, largest disagreement of the rankings, longest text first; or by id, numbers
    /// in it as numbers. Those without a value come last.
    enum class Order { Difference, Disagreement, Id, Length };
    void setOrder(Order order);

    void setInspection(std::shared_ptr<const Inspection> inspection);
    /// Leaves the queries that match.
    void setFilter(const QueryFilter& filter);
    /// By id of the query.
    void setNotes(const QMap<QString, QString>& notes);
    /// Which queries were cut, by place in the candidate set; empty: not known.
    void setCuts(std::vector<bool> cuts);
    /// In which slices of `field` a query is, by place in the candidate set.
    void setSlices(const QString& field, std::vector<QStringList> names);
    bool knowsSlices(const QString& field) const { return m_slices.contains(field); }
    bool knowsCuts() const { return !m_cuts.empty(); }

    const InspectedQuery* query(int row) const;
    /// -1: not there.
    int rowOf(const QString& queryId) const;
    QString idOf(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    void refilter();
    void sort();
    QString secondLine(int row, const InspectedQuery& query, const QString& value) const;

    std::shared_ptr<const Inspection> m_inspection;
    QStringList m_texts; // by place in the inspection
    QueryFilter m_filter;
    Order m_order = Order::Difference;
    std::vector<bool> m_cuts;
    QMap<QString, std::vector<QStringList>> m_slices; // by field, as `names` above
    QMap<QString, QString> m_notes;
    std::vector<std::size_t> m_rows; // places in the inspection
};

} // namespace rw::ui
