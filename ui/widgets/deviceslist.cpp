// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/deviceslist.h"

#include "ui/session/machineprobe.h"
#include "ui/text/numbers.h"
#include "ui/theme/theme.h"

#include <QGridLayout>
#include <QLabel>

namespace rw::ui {

DevicesList::DevicesList(QWidget* parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
{
    const int u = Theme::unit(this);
    m_grid->setContentsMargins(2 * u, u, 2 * u, 2 * u);
    m_grid->setHorizontalSpacing(u);
    m_grid->setVerticalSpacing(0);
    m_grid->setColumnStretch(1, 1);
}

void DevicesList::setDevices(const std::vector<DeviceItem>& devices)
{
    qDeleteAll(findChildren<QLabel*>(QString(), Qt::FindDirectChildrenOnly));
    int row = 0;
    const auto add = [&](const QString& content, int column, bool strong) {
        auto* label = new QLabel(this);
        label->setFont(Theme::scaled(font(), 11.0 / 13, strong));
        label->setToolTip(content);
        if (!strong)
            label->setForegroundRole(QPalette::PlaceholderText);
        label->setText(label->fontMetrics().elidedText(content, Qt::ElideRight, Theme::unit(this) * 14));
        m_grid->addWidget(label, row, column, column == 0 ? Qt::AlignLeft : Qt::AlignRight);
    };
    for (const DeviceItem& device : devices) {
        if (device.state == DeviceItem::State::Unusable)
            continue;
        add(device.id, 0, true);
        add(device.name.section(QStringLiteral(", "), 0, 0), 1, false);
        ++row;
        if (device.freeBytes >= 0) {
            add(tr("%1 free").arg(Numbers::gib(device.freeBytes)), 1, false);
            ++row;
        }
    }
}

} // namespace rw::ui
