// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/results/costs.h"
#include "ui/results/lazytab.h"

class QComboBox;
class QLabel;

namespace rw::ui {

class LayersPane;
class ParetoPlot;
class PlotPane;

/// Quality against cost: the front of all configurations of the data set, and what cut-off layers save.
class TradeoffTab : public LazyTab
{
    Q_OBJECT

public:
    explicit TradeoffTab(Session* session, QWidget* parent = nullptr);

protected:
    void refresh() override;

private:
    QWidget* choices();
    void showCosts(const Costs& costs);
    void showFront(const Costs& costs, const std::vector<const ResultRow*>& rows);
    void showLayers(const std::vector<const ResultRow*>& rows);
    void choose(std::int64_t unit, bool more);

    QComboBox* m_cost;
    QWidget* m_passChoice = nullptr; // only where there are several passes with layers
    QComboBox* m_pass;
    ParetoPlot* m_front;
    PlotPane* m_frontPane;
    QLabel* m_note;
    LayersPane* m_layers;
};

} // namespace rw::ui
