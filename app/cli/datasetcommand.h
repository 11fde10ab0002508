// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"

namespace rw::cli {

/// Reads a data set, or one file of it, and says what is in it and what is wrong with it.
class DatasetCommand : public Command
{
public:
    QString name() const override { return QStringLiteral("dataset"); }
    QString summary() const override
    {
        return QStringLiteral("Check a data set: counts, formats, every problem with its place");
    }
    void describe(QCommandLineParser& parser) const override;
    int run(const QCommandLineParser& parser, const Output& output) override;
};

} // namespace rw::cli
