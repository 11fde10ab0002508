// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"

namespace rw::cli {

/// Measures of a run against judgments, in trec_eval's format.
class EvalCommand : public Command
{
public:
    QString name() const override { return QStringLiteral("eval"); }
    QString summary() const override
    {
        return QStringLiteral("Compute measures of a TREC run, as trec_eval prints them");
    }
    void describe(QCommandLineParser& parser) const override;
    int run(const QCommandLineParser& parser, const Output& output) override;
};

} // namespace rw::cli
