// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "core/run/runplan.h"

class QJsonObject;

namespace rw::cli {

QJsonObject planJson(const PlanSummary& summary);

/// `run --dry-run`: plans without writing anything, measures the speed, prints what the run would take.
class DryRun
{
public:
    DryRun(const RunController::Request& request, const Output& output)
        : m_request(request)
        , m_output(output)
    {
    }
    int run();

private:
    /// Speed of each group, or an exit code.
    int probe(DryPlan& plan);
    void print(const PlanSummary& summary) const;

    const RunController::Request& m_request;
    const Output& m_output;
};

} // namespace rw::cli
