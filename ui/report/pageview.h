// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QScrollArea>

class QLabel;

namespace rw::ui {

/// One page of a report as it will be printed, as wide as there is room. PageUp and PageDown turn the page at its ends.
class PageView : public QScrollArea
{
    Q_OBJECT

public:
    explicit PageView(QWidget* parent = nullptr);

    void setPage(const QImage& image);
    void clear(const QString& reason);
    /// Of a page, in device pixels.
    int wantedWidth() const;

signals:
    void resized();
    void turned(int by);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QLabel* m_sheet;
};

} // namespace rw::ui
