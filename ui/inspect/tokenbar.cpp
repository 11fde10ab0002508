// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/tokenbar.h"

#include "ui/text/numbers.h"
#include "ui/text/unbroken.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace rw::ui {

TokenBar::TokenBar(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("tokenBar"));
    setAccessibleName(tr("Shares of the input"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    hide();
}

void TokenBar::setInput(const ModelInput& input)
{
    m_parts.clear();
    std::vector<ModelInput::Part> cut;
    for (const ModelInput::Part& part : input.parts)
        (part.kind == ModelInput::Kind::Cut ? cut : m_parts).push_back({part.kind, {}, part.tokens});
    m_parts.insert(m_parts.end(), cut.begin(), cut.end());
    m_length = input.length();
    m_all = m_length + input.tokens(ModelInput::Kind::Cut);
    setVisible(m_all > 0);
    update();
}

void TokenBar::clear()
{
    m_parts.clear();
    m_all = 0;
    hide();
}

QColor TokenBar::colorOf(ModelInput::Kind kind, const Tokens& tokens)
{
    switch (kind) {
    case ModelInput::Kind::Special:
        return tokens.accent;
    case ModelInput::Kind::Query:
        return tokens.ramp[3];
    case ModelInput::Kind::Passage:
        return tokens.ramp[1];
    case ModelInput::Kind::Cut:
        return tokens.cutGround;
    }
    return {};
}

QString TokenBar::legend(const ModelInput& input, const Tokens& tokens)
{
    using Kind = ModelInput::Kind;
    const int cut = input.tokens(Kind::Cut);
    const int all = input.length() + cut;
    QStringList said;
    const auto add = [&](Kind kind, const QString& words) {
        const int own = input.tokens(kind);
        if (own == 0 && kind != Kind::Cut)
            return;
        // The ground of what was cut is too pale for a square.
        const QColor color = kind == Kind::Cut ? tokens.cutText : colorOf(kind, tokens);
        said << QStringLiteral("<span style=\"color:%1\">%2</span> %3")
                    .arg(color.name(), kind == Kind::Cut ? QStringLiteral("□") : QStringLiteral("■"),
                         words.arg(Numbers::count(own), Numbers::percent(100.0 * own / std::max(1, all))));
    };
    add(Kind::Query, tr("query %1 (%2)"));
    add(Kind::Passage, tr("passage %1 (%2)"));
    add(Kind::Special, tr("special %1 (%2)"));
    add(Kind::Cut, tr("cut %1 (%2)"));
    said << tr("in all %1 tokens at length %2").arg(Numbers::count(input.length()), Numbers::count(input.maxLength));
    return unbroken(said.join(QStringLiteral(" · ")));
}

QSize TokenBar::sizeHint() const
{
    return {20 * Theme::unit(this), 2 * Theme::unit(this)};
}

void TokenBar::paintEvent(QPaintEvent*)
{
    if (m_all == 0)
        return;
    QPainter painter(this);
    const Tokens& tokens = Theme::of(palette());
    const qreal u = Theme::unit(this);
    const QRectF bar(0.5, u / 2, width() - 1, u);
    qreal done = 0;
    const auto at = [&](qreal count) {
        return bar.left() + bar.width() * count / m_all;
    };
    for (const ModelInput::Part& part : m_parts) {
        QRectF own(QPointF(at(done), bar.top()), QPointF(at(done + part.tokens), bar.bottom()));
        own.setWidth(std::max<qreal>(own.width(), 1)); // one token of thousands is there all the same
        painter.fillRect(own, colorOf(part.kind, tokens));
        done += part.tokens;
    }
    painter.setPen(tokens.controlFrame);
    painter.drawRect(bar.adjusted(0, 0.5, 0, -0.5));
    if (m_length < m_all) {
        painter.setPen(QPen(tokens.text, 2));
        painter.drawLine(QPointF(at(m_length), 0), QPointF(at(m_length), height()));
    }
}

} // namespace rw::ui
