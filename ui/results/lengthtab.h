// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/results/lazytab.h"
#include "ui/session/sessiondata.h"

#include <memory>
#include <vector>

class QLabel;
class QTimer;

namespace rw::ui {

class CellModel;
class Comparer;
class Pane;
class QualityPlot;

/// Quality and cost against the length limit for the selected models and types; at the chosen length the values, and
/// the paired differences to the next shorter and the next longer one.
class LengthTab : public LazyTab
{
    Q_OBJECT

public:
    explicit LengthTab(Session* session, QWidget* parent = nullptr);
    ~LengthTab() override;

    int length() const { return m_length; }
    void setLength(int length);

protected:
    void refresh() override;

private:
    struct Step; // from the chosen length to a neighbour
    void compare();
    void showLength();
    void fill(const Step& step, int other);
    const ResultRow* at(const ResultRow& series, int length) const;

    QualityPlot* m_plot;
    Pane* m_side;
    CellModel* m_values;
    std::unique_ptr<Step> m_shorter;
    std::unique_ptr<Step> m_longer;
    QTimer* m_later;
    std::vector<const ResultRow*> m_rows;   // of the series that are drawn
    std::vector<const ResultRow*> m_series; // one row of each
    std::vector<int> m_lengths;             // ascending
    int m_length = 0;
    std::vector<std::unique_ptr<Comparer>> m_comparers; // one a series: each has its own reference
};

} // namespace rw::ui
