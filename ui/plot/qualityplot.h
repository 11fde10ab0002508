// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plot/plotwidget.h"
#include "ui/session/sessiondata.h"

#include <vector>

namespace rw::ui {

/// nDCG@10 against the length limit: one series per model, cut-off layer and quantization, 95 % intervals as bars, the
/// ranking before scoring (base) and the best possible one (ceiling) as dotted lines.
class QualityPlot : public PlotWidget
{
    Q_OBJECT

public:
    explicit QualityPlot(QWidget* parent = nullptr);

    void setRows(std::vector<ResultRow> rows);
    PlotTable table() const override;
    QString summary() const override;

protected:
    void draw(const PlotTheme& theme) override;

private:
    std::vector<ResultRow> m_rows; // with a value, by series and length
};

} // namespace rw::ui
