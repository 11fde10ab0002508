// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/unitsmodel.h"

#include "ui/session/sessiondata.h"
#include "ui/text/numbers.h"

#include <algorithm>

namespace rw::ui {

UnitsModel::UnitsModel(QObject* parent)
    : CellModel(
          {tr("Model"), tr("Data set"), tr("Length"), tr("Type"), tr("Pairs"), tr("State"), QStringLiteral("nDCG@10")},
          parent)
{
}

void UnitsModel::clear()
{
    m_units.clear();
    m_places.clear();
    m_models.clear();
    setRows({});
}

void UnitsModel::setUnit(const UnitStatus& unit)
{
    // A run of a thousand units announces each of them: one row at a time.
    const std::size_t place = m_places.value(unit.unit, m_units.size());
    if (place == m_units.size()) {
        m_places.insert(unit.unit, place);
        m_units.push_back(unit);
        if (!m_models.contains(unit.model))
            m_models << unit.model;
    } else {
        m_units[place] = unit;
    }
    setRow(place, rowOf(unit));
}

int UnitsModel::failedUnits() const
{
    return static_cast<int>(std::count_if(m_units.begin(), m_units.end(),
                                          [](const UnitStatus& u) { return u.state == UnitState::Failed; }));
}

CellModel::Row UnitsModel::rowOf(const UnitStatus& unit) const
{
    Cell model;
    model.text = modelLabel(markUntrained(unit.model, unit.untrained), unit.cutoffLayer);
    model.series = static_cast<int>(m_models.indexOf(unit.model));
    model.quantization = unit.quantization;
    Cell dataset;
    dataset.text = unit.dataset;
    Cell type;
    type.text = unit.quantization;
    Cell state;
    switch (unit.state) {
    case UnitState::Queued:
        state.text = tr("queued");
        state.tone = Tone::Muted;
        state.icon = QStringLiteral("clock");
        break;
    case UnitState::Running:
        if (unit.total > 0)
            state.progress = static_cast<double>(unit.done) / static_cast<double>(unit.total);
        else
            state.text = tr("running");
        break;
    case UnitState::Finished:
        state.text = tr("finished");
        state.tone = Tone::Good;
        state.icon = QStringLiteral("ok");
        break;
    case UnitState::Failed:
        state.text = unit.message.isEmpty() ? tr("failed") : unit.message;
        state.tip = unit.message;
        state.tone = Tone::Failed;
        state.icon = QStringLiteral("failed");
        break;
    case UnitState::Incomplete:
        state.text = tr("%1 of %2").arg(Numbers::count(unit.done), Numbers::count(unit.total));
        state.tone = Tone::Caution;
        state.icon = QStringLiteral("warning");
        break;
    }
    return {model,
            dataset,
            Cell::number(Numbers::count(unit.maxLength), unit.maxLength),
            type,
            Cell::number(tr("%1 of %2").arg(Numbers::count(unit.done), Numbers::count(unit.total)), unit.done),
            state,
            Cell::number(unit.ndcg10 ? Numbers::ndcg(*unit.ndcg10) : Numbers::none())};
}

} // namespace rw::ui
