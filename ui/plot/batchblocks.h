// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QVector>

#include <qcustomplot.h>

namespace rw::ui {

/// Blocks in lanes against time, thousands of them: those closer together than a picture can show are drawn as one.
/// Included by .cpp files of ui/plot only.
class BatchBlocks : public QCPAbstractPlottable
{
public:
    struct Block
    {
        double begin = 0;
        double end = 0;
        int lane = 0; // place on the value axis
        bool hollow = false;
    };

    /// `frame`: of blocks that are wide enough for one. `finest`: pixels below which nothing is told apart.
    BatchBlocks(QCPAxis* keyAxis, QCPAxis* valueAxis, const QColor& color, const QColor& frame, double finest);

    /// In the order of their beginnings.
    void setBlocks(QVector<Block> blocks) { m_blocks = std::move(blocks); }

    double selectTest(const QPointF& position, bool onlySelectable, QVariant* details = nullptr) const override;
    QCPRange getKeyRange(bool& found, QCP::SignDomain domain = QCP::sdBoth) const override;
    QCPRange getValueRange(bool& found, QCP::SignDomain domain = QCP::sdBoth,
                           const QCPRange& keys = QCPRange()) const override;

protected:
    void draw(QCPPainter* painter) override;
    void drawLegendIcon(QCPPainter* painter, const QRectF& rect) const override;

private:
    QVector<Block> m_blocks;
    QColor m_color;
    QColor m_frame;
    double m_finest;
};

} // namespace rw::ui
