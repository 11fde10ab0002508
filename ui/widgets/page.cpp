// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/page.h"

#include "ui/session/session.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/emptystate.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace rw::ui {

namespace {

/// Without a frame, on the ground of what it is in.
QScrollArea* scrollArea(const QString& accessibleName, QWidget* parent)
{
    auto* area = new QScrollArea(parent);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setAccessibleName(accessibleName);
    area->viewport()->setAutoFillBackground(false);
    return area;
}

void putInto(QScrollArea* area, QWidget* content)
{
    area->setWidget(content);
    content->setAutoFillBackground(false); // setWidget has switched it on
}

} // namespace

Page::Page(Area area, Session* session, QWidget* parent)
    : QWidget(parent)
    , m_area(area)
    , m_session(session)
    , m_header(new QWidget(this))
    , m_headerRow(new QHBoxLayout(m_header))
    , m_title(new QLabel(titleOf(area), m_header))
    , m_subtitle(new QLabel(m_header))
    , m_sample(new QLabel(tr("sample values"), m_header))
    , m_banner(new Banner(this))
    , m_busy(new QWidget(this))
    , m_busyText(new QLabel(m_busy))
    , m_body(new QStackedWidget(this))
{
    const int u = Theme::unit(this);
    m_title->setFont(Theme::scaled(font(), 18.0 / 13, true));
    m_subtitle->setForegroundRole(QPalette::PlaceholderText);
    m_subtitle->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_sample->setProperty("badge", QStringLiteral("caution"));
    m_sample->setToolTip(tr("Nobody measured these numbers. They only show what the page looks like."));
    m_sample->hide();
    m_headerRow->setContentsMargins(0, 0, 0, 0);
    m_headerRow->setSpacing(u);
    m_headerRow->addWidget(m_title);
    m_headerRow->addSpacing(u);
    m_headerRow->addWidget(m_sample);
    m_headerRow->addWidget(m_subtitle, 1);
    m_header->setMinimumHeight(4 * u);

    auto* bar = new QProgressBar(m_busy);
    bar->setRange(0, 0);
    bar->setTextVisible(false);
    bar->setFixedWidth(12 * u);
    bar->setAccessibleName(tr("Background work"));
    auto* busyRow = new QHBoxLayout(m_busy);
    busyRow->setContentsMargins(0, 0, 0, 0);
    busyRow->setSpacing(u);
    busyRow->addWidget(bar);
    busyRow->addWidget(m_busyText, 1);
    m_busy->hide();

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(2 * u, u, 2 * u, 2 * u);
    column->setSpacing(u);
    column->addWidget(m_header);
    column->addWidget(m_banner);
    column->addWidget(m_busy);
    column->addWidget(m_body, 1);

    connect(session, &Session::failed, this, [this](Area where, const QString& what, const QString& detail) {
        if (where == m_area)
            m_banner->showError(what, detail);
    });
    connect(session, &Session::busyChanged, this, [this](Area where, const QString& what) {
        if (where == m_area)
            setBusy(what);
    });
    const auto mark = [this] {
        m_sample->setVisible(m_session->hasSampleValues());
    };
    connect(session, &Session::modelsChanged, this, mark);
    mark();
}

QString Page::titleOf(Area area)
{
    switch (area) {
    case Area::Home:
        return tr("Home");
    case Area::Models:
        return tr("Models");
    case Area::Data:
        return tr("Data");
    case Area::Experiment:
        return tr("Experiment");
    case Area::Run:
        return tr("Run", "page");
    case Area::Results:
        return tr("Results");
    case Area::Inspect:
        return tr("Inspect");
    case Area::Report:
        return tr("Report");
    }
    return {};
}

QString Page::iconOf(Area area)
{
    static const char* const names[] = {"home", "models", "data", "experiment", "run", "results", "inspect", "report"};
    return QLatin1String(names[static_cast<int>(area)]);
}

Page::State Page::state() const
{
    if (!m_banner->isHidden())
        return State::Error;
    if (m_isBusy)
        return State::Running;
    return m_emptyState && m_body->currentWidget() == m_emptyState ? State::Empty : State::Full;
}

void Page::setSubtitle(const QString& subtitle)
{
    m_subtitle->setText(subtitle);
    m_subtitle->setToolTip(subtitle);
}

QPushButton* Page::addAction(const QString& text, const QString& objectName, const QString& icon, bool primary)
{
    auto* button = new QPushButton(text, m_header);
    button->setObjectName(objectName);
    button->setProperty("primary", primary);
    if (!icon.isEmpty())
        button->setIcon(Icons::icon(icon, primary ? Icons::Tint::OnAccent : Icons::Tint::Text));
    button->setMinimumHeight(4 * Theme::unit(this));
    m_headerRow->addWidget(button);
    return button;
}

QWidget* Page::contentParent()
{
    if (!m_content) {
        // Large letters on a small screen: what does not fit is scrolled, and the window stays on the screen.
        m_content = scrollArea(titleOf(m_area), m_body);
        m_content->setFocusPolicy(Qt::NoFocus);
    }
    return m_content->viewport();
}

void Page::setContent(QWidget* content)
{
    if (auto* area = qobject_cast<QScrollArea*>(content)) {
        m_content = area;
    } else {
        contentParent();
        putInto(m_content, content);
    }
    m_body->addWidget(m_content);
    m_body->setCurrentWidget(m_content);
}

void Page::setEmptyState(EmptyState* empty)
{
    m_emptyState = empty;
    m_body->addWidget(empty);
}

void Page::setEmpty(bool empty)
{
    if (m_emptyState)
        m_body->setCurrentWidget(empty ? static_cast<QWidget*>(m_emptyState) : static_cast<QWidget*>(m_content));
    for (auto* button : m_header->findChildren<QPushButton*>())
        button->setVisible(!empty);
}

void Page::setBusy(const QString& what)
{
    m_isBusy = !what.isEmpty();
    m_busyText->setText(what);
    m_busy->setVisible(m_isBusy);
}

void Page::hideHeader()
{
    m_title->hide();
}

QWidget* Page::scrolled(QWidget* widget, const QString& accessibleName)
{
    QScrollArea* area = scrollArea(accessibleName, widget->parentWidget());
    putInto(area, widget);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    return area;
}

} // namespace rw::ui
