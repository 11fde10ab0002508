// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/sessiondata.h"

#include "ui/text/numbers.h"

#include <QCoreApplication>

namespace rw::ui {

QString modelLabel(const QString& model, int cutoffLayer)
{
    return cutoffLayer > 0 ? QStringLiteral("%1 L%2").arg(model).arg(cutoffLayer) : model;
}

QString markUntrained(const QString& name, bool untrained)
{
    if (!untrained || name.contains(QLatin1String("untrained"), Qt::CaseInsensitive))
        return name;
    return QCoreApplication::translate("rw::ui::ModelLabel", "%1 (untrained)").arg(name);
}

QString configurationName(const UnitRecord& unit)
{
    return QStringLiteral("%1 · %2 · %3")
        .arg(modelLabel(markUntrained(text(unit.modelName), unit.untrained), unit.cutoffLayer),
             Numbers::count(unit.maxLength), text(unit.quantization));
}

} // namespace rw::ui
