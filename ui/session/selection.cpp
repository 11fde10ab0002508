// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/selection.h"

#include <utility>

namespace rw::ui {

Selection::Selection(QObject* parent)
    : QObject(parent)
{
    if (auto measures = parseMeasure("nDCG@10"))
        m_measure = measures->front();
}

void Selection::setDataset(std::int64_t dataset)
{
    if (dataset == m_dataset)
        return;
    m_dataset = dataset;
    // All at once before anybody hears of it: nobody should see units of one data set and queries of another.
    const bool hadUnits = !std::exchange(m_units, {}).empty();
    const bool hadBaseline = std::exchange(m_baseline, 0) != 0;
    const bool hadQuery = !std::exchange(m_query, {}).isEmpty();
    emit datasetChanged();
    if (hadUnits)
        emit unitsChanged();
    if (hadBaseline)
        emit baselineChanged();
    if (hadQuery)
        emit queryChanged();
}

void Selection::setUnits(const std::vector<std::int64_t>& units)
{
    if (units == m_units)
        return;
    m_units = units;
    emit unitsChanged();
}

void Selection::setBaseline(std::int64_t unit)
{
    if (unit == m_baseline)
        return;
    m_baseline = unit;
    emit baselineChanged();
}

void Selection::setMeasure(const Measure& measure)
{
    if (measure == m_measure)
        return;
    m_measure = measure;
    emit measureChanged();
}

void Selection::setQuery(const QString& id)
{
    if (id == m_query)
        return;
    m_query = id;
    emit queryChanged();
}

void Selection::clear()
{
    setDataset(0);
    setUnits({});
    setBaseline(0);
    setQuery({});
}

} // namespace rw::ui
