// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/workspacereader.h"

#include <QStringList>

namespace rw::ui {

/// Words that a configuration must have: a part of the model's name, or the beginning of its length ("1024"), its type
/// ("int") or its layer ("L28"). A word with a minus before it must not match.
class ConfigurationFilter
{
public:
    explicit ConfigurationFilter(const QString& words);

    bool matches(const UnitRecord& unit) const;

private:
    QStringList m_words; // lower case
};

} // namespace rw::ui
