// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/sessiondata.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QProgressBar;
class QPushButton;
class QScrollArea;
class QStackedWidget;

namespace rw::ui {

class Banner;
class EmptyState;
class Session;

/// What all pages have: header with title, subtitle and at most three actions, banner, row for background work, and
/// either the empty state or the content.
class Page : public QWidget
{
    Q_OBJECT

public:
    enum class State { Empty, Running, Error, Full };

    Page(Area area, Session* session, QWidget* parent = nullptr);

    Area area() const { return m_area; }
    /// The most urgent of the states that apply.
    State state() const;
    Banner* banner() const { return m_banner; }

    static QString titleOf(Area area);
    static QString iconOf(Area area);

signals:
    void pageRequested(rw::ui::Area area);
    void addModelRequested();
    void addDataRequested();

protected:
    Session* session() const { return m_session; }
    void setSubtitle(const QString& subtitle);
    QPushButton* addAction(const QString& text, const QString& objectName, const QString& icon = {},
                           bool primary = false);
    /// What the content is made in. A widget that gets another parent is styled anew with all that is in it, so a page
    /// is put together from the outside in.
    QWidget* contentParent();
    void setContent(QWidget* content);
    void setEmptyState(EmptyState* empty);
    void setEmpty(bool empty);
    void setBusy(const QString& what);
    void hideHeader();
    /// `widget` in a scroll area without a frame.
    static QWidget* scrolled(QWidget* widget, const QString& accessibleName);

private:
    Area m_area;
    Session* m_session;
    QWidget* m_header;
    QHBoxLayout* m_headerRow;
    QLabel* m_title;
    QLabel* m_subtitle;
    QLabel* m_sample;
    Banner* m_banner;
    QWidget* m_busy;
    QLabel* m_busyText;
    QStackedWidget* m_body;
    EmptyState* m_emptyState = nullptr;
    QScrollArea* m_content = nullptr;
    bool m_isBusy = false;
};

} // namespace rw::ui
