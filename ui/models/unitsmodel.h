// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/runstatus.h"
#include "ui/models/cellmodel.h"

#include <QHash>

#include <vector>

namespace rw::ui {

/// The units of a run, in the order in which they were planned.
class UnitsModel : public CellModel
{
    Q_OBJECT

public:
    explicit UnitsModel(QObject* parent = nullptr);

    void clear();
    void setUnit(const UnitStatus& unit);
    /// "1 of 24 failed", for captions.
    int failedUnits() const;

private:
    Row rowOf(const UnitStatus& unit) const;

    std::vector<UnitStatus> m_units;
    QHash<qint64, std::size_t> m_places;
    QStringList m_models; // in the order of their first unit: their look
};

} // namespace rw::ui
