// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

#include <limits>

namespace rw::ui {

/// A table of the workbench: whole rows, rows as high as the text asks for, Ctrl+C copies the selection (or all) as
/// TSV.
class TableView : public QTableView
{
    Q_OBJECT

public:
    explicit TableView(const QString& accessibleName, QWidget* parent = nullptr);

    /// This column takes what the others leave.
    void setStretchColumn(int column);
    /// As high as its rows, for short tables inside a page that scrolls.
    void setFitsRows(bool fits);
    /// The same, but no higher than so many rows; the others are scrolled to.
    void setFitsRowsUpTo(int most);
    QString selectionAsTsv() const;
    QString asTsv() const; // all rows, whatever is selected
    void copySelection() const;

    void setModel(QAbstractItemModel* model) override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    enum class Fit { Exactly, Grow };
    void fitColumns(Fit fit);
    int headerWidth(int column) const;
    QString rowsAsTsv(const QList<int>& rows) const;

    int m_stretch = -1;
    bool m_fitsRows = false;
    int m_mostRows = std::numeric_limits<int>::max();
};

} // namespace rw::ui
