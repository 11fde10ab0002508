// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plot/plotwidget.h"
#include "ui/session/sessiondata.h"

#include <vector>

namespace rw::ui {

/// One line a configuration, best first: mean and 95 % interval of the measure. Dotted lines for base and ceiling, a
/// solid one for the reference.
class IntervalPlot : public PlotWidget
{
    Q_OBJECT

public:
    explicit IntervalPlot(QWidget* parent = nullptr);

    /// Rows without a value are left out. `reference`: its value, NaN for none.
    void setRows(std::vector<ResultRow> rows, const QString& measure, double reference);
    PlotTable table() const override;
    QString summary() const override;

protected:
    void draw(const PlotTheme& theme) override;

private:
    std::vector<ResultRow> m_rows; // best first
    QString m_measure;
    double m_reference = kNotAvailable;
};

} // namespace rw::ui
