// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/inputview.h"

#include "ui/inspect/tokenbar.h"
#include "ui/text/bidi.h"
#include "ui/text/numbers.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QLabel>
#include <QTextBrowser>
#include <QTextDocumentFragment>
#include <QVBoxLayout>

namespace rw::ui {

InputView::InputView(const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_text(new QTextBrowser(this))
    , m_bar(new TokenBar(this))
    , m_words(new QLabel(this))
{
    m_text->setObjectName(name);
    m_text->setAccessibleName(tr("Input of the model"));
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setTabChangesFocus(true);
    m_text->setOpenLinks(false);
    m_words->setObjectName(name + QStringLiteral("Tokens"));
    m_words->setForegroundRole(QPalette::PlaceholderText);
    m_words->setFont(Theme::scaled(font(), 12.0 / 13));
    m_words->setWordWrap(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::unit(this) / 2);
    column->addWidget(m_text, 1);
    column->addWidget(m_bar);
    column->addWidget(m_words);
}

void InputView::setInput(const ModelInput& input)
{
    m_input = input;
    showInput();
}

void InputView::showInput()
{
    m_text->setHtml(html(m_input, palette()));
    m_bar->setInput(m_input);
    m_words->setTextFormat(Qt::RichText);
    m_words->setText(TokenBar::legend(m_input, Theme::of(palette())));
    m_bar->setAccessibleDescription(QTextDocumentFragment::fromHtml(m_words->text()).toPlainText());
}

void InputView::setPlain(const QString& passage, const QString& why)
{
    m_input = {};
    m_text->setPlainText(passage);
    m_bar->clear();
    m_words->setTextFormat(Qt::PlainText);
    m_words->setText(why);
}

void InputView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_input.parts.empty())
        showInput(); // the colours are in the text
}

QString InputView::html(const ModelInput& input, const QPalette& palette)
{
    const Tokens& tokens = Theme::of(palette);
    QString all;
    for (const ModelInput::Part& part : input.parts) {
        QString style;
        if (part.kind == ModelInput::Kind::Special)
            style = QStringLiteral("color:%1").arg(tokens.accent.name());
        else if (part.kind == ModelInput::Kind::Cut)
            style = QStringLiteral("color:%1;background-color:%2").arg(tokens.cutText.name(), tokens.cutGround.name());
        const QString words = isolated(text(part.text)).toHtmlEscaped();
        all += QStringLiteral("<span style=\"%1\">%2</span>")
                   .arg(style, QString(words).replace(QLatin1Char('\n'), QLatin1String("<br>")));
    }
    return QStringLiteral("<div style=\"white-space:pre-wrap\">%1</div>").arg(all);
}

} // namespace rw::ui
