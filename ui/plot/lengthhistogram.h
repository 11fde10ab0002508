// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plot/plotwidget.h"
#include "ui/session/inputlengths.h"

namespace rw::ui {

/// How long the inputs are, on a logarithmic axis, with the length limits as lines and the share of pairs each cuts.
class LengthHistogram : public PlotWidget
{
    Q_OBJECT

public:
    explicit LengthHistogram(QWidget* parent = nullptr);

    void setLengths(LengthForecast lengths);
    /// Bars beyond it are paler.
    void setChosenLimit(int limit);
    int chosenLimit() const { return m_chosen; }
    /// Percent of the pairs, or of those judged relevant, that lose something; NaN: not counted.
    double cutPercent(int limit) const;
    double relevantCutPercent(int limit) const;

    PlotTable table() const override;
    QString summary() const override;

protected:
    void draw(const PlotTheme& theme) override;

private:
    const LengthForecast::Cut* cut(int limit) const;

    LengthForecast m_lengths; // ascending
    int m_chosen = 1024;
};

} // namespace rw::ui
