// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/runstatus.h"
#include "ui/models/cellmodel.h"

#include <map>

namespace rw::ui {

/// The worker processes of a run, one lane each. GPU columns appear with the first GPU value that was measured.
class LanesModel : public CellModel
{
    Q_OBJECT

public:
    explicit LanesModel(QObject* parent = nullptr);

    void clear();
    void setLane(const LaneStatus& lane);
    void setSample(const LaneSample& sample);
    QString deviceOf(int worker) const;
    static QString stateText(LaneState state);

private:
    void refresh();

    std::map<int, LaneStatus> m_lanes;
    std::map<int, DeviceUse> m_uses;
    bool m_gpu = false;
};

} // namespace rw::ui
