// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/inspection.h"
#include "ui/plot/plotwidget.h"

#include <array>
#include <memory>
#include <vector>

class QCPAxis;
class QCPLegend;

namespace rw::ui {

/// How the raw scores of two configurations are distributed, one below the other: passages that are judged relevant
/// apart from all others, each as shares of its own number.
class ScoresPlot : public PlotWidget
{
    Q_OBJECT

public:
    explicit ScoresPlot(QWidget* parent = nullptr);

    /// Null: nothing to draw, and `nothing` says why. `isSameScale`: both scores come from the same weights.
    void setPair(const std::shared_ptr<const Inspection>& pair, const QStringList& names, bool isSameScale,
                 const QString& nothing);
    /// Share of the pairs of a relevant and another passage (of any query) in which the relevant one has the higher
    /// score, ties half. `side` 0: the reference; NaN: one kind is missing.
    double separation(int side) const;
    PlotTable table() const override;
    QString summary() const override;

protected:
    void draw(const PlotTheme& theme) override;

private:
    struct Side
    {
        QString name;
        std::vector<double> relevant;
        std::vector<double> others;
        double low = 0;
        double high = 1;
        double separation = 0;

        std::vector<double> shares(const std::vector<double>& scores) const; // percent a bin
        double bin(std::size_t place) const;                                 // its lower end
    };
    void drawSide(const PlotTheme& theme, const Side& side, QCPAxis* x, QCPAxis* y, QCPLegend* legend);

    std::array<Side, 2> m_sides;
    QString m_nothing;
};

} // namespace rw::ui
