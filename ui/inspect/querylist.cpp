// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/querylist.h"

#include "ui/text/numbers.h"
#include "ui/widgets/twolinedelegate.h"

namespace rw::ui {

void QueryList::setInspection(std::shared_ptr<const Inspection> inspection)
{
    beginResetModel();
    m_inspection = std::move(inspection);
    m_texts.clear();
    if (m_inspection)
        for (const InspectedQuery& query : m_inspection->queries)
            m_texts << text(query.text).simplified();
    m_cuts.clear();
    refilter();
    endResetModel();
}

void QueryList::setFilter(const QueryFilter& filter)
{
    beginResetModel();
    m_filter = filter;
    refilter();
    endResetModel();
}

void QueryList::setCuts(std::vector<bool> cuts)
{
    beginResetModel();
    m_cuts = std::move(cuts);
    refilter();
    endResetModel();
}

void QueryList::refilter()
{
    m_rows.clear();
    for (qsizetype i = 0; i < m_texts.size(); ++i) {
        const auto row = static_cast<std::size_t>(i);
        const InspectedQuery& query = m_inspection->queries[row];
        QueryFilter::Subject subject{
            text(m_inspection->candidates->queries[query.place].id), m_texts.at(i), query.left, query.right, {}};
        if (query.place < m_cuts.size())
            subject.cut = m_cuts[query.place];
        if (m_filter.matches(subject))
            m_rows.push_back(row);
    }
}

const InspectedQuery* QueryList::query(int row) const
{
    if (row < 0 || static_cast<std::size_t>(row) >= m_rows.size())
        return nullptr;
    return &m_inspection->queries[m_rows[static_cast<std::size_t>(row)]];
}

QString QueryList::idOf(int row) const
{
    const InspectedQuery* found = query(row);
    return found ? text(m_inspection->candidates->queries[found->place].id) : QString();
}

int QueryList::rowOf(const QString& queryId) const
{
    for (int row = 0; row < rowCount(); ++row)
        if (idOf(row) == queryId)
            return row;
    return -1;
}

int QueryList::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant QueryList::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const std::size_t place = m_rows[static_cast<std::size_t>(index.row())];
    const InspectedQuery& query = m_inspection->queries[place];
    const QString& words = m_texts.at(static_cast<qsizetype>(place));
    const auto difference = query.difference();
    const QString sign = difference && *difference > 0 ? QStringLiteral("+") : QString();
    const QString value = difference ? QStringLiteral("Δ ") + sign + Numbers::ndcg(*difference)
                                     : (query.left || query.right ? tr("not scored in full") : tr("no judgments"));
    switch (role) {
    case Qt::DisplayRole:
        return words.isEmpty() ? idOf(index.row()) : words;
    case Qt::ToolTipRole:
        return QStringLiteral("%1\n%2").arg(idOf(index.row()), words);
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1, %2").arg(words, value);
    case TwoLineDelegate::SecondLineRole:
        return difference ? QStringLiteral("%1   (%2 → %3)")
                                .arg(value, Numbers::ndcg(*query.left), Numbers::ndcg(*query.right))
                          : value;
    default:
        return {};
    }
}

} // namespace rw::ui
