// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/icons.h"

#include "ui/theme/theme.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace rw::ui::Icons {

namespace {

QColor colorOf(Tint tint)
{
    const QPalette palette = QApplication::palette();
    const Tokens& tokens = Theme::of(palette);
    switch (tint) {
    case Tint::Muted:
        return tokens.muted;
    case Tint::Text:
        return tokens.text;
    case Tint::Accent:
        return tokens.accent;
    case Tint::OnAccent:
        return tokens.onAccent;
    case Tint::Good:
        return tokens.goodText;
    case Tint::Caution:
        return tokens.cautionText;
    case Tint::Failed:
        return tokens.failedText;
    case Tint::Note:
        return tokens.noteText;
    }
    return tokens.text;
}

class SymbolicEngine : public QIconEngine
{
public:
    SymbolicEngine(QString name, QByteArray svg, Tint tint)
        : m_name(std::move(name))
        , m_svg(std::move(svg))
        , m_tint(tint)
    {
    }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        const QColor color = mode == QIcon::Disabled ? colorOf(Tint::Muted) : colorOf(m_tint);
        const int side = qMin(rect.width(), rect.height()) * 15 / 16;
        QRect square(0, 0, side, side);
        square.moveCenter(rect.center());
        painter->drawPixmap(square, rendered(color.name(), side, painter->device()->devicePixelRatioF()));
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap result(size);
        result.fill(Qt::transparent);
        QPainter painter(&result);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return result;
    }

    QIconEngine* clone() const override { return new SymbolicEngine(*this); }

private:
    /// Parsing and drawing an SVG takes longer than all else that a row of a table is made of: once a look.
    QPixmap rendered(const QString& color, int side, qreal ratio) const
    {
        const QString key = QStringLiteral("icon/%1/%2/%3/%4").arg(m_name, color).arg(side).arg(ratio);
        QPixmap picture;
        if (QPixmapCache::find(key, &picture))
            return picture;
        QByteArray svg = m_svg;
        svg.replace("#808080", color.toLatin1());
        picture = QPixmap(QSize(side, side) * ratio);
        picture.setDevicePixelRatio(ratio);
        picture.fill(Qt::transparent);
        QPainter painter(&picture);
        QSvgRenderer(svg).render(&painter, QRectF(0, 0, side, side));
        painter.end();
        QPixmapCache::insert(key, picture);
        return picture;
    }

    QString m_name;
    QByteArray m_svg;
    Tint m_tint;
};

} // namespace

QIcon icon(const QString& name, Tint tint)
{
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QIcon(new SymbolicEngine(name, file.readAll(), tint));
}

} // namespace rw::ui::Icons
