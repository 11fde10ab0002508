// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/configurationfilter.h"

#include <algorithm>

namespace rw::ui {

ConfigurationFilter::ConfigurationFilter(const QString& words)
    : m_words(words.toLower().simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts))
{
}

bool ConfigurationFilter::matches(const UnitRecord& unit) const
{
    const QString model = QString::fromStdString(unit.modelName).toLower();
    const QString others[] = {QString::number(unit.maxLength), QString::fromStdString(unit.quantization).toLower(),
                              unit.cutoffLayer > 0 ? QStringLiteral("l%1").arg(unit.cutoffLayer) : QString()};
    const auto has = [&](const QString& word) {
        return model.contains(word) || std::any_of(std::begin(others), std::end(others),
                                                   [&](const QString& other) { return other.startsWith(word); });
    };
    return std::all_of(m_words.begin(), m_words.end(), [&](const QString& word) {
        return word.startsWith(QLatin1Char('-')) && word.size() > 1 ? !has(word.mid(1)) : has(word);
    });
}

} // namespace rw::ui
