// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/icons.h"

#include <QLabel>

namespace rw::ui {

/// An icon in a layout, drawn again when the palette changes.
class IconLabel : public QLabel
{
    Q_OBJECT

public:
    IconLabel(const QString& name, Icons::Tint tint, int side, QWidget* parent = nullptr);

    void setIcon(const QString& name, Icons::Tint tint);

protected:
    void changeEvent(QEvent* event) override;

private:
    void drawIcon();

    QString m_name;
    Icons::Tint m_tint;
    int m_side;
};

} // namespace rw::ui
