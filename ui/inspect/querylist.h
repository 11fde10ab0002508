// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/inspection.h"

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
    /// Leaves queries whose text or id has these words.
    void setSearch(const QString& words);

    const InspectedQuery* query(int row) const;
    /// -1: not there.
    int rowOf(const QString& queryId) const;
    QString idOf(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    void filter();

    std::shared_ptr<const Inspection> m_inspection;
    QStringList m_texts; // by place in the inspection
    QStringList m_words;
    std::vector<std::size_t> m_rows; // places in the inspection
};

} // namespace rw::ui
