// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProxyStyle>

namespace rw::ui {

/// What a style sheet cannot say. Letters are underlined while Alt is held, and in menus, which are opened to be read:
/// elsewhere the lines would be noise. A text in one line that has no room ends with three dots, not in a letter.
class WindowStyle : public QProxyStyle
{
    Q_OBJECT

public:
    /// Takes `base`. Listens to the keys of the application as long as it lives.
    explicit WindowStyle(QStyle* base);

    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* data) const override;

    void drawItemText(QPainter* painter, const QRect& rect, int flags, const QPalette& palette, bool enabled,
                      const QString& text, QPalette::ColorRole role) const override;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void show(bool shown);

    bool m_shown = false;
};

} // namespace rw::ui
