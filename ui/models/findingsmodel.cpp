// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/findingsmodel.h"

#include "core/data/dataset.h"
#include "ui/text/numbers.h"

namespace rw::ui {

FindingsModel::FindingsModel(QObject* parent)
    : CellModel({tr("Finding"), tr("First place"), tr("Count")}, parent)
{
}

void FindingsModel::setDataset(const Dataset* dataset)
{
    std::vector<Row> rows;
    if (dataset) {
        for (const Finding& finding : dataset->findings) {
            Cell what;
            what.text = text(finding.what);
            what.tip = what.text;
            what.icon = QStringLiteral("warning");
            what.tone = Tone::Caution;
            Cell place;
            place.text = text(finding.place);
            place.mono = true;
            rows.push_back({what, place, Cell::number(Numbers::count(finding.count))});
        }
        if (rows.empty()) {
            Cell good;
            good.text = tr("Nothing to report: every line was read, all ids are unique and known.");
            good.icon = QStringLiteral("ok");
            good.tone = Tone::Good;
            rows.push_back({good, Cell{}, Cell{}});
        }
    }
    setRows(std::move(rows));
}

} // namespace rw::ui
