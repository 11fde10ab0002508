// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/plottable.h"

#include <cmath>

namespace rw::ui {

namespace {

QString field(const QVariant& value)
{
    if (value.userType() == QMetaType::Double)
        return std::isfinite(value.toDouble()) ? QString::number(value.toDouble(), 'g', 12) : QString();
    QString text = value.toString();
    if (text.contains(QLatin1Char(',')) || text.contains(QLatin1Char('"')) || text.contains(QLatin1Char('\n'))) {
        text.replace(QLatin1Char('"'), QLatin1String("\"\""));
        text = QLatin1Char('"') + text + QLatin1Char('"');
    }
    return text;
}

} // namespace

QByteArray PlotTable::csv() const
{
    QString text;
    const auto line = [&](const auto& fields) {
        for (int i = 0; i < static_cast<int>(fields.size()); ++i)
            text += (i == 0 ? QString() : QStringLiteral(",")) + field(fields.at(i));
        text += QLatin1String("\r\n");
    };
    line(headers);
    for (std::size_t row = 0; row < rows.size(); ++row)
        line(rows[row]);
    return text.toUtf8();
}

} // namespace rw::ui
