// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/batchblocks.h"

#include "ui/plot/rectangles.h"

#include <algorithm>
#include <map>

namespace rw::ui {

namespace {
constexpr double kHeight = 0.62; // of a lane
constexpr double kApart = 4;     // pixels: blocks this wide get a gap between them
constexpr double kFramed = 16;   // pixels: blocks this wide get a frame
constexpr double kMerged = 64;   // times that: narrower ones are drawn as one up to here
} // namespace

BatchBlocks::BatchBlocks(QCPAxis* keyAxis, QCPAxis* valueAxis, const QColor& color, const QColor& frame, double finest)
    : QCPAbstractPlottable(keyAxis, valueAxis)
    , m_color(color)
    , m_frame(frame)
    , m_finest(finest)
{
}

double BatchBlocks::selectTest(const QPointF&, bool, QVariant*) const
{
    return -1;
}

QCPRange BatchBlocks::getKeyRange(bool& found, QCP::SignDomain) const
{
    found = !m_blocks.isEmpty();
    return found ? QCPRange(m_blocks.first().begin, m_blocks.last().end) : QCPRange();
}

QCPRange BatchBlocks::getValueRange(bool& found, QCP::SignDomain, const QCPRange&) const
{
    found = !m_blocks.isEmpty();
    int highest = 0;
    for (const Block& block : m_blocks)
        highest = std::max(highest, block.lane);
    return {-0.5, highest + 0.5};
}

void BatchBlocks::draw(QCPPainter* painter)
{
    const QCPRange shown = mKeyAxis->range();
    const double apart = std::max(kApart, m_finest);
    QList<QRectF> full;
    QList<QRectF> framed;
    QList<QRectF> hollow;
    std::map<int, QRectF> open; // by lane: not drawn yet, since the next one may touch it
    const auto close = [&](const QRectF& rect) {
        full << (rect.width() >= kApart ? rect.adjusted(0, 0, -1, 0) : rect);
        if (rect.width() >= kFramed)
            framed << rect.adjusted(0, 0, -2, -1);
    };
    for (const Block& block : m_blocks) {
        if (block.end < shown.lower || block.begin > shown.upper)
            continue;
        const double left = mKeyAxis->coordToPixel(std::max(block.begin, shown.lower));
        const double end = mKeyAxis->coordToPixel(std::min(block.end, shown.upper));
        const double right = std::max(end, left + m_finest);
        const double top = mValueAxis->coordToPixel(block.lane + kHeight / 2);
        const double bottom = mValueAxis->coordToPixel(block.lane - kHeight / 2);
        const QRectF rect(QPointF(left, std::min(top, bottom)), QPointF(right, std::max(top, bottom)));
        if (block.hollow && end - left >= apart) {
            hollow << rect.adjusted(0.5, 0.5, -1.5, -0.5);
            continue;
        }
        const auto before = open.find(block.lane);
        if (before == open.end()) {
            open.emplace(block.lane, rect);
        } else if (end - left < apart && before->second.width() < kMerged * apart &&
                   rect.left() <= before->second.right() + m_finest / 2) {
            before->second.setRight(std::max(before->second.right(), rect.right()));
        } else {
            close(before->second);
            before->second = rect;
        }
    }
    for (const auto& [lane, rect] : open)
        close(rect);
    painter->setPen(Qt::NoPen);
    painter->setBrush(m_color);
    drawRectangles(painter, full);
    // Wide ones have a frame: one light block beside another is two, on any background.
    painter->setPen(QPen(m_frame, 1));
    painter->setBrush(Qt::NoBrush);
    drawRectangles(painter, framed);
    drawRectangles(painter, hollow);
}

void BatchBlocks::drawLegendIcon(QCPPainter* painter, const QRectF& rect) const
{
    painter->setPen(QPen(m_frame, 1));
    painter->setBrush(m_color);
    painter->drawRect(rect.adjusted(0, rect.height() / 5, 0, -rect.height() / 5));
}

} // namespace rw::ui
