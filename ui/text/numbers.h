// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QString>

#include <optional>
#include <string>

namespace rw::ui {

/// Numbers as the user reads them: grouped, a true minus sign, an en dash for "not available" (never 0), always a unit.
class Numbers
{
    Q_DECLARE_TR_FUNCTIONS(rw::ui::Numbers)

public:
    static QString none(); // –
    static QString count(qint64 value);
    static QString decimal(double value, int digits); // NaN: –
    static QString ndcg(double value) { return decimal(value, 4); }
    static QString ms(double value) { return decimal(value, 1); }
    static QString gib(qint64 bytes);        // "7.4 GiB"; < 0: –
    static QString bytes(qint64 bytes);      // "41 MB", "2.27 GB"
    static QString parameters(qint64 count); // "568 M"
    static QString percent(double value, int digits = 0);
    static QString duration(double seconds);           // "25 s", "14 min", "2 h 06 min"
    static QString shortHash(const std::string& hash); // "3be1 90c4 … 12af"
    static QString time(const std::string& iso);       // ISO 8601 UTC as local date and time
};

inline QString text(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

} // namespace rw::ui
