// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plot/plotwidget.h"
#include "ui/session/sessiondata.h"

#include <vector>

class QCPAxis;

namespace rw::ui {

/// The measure after each cut-off layer of one pass, with its 95 % interval as a band; below it, over the same layers,
/// the share of the blocks that need not be computed. All layers come from one pass, so no layer has a time of its own.
/// The chosen layer is a line; click, Left and Right choose.
class LayerPlot : public PlotWidget
{
    Q_OBJECT

public:
    explicit LayerPlot(QWidget* parent = nullptr);

    /// Cut-off layers of one pass, in any order.
    void setRows(std::vector<ResultRow> rows, const QString& measure);
    void setChosen(std::int64_t unit); // 0: none
    /// Share of the blocks up to the deepest layer of the pass that a layer saves, in percent.
    static double savedPercent(int layer, int deepest);
    PlotTable table() const override;
    QString summary() const override;

signals:
    void chosen(std::int64_t unit);

protected:
    void draw(const PlotTheme& theme) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void drawQuality(const PlotTheme& theme, QCPAxis* x, QCPAxis* y);
    void drawSaved(const PlotTheme& theme, QCPAxis* x, QCPAxis* y);
    int deepest() const { return m_rows.back().unit.cutoffLayer; }

    std::vector<ResultRow> m_rows; // shallowest first
    QString m_measure;
    std::int64_t m_chosen = 0;
};

} // namespace rw::ui
