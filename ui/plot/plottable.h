// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QVariantList>

#include <vector>

namespace rw::ui {

/// The numbers of a plot, for "Show as table" and CSV.
struct PlotTable
{
    QStringList headers;
    std::vector<QVariantList> rows;

    /// RFC 4180, numbers with a point and all digits.
    QByteArray csv() const;
};

} // namespace rw::ui
