// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/inspection.h"
#include "ui/plot/plotwidget.h"

#include <memory>
#include <vector>

class QCPAxis;

namespace rw::ui {

/// The scores that two configurations gave to the same pairs, one against the other: a mark a pair while they are few,
/// else cells that are darker the more pairs fall into them. Where both scales are the same, a line stands for equal
/// scores. A click chooses the nearest pair.
class DriftPlot : public PlotWidget
{
    Q_OBJECT

public:
    /// Beyond it cells are drawn: redrawing must not take longer than a frame. Files are to stay small: there cells
    /// come sooner.
    static constexpr std::size_t kMostMarks = 4000;
    static constexpr std::size_t kMostPrintedMarks = 1000;

    struct Names
    {
        QString reference;
        QString other;
        bool isSameScale = false; // both scores come from the same weights
    };

    explicit DriftPlot(QWidget* parent = nullptr);

    /// Null: nothing to draw, and `nothing` says why.
    void setPair(std::shared_ptr<const Inspection> pair, const Names& names, const QString& nothing);
    void setChosen(std::int64_t pair); // -1: none
    std::size_t pairs() const { return m_points.size(); }
    PlotTable table() const override;
    QString summary() const override;

signals:
    void chosen(std::int64_t pair);

protected:
    void draw(const PlotTheme& theme) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Point
    {
        std::int64_t pair = 0;
        std::size_t query = 0; // place in the candidate set
        float reference = 0;
        float other = 0;
    };
    void setRanges(QCPAxis* x, QCPAxis* y) const;
    void drawMarks(const PlotTheme& theme, QCPAxis* x, QCPAxis* y);
    void drawCells(const PlotTheme& theme, QCPAxis* x, QCPAxis* y);

    std::shared_ptr<const Inspection> m_pair;
    std::vector<Point> m_points; // of pairs that both have scored
    Names m_names;
    QString m_nothing;
    std::int64_t m_chosen = -1;
};

} // namespace rw::ui
