// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/measures.h"

#include <QObject>
#include <QString>

#include <cstdint>
#include <vector>

namespace rw::ui {

/// What is chosen, for all pages, tables and plots at once: a row chosen in a table is the one marked in every plot,
/// and the query that Inspect shows. Setting what is set already says nothing. 0 and empty: nothing is chosen.
class Selection : public QObject
{
    Q_OBJECT

public:
    explicit Selection(QObject* parent = nullptr);

    std::int64_t dataset() const { return m_dataset; }
    /// Another data set has other units and queries: those are no longer chosen.
    void setDataset(std::int64_t dataset);

    /// Units in the order in which they were chosen.
    const std::vector<std::int64_t>& units() const { return m_units; }
    void setUnits(const std::vector<std::int64_t>& units);

    /// The unit that the others are compared with.
    std::int64_t baseline() const { return m_baseline; }
    void setBaseline(std::int64_t unit);

    /// The measure of plots and verdicts; nDCG@10 at first.
    const Measure& measure() const { return m_measure; }
    void setMeasure(const Measure& measure);

    QString query() const { return m_query; }
    void setQuery(const QString& id);

    /// Everything but the measure: ids of one workspace mean nothing in another.
    void clear();

signals:
    void datasetChanged();
    void unitsChanged();
    void baselineChanged();
    void measureChanged();
    void queryChanged();

private:
    std::int64_t m_dataset = 0;
    std::vector<std::int64_t> m_units;
    std::int64_t m_baseline = 0;
    Measure m_measure;
    QString m_query;
};

} // namespace rw::ui
