// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace rw::ui {

/// A framed part of a page: title, muted caption, controls at the right, content below.
class Pane : public QFrame
{
    Q_OBJECT

public:
    explicit Pane(const QString& title, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    /// A title that can be longer than there is room: its end is left out. There is no caption then.
    void setTitleShrinks();
    void setCaption(const QString& caption);
    void addControl(QWidget* control);
    /// `flush`: up to the frame, for tables.
    void addContent(QWidget* content, bool flush = false, int stretch = 1);

private:
    void updateHeader();

    QLabel* m_title;
    QLabel* m_caption;
    QWidget* m_headerBox;
    QHBoxLayout* m_header;
    QVBoxLayout* m_column;
    int m_controls = 0;
};

} // namespace rw::ui
