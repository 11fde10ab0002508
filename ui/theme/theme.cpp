// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include "ui/theme/latestyle.h"
#include "ui/theme/windowstyle.h"
#include "ui/widgets/sortheader.h"

#include <QApplication>
#include <QFontMetrics>
#include <QPalette>
#include <QStyle>
#include <QStyleFactory>
#include <QWidget>

#include <utility>

namespace rw::ui::Theme {

namespace {

Choice applied = Choice::System;

QColor hex(unsigned rgb)
{
    return QColor::fromRgb(rgb);
}

QPalette paletteOf(const Tokens& t)
{
    QPalette p;
    p.setColor(QPalette::Window, t.window);
    p.setColor(QPalette::Base, t.base);
    p.setColor(QPalette::AlternateBase, t.alt);
    p.setColor(QPalette::ToolTipBase, t.base);
    for (auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText})
        p.setColor(role, t.text);
    p.setColor(QPalette::PlaceholderText, t.muted);
    p.setColor(QPalette::Midlight, t.rowLine);
    p.setColor(QPalette::Mid, t.frame);
    p.setColor(QPalette::Dark, t.controlFrame);
    p.setColor(QPalette::Light, t.base);
    p.setColor(QPalette::Shadow, t.controlFrame);
    p.setColor(QPalette::Button, t.button);
    p.setColor(QPalette::Highlight, t.selection);
    p.setColor(QPalette::HighlightedText, t.selectionText);
    p.setColor(QPalette::Link, t.accent);
    p.setColor(QPalette::LinkVisited, t.accent);
    p.setColor(QPalette::BrightText, t.onAccent);
    for (auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, t.muted);
    return p;
}

/// Flat controls, one frame colour. Sizes are multiples of the line height `em`.
QString styleSheet(const Tokens& t, const QFont& font, bool darkTheme)
{
    const QFontMetrics metrics(font);
    const int em = metrics.height();
    const QString sheet = QStringLiteral(R"(
QToolTip { color: @text; background: @base; border: 1px solid @frame; padding: @q; }
QMenuBar { background: @window; border-bottom: 1px solid @frame; }
QMenuBar::item { padding: @q @h; background: transparent; }
QMenuBar::item:selected { background: @selection; color: @selectionText; }
QMenu { background: @base; border: 1px solid @frame; }
QMenu::item { padding: @q @w; }
QMenu::item:selected { background: @selection; color: @selectionText; }
QMenu::separator { height: 1px; background: @rowLine; margin: @q 0; }
QFrame[pane="true"] { background: @base; border: 1px solid @frame; border-radius: @r; }
QFrame[navigation="true"] { background: @nav; border: none; border-right: 1px solid @frame; }
QFrame[strip="true"] { background: @window; border: none; border-top: 1px solid @frame; }
QFrame[drop="true"] { border: 1px dashed @controlFrame; border-radius: @r; }
QFrame[facts="true"] { background: @base; border: 1px solid @frame; border-radius: @r; }
QFrame[line="true"] { background: @rowLine; border: none; max-height: 1px; min-height: 1px; }
QFrame[banner="failed"] { background: @failedGround; border: none; border-radius: @r; }
QFrame[banner="failed"] QLabel { color: @failedText; }
QFrame[banner="caution"] { background: @cautionGround; border: none; border-radius: @r; }
QFrame[banner="caution"] QLabel { color: @cautionText; }
QFrame[banner="note"] { background: @noteGround; border: none; border-radius: @r; }
QFrame[banner="note"] QLabel { color: @noteText; }
QLabel[badge="caution"] { color: @cautionText; background: @cautionGround; border-radius: @r; padding: 0 @h; }
QLabel[badge="note"] { color: @noteText; background: @noteGround; border-radius: @r; padding: 0 @h; }
QLabel[tone="good"] { color: @goodText; }
QLabel[tone="caution"] { color: @cautionText; }
QLabel[tone="failed"] { color: @failedText; }
QPushButton { background: @button; color: @text; border: 1px solid @controlFrame; border-radius: @r; padding: @q @e; }
QPushButton:hover { background: @alt; }
QPushButton:pressed { background: @selection; }
QPushButton:focus { border: 1px solid @accent; outline: none; background: @selection; }
QPushButton:disabled { color: @muted; border-color: @frame; }
QPushButton[primary="true"] { background: @accent; color: @onAccent; border: 1px solid @accent; font-weight: 600; }
QPushButton[primary="true"]:focus { border: 2px solid @text; }
QPushButton[primary="true"]:disabled { background: @frame; color: @muted; border-color: @frame; }
QPushButton::menu-indicator { image: url(:/icons/chevron-@theme.svg); width: @e; height: @e;
    subcontrol-origin: padding; subcontrol-position: right center; right: @q; }
QPushButton[flat="true"] { border: 1px solid transparent; background: transparent; }
QPushButton[flat="true"]:hover, QPushButton[flat="true"]:focus { border-color: @controlFrame; }
QComboBox { background: @button; border: 1px solid @controlFrame; border-radius: @r; padding: @q @h; }
QComboBox:focus, QLineEdit:focus, QPlainTextEdit:focus, QSpinBox:focus { border: 1px solid @accent; }
QComboBox::drop-down { border: none; width: @w; }
QComboBox::down-arrow { image: url(:/icons/chevron-@theme.svg); width: @e; height: @e; }
QComboBox QAbstractItemView { background: @base; border: 1px solid @frame; selection-background-color: @selection;
    selection-color: @selectionText; outline: none; }
QLineEdit, QSpinBox { background: @base; border: 1px solid @controlFrame; border-radius: @r; padding: @q; }
QSpinBox::up-button, QSpinBox::down-button { border: none; width: @w; }
QSpinBox::up-arrow { image: url(:/icons/chevron-up-@theme.svg); width: @e; height: @e; }
QSpinBox::down-arrow { image: url(:/icons/chevron-@theme.svg); width: @e; height: @e; }
QPlainTextEdit { background: @base; border: 1px solid @controlFrame; border-radius: @r; }
QCheckBox { spacing: @h; }
QCheckBox:disabled { color: @muted; }
QCheckBox::indicator { width: @e; height: @e; border: 1px solid @controlFrame; border-radius: @q; background: @base; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent; image: url(:/icons/check-@theme.svg); }
QCheckBox::indicator:disabled { background: @alt; border-color: @frame; }
QCheckBox:focus { color: @accent; background: @selection; border-radius: @q; }
QTableView, QListView { background: @base; border: 1px solid transparent; border-radius: @r; outline: none;
    selection-background-color: @selection; selection-color: @selectionText; }
QTableView[framed="true"], QListView[framed="true"] { border: 1px solid @frame; border-radius: @r; }
QTableView:focus, QListView:focus, QTextBrowser:focus, QScrollArea#reportPreview:focus { border: 1px solid @accent; }
QHeaderView { background: @alt; border: none; }
QHeaderView::section { background: @alt; color: @muted; border: none; border-bottom: 1px solid @frame;
    padding: @q @c; }
QTableView::item { padding: 0 @p; border: none; }
QListView::indicator { width: @e; height: @e; border: 1px solid @controlFrame; border-radius: @q; background: @base; }
QListView::indicator:checked { background: @accent; border-color: @accent; image: url(:/icons/check-@theme.svg); }
QAbstractScrollArea::corner { background: transparent; border: none; }
QProgressBar { background: @frame; border: none; border-radius: @q; min-height: @h; max-height: @h; text-align: right; }
QProgressBar::chunk { background: @accent; border-radius: @q; }
QTabWidget::pane { border: none; }
QTabBar { qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: @muted; padding: @h @e; border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @text; font-weight: 600; border-bottom: 2px solid @accent; }
QTabBar::tab:focus { color: @accent; background: @selection; }
QSplitter::handle { background: transparent; }
QScrollArea { background: transparent; border: none; }
QScrollArea#reportPreview { border: 1px solid transparent; border-radius: @r; }
QTextBrowser { border: 1px solid transparent; border-radius: @r; }
QScrollBar:vertical { background: transparent; width: @s; margin: 0; }
QScrollBar:horizontal { background: transparent; height: @s; margin: 0; }
QScrollBar::handle { background: @frame; border-radius: @q; min-height: @w; min-width: @w; }
QScrollBar::handle:hover { background: @controlFrame; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
)");
    struct Name
    {
        const char* key;
        const QColor* color;
    };
    const Name names[] = {{"@window", &t.window},
                          {"@nav", &t.nav},
                          {"@base", &t.base},
                          {"@alt", &t.alt},
                          {"@text", &t.text},
                          {"@muted", &t.muted},
                          {"@rowLine", &t.rowLine},
                          {"@frame", &t.frame},
                          {"@controlFrame", &t.controlFrame},
                          {"@button", &t.button},
                          {"@selectionText", &t.selectionText},
                          {"@selection", &t.selection},
                          {"@accent", &t.accent},
                          {"@onAccent", &t.onAccent},
                          {"@goodText", &t.goodText},
                          {"@cautionText", &t.cautionText},
                          {"@cautionGround", &t.cautionGround},
                          {"@failedText", &t.failedText},
                          {"@failedGround", &t.failedGround},
                          {"@noteText", &t.noteText},
                          {"@noteGround", &t.noteGround}};
    QString text = sheet;
    for (const Name& name : names)
        text.replace(QLatin1String(name.key) + QLatin1Char(';'), name.color->name() + QLatin1Char(';'));
    text.replace(QLatin1String("@theme"), darkTheme ? QLatin1String("dark") : QLatin1String("light"));
    const auto px = [](int value) {
        return QString::number(qMax(1, value)) + QLatin1String("px");
    };
    text.replace(QLatin1String("@q"), px(em / 5)); // 3 at 100 %
    text.replace(QLatin1String("@r"), px(em / 4)); // 4
    text.replace(QLatin1String("@h"), px(em / 2)); // 8
    text.replace(QLatin1String("@p"),
                 px(SortHeader::padding() - QApplication::style()->pixelMetric(QStyle::PM_FocusFrameHMargin) - 1));
    text.replace(QLatin1String("@c"), px(SortHeader::padding()));
    text.replace(QLatin1String("@s"), px(em * 2 / 3));
    text.replace(QLatin1String("@e"), px(em * 7 / 8)); // 13
    text.replace(QLatin1String("@w"), px(em * 3 / 2)); // 22
    return text;
}

} // namespace

const Tokens& light()
{
    static const Tokens tokens = {
        hex(0xF3F4F6), hex(0xECEEF1), hex(0xFFFFFF),
        hex(0xF8F9FA), hex(0x1B1D21), hex(0x5A616C),
        hex(0xE3E6EA), hex(0xCFD4DA), hex(0x858D98),
        hex(0xFFFFFF), hex(0xE4E7FA), hex(0x1B1D21),
        hex(0x4150C4), hex(0xFFFFFF), hex(0x7F8792),
        hex(0xECEEF1), hex(0x17683D), hex(0xE5F3EB),
        hex(0x7A4F00), hex(0xFBF0D9), hex(0xA8231B),
        hex(0xFBE7E5), hex(0x33429E), hex(0xE9ECFB),
        hex(0x5F666F), hex(0xF0F1F3), {hex(0xDCE6F4), hex(0xA9C3E3), hex(0x6F98CB), hex(0x2F66A8)}};
    return tokens;
}

const Tokens& dark()
{
    static const Tokens tokens = {
        hex(0x191A1D), hex(0x151619), hex(0x1F2023),
        hex(0x232428), hex(0xE4E6EA), hex(0xA2A8B3),
        hex(0x2E3136), hex(0x3C4047), hex(0x787F8A),
        hex(0x2A2C31), hex(0x30365F), hex(0xFFFFFF),
        hex(0x95A1FF), hex(0x14151A), hex(0x868D98),
        hex(0x2B2D32), hex(0x7FD3A3), hex(0x1E3A2C),
        hex(0xF0C36B), hex(0x3D321C), hex(0xFF9C92),
        hex(0x472725), hex(0xB3BCFF), hex(0x2A2F52),
        hex(0x979DA8), hex(0x292B30), {hex(0x27394F), hex(0x2F5B8C), hex(0x4B86C6), hex(0x8DBDF0)}};
    return tokens;
}

Choice choice()
{
    return applied;
}

bool isDark(const QPalette& palette)
{
    return palette.color(QPalette::Base).lightnessF() < 0.5F;
}

const Tokens& of(const QPalette& palette)
{
    return isDark(palette) ? dark() : light();
}

void apply(QApplication& application, Choice choice)
{
    applied = choice;
    // The palette that the platform gave, before ours hides it.
    static const bool systemIsDark = isDark(application.palette());
    const bool useDark = choice == Choice::Dark || (choice == Choice::System && systemIsDark);
    const Tokens& tokens = useDark ? dark() : light();
    if (application.styleSheet().isEmpty())
        application.setStyle(new WindowStyle(QStyleFactory::create(QStringLiteral("Fusion"))));
    // Qt restyles a widget once for each of its ancestors when one style sheet replaces another, and once when there
    // was none: for a window with all its pages that is the difference between a moment and seconds.
    const auto change = [&] {
        application.setStyleSheet({});
        application.setPalette(paletteOf(tokens));
        application.setStyleSheet(styleSheet(tokens, application.font(), useDark));
    };
    static QFont font;
    if (std::exchange(font, application.font()) == application.font())
        LateStyle::instance().apply(change);
    else
        change(); // with other letters everything has other sizes
}

int unit(const QWidget* widget)
{
    return qMax(4, (widget->fontMetrics().height() + 1) / 2);
}

QFont scaled(const QFont& font, double factor, bool semibold)
{
    QFont result = font;
    if (font.pointSizeF() > 0)
        result.setPointSizeF(font.pointSizeF() * factor);
    else
        result.setPixelSize(qRound(font.pixelSize() * factor));
    if (semibold)
        result.setWeight(QFont::DemiBold);
    return result;
}

} // namespace rw::ui::Theme
