// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/navlist.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/page.h"

#include <QPainter>
#include <QStyledItemDelegate>

namespace rw::ui {

namespace {

enum Role { BadgeRole = Qt::UserRole + 1, SelectedIconRole };

/// Groups are told apart by space: Home, what goes in, what comes out.
bool startsGroup(int row)
{
    return row == static_cast<int>(Area::Models) || row == static_cast<int>(Area::Results);
}

class NavDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const int u = (option.fontMetrics.height() + 1) / 2;
        return {0, 4 * u + (startsGroup(index.row()) ? 2 * u : 0)};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const int u = (option.fontMetrics.height() + 1) / 2;
        QRect row = option.rect.adjusted(u, 0, -u, 0);
        row.setTop(row.bottom() - 4 * u + 1);
        const bool selected = option.state & QStyle::State_Selected;
        const bool focused = option.state & QStyle::State_HasFocus;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (selected || option.state & QStyle::State_MouseOver) {
            painter->setPen(focused ? QPen(option.palette.color(QPalette::Link)) : QPen(Qt::NoPen));
            painter->setBrush(selected ? option.palette.color(QPalette::Highlight)
                                       : option.palette.color(QPalette::Midlight));
            painter->drawRoundedRect(QRectF(row).adjusted(0.5, 0.5, -0.5, -0.5), u / 2.0, u / 2.0);
        }
        const auto icon =
            index.data(selected ? static_cast<int>(SelectedIconRole) : static_cast<int>(Qt::DecorationRole))
                .value<QIcon>();
        icon.paint(painter, QRect(row.left() + u, row.center().y() - u + 1, 2 * u, 2 * u));
        QFont font = option.font;
        font.setWeight(selected ? QFont::DemiBold : QFont::Normal);
        painter->setFont(font);
        painter->setPen(option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text));
        painter->drawText(row.adjusted(4 * u, 0, -u, 0), Qt::AlignVCenter | Qt::AlignLeft, index.data().toString());
        painter->setFont(Theme::scaled(option.font, 11.0 / 13));
        painter->setPen(option.palette.color(QPalette::PlaceholderText));
        painter->drawText(row.adjusted(0, 0, -u, 0), Qt::AlignVCenter | Qt::AlignRight,
                          index.data(BadgeRole).toString());
        painter->restore();
    }
};

} // namespace

NavList::NavList(QWidget* parent)
    : QListWidget(parent)
{
    setObjectName(QStringLiteral("navigation"));
    setAccessibleName(tr("Pages"));
    setFrameShape(NoFrame);
    setItemDelegate(new NavDelegate(this));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMouseTracking(true);
    setStyleSheet(QStringLiteral("background: transparent; border: none;"));
    for (int i = 0; i < kAreas; ++i) {
        const auto area = static_cast<Area>(i);
        auto* item = new QListWidgetItem(Icons::icon(Page::iconOf(area)), Page::titleOf(area), this);
        item->setData(SelectedIconRole, Icons::icon(Page::iconOf(area), Icons::Tint::Accent));
        item->setToolTip(QStringLiteral("Ctrl+%1").arg(i + 1));
    }
    connect(this, &QListWidget::currentRowChanged, this, [this](int row) {
        if (row >= 0)
            emit areaChosen(static_cast<Area>(row));
    });
}

void NavList::setCurrentArea(Area area)
{
    setCurrentRow(static_cast<int>(area));
}

void NavList::setBadge(Area area, const QString& badge)
{
    QListWidgetItem* entry = item(static_cast<int>(area));
    entry->setData(BadgeRole, badge);
    entry->setData(Qt::AccessibleTextRole,
                   badge.isEmpty() ? QVariant() : QVariant(QStringLiteral("%1, %2").arg(entry->text(), badge)));
}

QSize NavList::sizeHint() const
{
    const int u = Theme::unit(this);
    return {22 * u, u + kAreas * 4 * u + 2 * 2 * u};
}

} // namespace rw::ui
