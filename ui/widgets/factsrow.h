// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;

namespace rw::ui {

/// Small captions with a strong value below each, side by side.
class FactsRow : public QFrame
{
    Q_OBJECT

public:
    explicit FactsRow(const QStringList& captions, QWidget* parent = nullptr);

    /// A value that may be long: where there is no room its end is left out.
    void setShrinks(int index);
    void setValue(int index, const QString& value, const QString& tip = {});

private:
    QList<QLabel*> m_values;
};

} // namespace rw::ui
