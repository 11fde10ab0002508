// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/querylist.h"

#include "ui/text/numbers.h"
#include "ui/widgets/twolinedelegate.h"

#include <QCollator>

#include <algorithm>
#include <utility>

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
    m_slices.clear();
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

/// The rows stay as they are while a note is being written, whatever the filter says of notes.
void QueryList::setNotes(const QMap<QString, QString>& notes)
{
    m_notes = notes;
    if (rowCount() > 0)
        emit dataChanged(index(0), index(rowCount() - 1));
}

void QueryList::setCuts(std::vector<bool> cuts)
{
    beginResetModel();
    m_cuts = std::move(cuts);
    refilter();
    endResetModel();
}

void QueryList::setSlices(const QString& field, std::vector<QStringList> names)
{
    beginResetModel();
    m_slices.insert(field, std::move(names));
    refilter();
    endResetModel();
}

void QueryList::setOrder(Order order)
{
    beginResetModel();
    m_order = order;
    refilter();
    endResetModel();
}

/// The inspection is in the order of the difference.
void QueryList::sort()
{
    const auto byLargest = [this](const auto& valueOf) {
        std::stable_sort(m_rows.begin(), m_rows.end(),
                         [&](std::size_t a, std::size_t b) { return valueOf(a) > valueOf(b); });
    };
    switch (m_order) {
    case Order::Difference:
        break;
    case Order::Disagreement:
        byLargest([this](std::size_t row) { return m_inspection->queries[row].disagreement.value_or(-1); });
        break;
    case Order::Length:
        byLargest([this](std::size_t row) { return m_texts.at(static_cast<qsizetype>(row)).size(); });
        break;
    case Order::Id: {
        QCollator collator;
        collator.setNumericMode(true);
        std::vector<std::pair<QCollatorSortKey, std::size_t>> keys;
        for (const std::size_t row : m_rows)
            keys.emplace_back(
                collator.sortKey(text(m_inspection->candidates->queries[m_inspection->queries[row].place].id)), row);
        std::stable_sort(keys.begin(), keys.end(),
                         [](const auto& a, const auto& b) { return a.first.compare(b.first) < 0; });
        std::transform(keys.begin(), keys.end(), m_rows.begin(), [](const auto& key) { return key.second; });
        break;
    }
    }
}

void QueryList::refilter()
{
    m_rows.clear();
    for (qsizetype i = 0; i < m_texts.size(); ++i) {
        const auto row = static_cast<std::size_t>(i);
        const InspectedQuery& query = m_inspection->queries[row];
        QueryFilter::Subject subject{
            text(m_inspection->candidates->queries[query.place].id), m_texts.at(i), query.left, query.right, {}};
        subject.note = m_notes.value(subject.id);
        if (query.place < m_cuts.size())
            subject.cut = m_cuts[query.place];
        for (auto slices = m_slices.cbegin(); slices != m_slices.cend(); ++slices)
            if (query.place < slices->size())
                for (const QString& name : (*slices)[query.place])
                    subject.slices = subject.slices.value_or(QStringList())
                                     << slices.key() + QLatin1Char('=') + QString(name).remove(QLatin1Char('"'));
        if (m_filter.matches(subject))
            m_rows.push_back(row);
    }
    sort();
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

QString QueryList::secondLine(int row, const InspectedQuery& query, const QString& value) const
{
    if (m_order == Order::Disagreement && query.disagreement)
        return QStringLiteral("%1   %2").arg(tr("orders differ by %1").arg(Numbers::decimal(*query.disagreement, 3)),
                                             value);
    if (m_order == Order::Id || m_order == Order::Length)
        return QStringLiteral("%1   %2").arg(idOf(row), value);
    return query.difference()
               ? QStringLiteral("%1   (%2 → %3)").arg(value, Numbers::ndcg(*query.left), Numbers::ndcg(*query.right))
               : value;
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
    const QString note = m_notes.value(idOf(index.row())).simplified();
    switch (role) {
    case Qt::DisplayRole:
        return words.isEmpty() ? idOf(index.row()) : words;
    case Qt::ToolTipRole:
        return QStringLiteral("%1\n%2\n%3").arg(idOf(index.row()), words, note).trimmed();
    case Qt::AccessibleTextRole:
        return note.isEmpty() ? QStringLiteral("%1, %2").arg(words, value)
                              : QStringLiteral("%1, %2, %3").arg(words, value, tr("note: %1").arg(note));
    case TwoLineDelegate::SecondLineRole:
        return secondLine(index.row(), query, value) + (note.isEmpty() ? QString() : QStringLiteral("   ✎ ") + note);
    default:
        return {};
    }
}

} // namespace rw::ui
