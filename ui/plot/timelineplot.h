// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plot/plotwidget.h"
#include "ui/session/sessiondata.h"

#include <map>
#include <vector>

namespace rw::ui {

/// What each worker did when: one lane a worker, one block a batch, its colour the length of its longest row. Gaps are
/// times in which a worker waited or loaded. Wheel or +/- zooms the time, dragging or the arrow keys move it, Home
/// shows all of it.
class TimelinePlot : public PlotWidget
{
    Q_OBJECT

public:
    explicit TimelinePlot(QWidget* parent = nullptr);

    void clearBatches();
    /// Of a run, by their beginnings. `names`: what a unit is called.
    void setBatches(std::vector<BatchRecord> batches, const std::map<std::int64_t, QString>& names);
    /// The last minute is shown as long as nobody has zoomed.
    void setLive(bool live);

    const std::vector<BatchRecord>& batches() const { return m_batches; }
    PlotTable table() const override;
    QString summary() const override;
    /// Of the batch at a time in a lane; empty: nothing there.
    QString describe(int worker, double seconds) const;

protected:
    void draw(const PlotTheme& theme) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QString laneName(int worker) const;
    static QString nameOf(const BatchRecord& batch, const std::map<std::int64_t, QString>& names);
    void showRange();
    void zoom(double factor, double around);
    void pan(double share);

    std::vector<BatchRecord> m_batches;
    std::map<std::int64_t, QString> m_names;
    std::map<int, QString> m_devices; // by worker
    double m_last = 0;                // end of the last batch
    bool m_live = false;
    double m_from = 0; // what was zoomed to
    double m_to = 0;   // 0: nothing
};

} // namespace rw::ui
