// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHeaderView>

namespace rw::ui {

/// The header of a table that can be sorted: texts stand in line with the cells below them, long ones in two lines, and
/// only the section that sorts has an arrow.
class SortHeader : public QHeaderView
{
    Q_OBJECT

public:
    explicit SortHeader(QWidget* parent = nullptr);

    /// What is left free beside a text, so that it is in line with those of the cells.
    static int padding();
    /// What the text, its padding and the arrow take.
    virtual int wantedWidth(int section) const;
    /// A long label of several words, broken near its middle.
    static QString broken(const QString& label);
    QSize sizeHint() const override;

protected:
    void paintSection(QPainter* painter, const QRect& rect, int section) const override;

private:
    QString labelOf(int section) const;
    int arrowWidth() const;
};

} // namespace rw::ui
