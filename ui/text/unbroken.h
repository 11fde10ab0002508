// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRegularExpression>
#include <QString>

namespace rw::ui {

/// No line ends between a number and its unit. For what is shown in lines, not for what is copied.
inline QString unbroken(QString sentence)
{
    static const QRegularExpression beforeUnit(QStringLiteral("(?<=\\d) (?=(%|ms|s|min|h|GiB|GB|MB|kB)(\\W|$))"));
    return sentence.replace(beforeUnit, QString(QChar::Nbsp));
}

} // namespace rw::ui
