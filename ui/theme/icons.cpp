// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/icons.h"

#include "ui/theme/theme.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
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
    SymbolicEngine(QByteArray svg, Tint tint)
        : m_svg(std::move(svg))
        , m_tint(tint)
    {
    }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override
    {
        const QColor color = mode == QIcon::Disabled ? colorOf(Tint::Muted) : colorOf(m_tint);
        QByteArray svg = m_svg;
        svg.replace("#808080", color.name().toLatin1());
        QSvgRenderer renderer(svg);
        const int side = qMin(rect.width(), rect.height()) * 15 / 16;
        QRect square(0, 0, side, side);
        square.moveCenter(rect.center());
        renderer.render(painter, square);
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
    QByteArray m_svg;
    Tint m_tint;
};

} // namespace

QIcon icon(const QString& name, Tint tint)
{
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QIcon(new SymbolicEngine(file.readAll(), tint));
}

} // namespace rw::ui::Icons
