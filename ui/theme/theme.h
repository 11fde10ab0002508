// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>

#include <array>

class QApplication;
class QPalette;
class QWidget;

namespace rw::ui {

/// The two palettes of the window. What QPalette has a role for is found there; the rest is read from here.
struct Tokens
{
    QColor window, nav, base, alt, text, muted, rowLine, frame, controlFrame, button, selection, selectionText;
    QColor accent, onAccent, axis, grid;
    QColor goodText, goodGround, cautionText, cautionGround, failedText, failedGround, noteText, noteGround;
    QColor cutText, cutGround;
    std::array<QColor, 4> ramp;
};

namespace Theme {

enum class Choice { System, Light, Dark };

const Tokens& light();
const Tokens& dark();
/// The tokens that belong to a palette: dark by the lightness of its base.
const Tokens& of(const QPalette& palette);
bool isDark(const QPalette& palette);

/// Fusion, palette and style sheet of the whole application.
void apply(QApplication& application, Choice choice);
/// What was applied last.
Choice choice();

/// Half a line of text: the base unit of every distance (8 px at 96 dpi and 100 %).
int unit(const QWidget* widget);
QFont scaled(const QFont& font, double factor, bool semibold = false);

} // namespace Theme
} // namespace rw::ui
