// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/sessiondata.h"

#include <QListWidget>

namespace rw::ui {

/// The pages of the window: a real list, so that it takes focus, arrows and screen readers.
class NavList : public QListWidget
{
    Q_OBJECT

public:
    explicit NavList(QWidget* parent = nullptr);

    void setCurrentArea(Area area);
    /// Text at the right-hand end of an entry, such as "54 %".
    void setBadge(Area area, const QString& badge);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

signals:
    void areaChosen(rw::ui::Area area);
};

} // namespace rw::ui
