// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/celldelegate.h"
#include "ui/widgets/sortheader.h"

namespace rw::ui {

/// Draws paired differences on one axis: the interval with the mark of its series, a line at zero, the margin of
/// non-inferiority as a grey band, an arrow and the value where it lies outside.
class DifferenceDelegate : public CellDelegate
{
    Q_OBJECT

public:
    using CellDelegate::CellDelegate;

    void setRange(double low, double high, double margin);
    /// Place of `value` in a cell (or its header).
    double place(const QRectF& cell, double value) const;
    double low() const { return m_lowest; }
    double high() const { return m_highest; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    double m_lowest = -0.01;
    double m_highest = 0.01;
    double m_margin = 0;
};

/// A header whose section `column` shows the axis of a DifferenceDelegate under its title.
class AxisHeader : public SortHeader
{
    Q_OBJECT

public:
    AxisHeader(int column, const DifferenceDelegate* axis, QWidget* parent = nullptr);

    int wantedWidth(int section) const override;

protected:
    void paintSection(QPainter* painter, const QRect& rect, int section) const override;

private:
    int m_column;
    const DifferenceDelegate* m_axis;
};

} // namespace rw::ui
