// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/numbers.h"

#include <QDateTime>
#include <QLocale>

#include <cmath>

namespace rw::ui {

namespace {

QString trueMinus(QString text)
{
    return text.replace(QLatin1Char('-'), QChar(0x2212));
}

} // namespace

QString Numbers::none()
{
    return QString(QChar(0x2013));
}

QString Numbers::count(qint64 value)
{
    return trueMinus(QLocale().toString(value));
}

QString Numbers::decimal(double value, int digits)
{
    return std::isfinite(value) ? trueMinus(QLocale().toString(value, 'f', digits)) : none();
}

QString Numbers::gib(qint64 bytes)
{
    if (bytes < 0)
        return none();
    const double gib = static_cast<double>(bytes) / (1024.0 * 1024 * 1024);
    return tr("%1 GiB").arg(decimal(gib, gib < 0.095 ? 3 : gib < 10 ? 2 : 1));
}

QString Numbers::bytes(qint64 bytes)
{
    if (bytes < 0)
        return none();
    const double value = static_cast<double>(bytes);
    if (value >= 1e9)
        return tr("%1 GB").arg(decimal(value / 1e9, 2));
    if (value >= 1e6)
        return tr("%1 MB").arg(decimal(value / 1e6, 1));
    return tr("%1 kB").arg(decimal(value / 1e3, 1));
}

QString Numbers::parameters(qint64 value)
{
    const double millions = static_cast<double>(value) / 1e6;
    return tr("%1 M", "million parameters").arg(decimal(millions, millions < 10 ? 2 : 0));
}

QString Numbers::percent(double value, int digits)
{
    return std::isfinite(value) ? tr("%1 %").arg(decimal(value, digits)) : none();
}

QString Numbers::duration(double seconds)
{
    if (!std::isfinite(seconds) || seconds < 0)
        return none();
    if (seconds < 90)
        return tr("%1 s").arg(decimal(seconds, 0));
    const qint64 minutes = qRound64(seconds / 60);
    if (minutes < 60)
        return tr("%1 min").arg(minutes);
    return tr("%1 h %2 min").arg(minutes / 60).arg(minutes % 60, 2, 10, QLatin1Char('0'));
}

QString Numbers::shortHash(const std::string& hash)
{
    const QString all = text(hash);
    if (all.size() < 16)
        return all;
    return all.left(4) + QLatin1Char(' ') + all.mid(4, 4) + QStringLiteral(" … ") + all.right(4);
}

QString Numbers::time(const std::string& iso)
{
    const QDateTime time = QDateTime::fromString(text(iso), Qt::ISODate);
    return time.isValid() ? QLocale().toString(time.toLocalTime(), QLocale::ShortFormat) : none();
}

} // namespace rw::ui
