// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/sessiondata.h"

#include "ui/text/numbers.h"

namespace rw::ui {

QString modelLabel(const QString& model, int cutoffLayer)
{
    return cutoffLayer > 0 ? QStringLiteral("%1 L%2").arg(model).arg(cutoffLayer) : model;
}

QString configurationName(const UnitRecord& unit)
{
    return QStringLiteral("%1 · %2 · %3")
        .arg(modelLabel(text(unit.modelName), unit.cutoffLayer), Numbers::count(unit.maxLength),
             text(unit.quantization));
}

} // namespace rw::ui
