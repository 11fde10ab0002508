// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/planestimator.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace rw::ui {

class CellModel;

/// What an experiment would take: the time with its range, and work, memory and disk as a table. Says what is still
/// being worked out, and why something is not known.
class EstimateView : public QWidget
{
    Q_OBJECT

public:
    explicit EstimateView(QWidget* parent = nullptr);

    void showEstimate(const PlanEstimate& estimate);

signals:
    void measureAgainRequested();

private:
    void showTime(const PlanEstimate& estimate);
    void showMemory(const PlanEstimate& estimate);
    void showWork(const PlanEstimate& estimate);
    static QString stateText(const PlanEstimate& estimate);
    static QString advice(const PlanSummary& summary);

    QLabel* m_time;
    QLabel* m_range;
    QLabel* m_state;
    QProgressBar* m_bar;
    QLabel* m_advice;
    QLabel* m_error;
    QPushButton* m_again;
    CellModel* m_memory;
    CellModel* m_work;
};

} // namespace rw::ui
