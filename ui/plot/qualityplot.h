// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plot/plotwidget.h"
#include "ui/session/sessiondata.h"

#include <vector>

class QCPAxisRect;

namespace rw::ui {

/// The measure against the length limit, one series per model, cut-off layer and quantization: 95 % intervals as bars,
/// the order before scoring (base) and the best possible one (ceiling) as dotted lines. Below it, over the same
/// lengths, what a pair costs, where that was measured. The chosen length is a band; click, Left and Right choose.
class QualityPlot : public PlotWidget
{
    Q_OBJECT

public:
    explicit QualityPlot(QWidget* parent = nullptr);

    void setRows(std::vector<ResultRow> rows, const QString& measure = QStringLiteral("nDCG@10"));
    void setLength(int length); // 0: none
    PlotTable table() const override;
    QString summary() const override;

signals:
    void lengthChosen(int length);

protected:
    void draw(const PlotTheme& theme) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void drawCost(const PlotTheme& theme, QCPAxisRect* above);
    double place(int length) const;

    std::vector<ResultRow> m_rows; // with a value, by series and length
    std::vector<int> m_lengths;    // ascending
    QString m_measure;
    int m_length = 0;
};

} // namespace rw::ui
