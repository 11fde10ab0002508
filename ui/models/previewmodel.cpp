// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/previewmodel.h"

#include "core/data/dataset.h"
#include "ui/text/numbers.h"

namespace rw::ui {

namespace {

Cell shortened(const std::string& content)
{
    Cell cell;
    cell.text = text(content.substr(0, 600)).simplified();
    cell.tip = cell.text;
    return cell;
}

} // namespace

PreviewModel::PreviewModel(QObject* parent)
    : CellModel({tr("Query"), tr("Candidate"), tr("Grade")}, parent)
{
}

void PreviewModel::setDataset(const Dataset* dataset)
{
    std::vector<Row> rows;
    if (dataset) {
        for (const Dataset::Candidate& pair : dataset->candidates) {
            if (static_cast<int>(rows.size()) >= kMostPairs)
                break;
            const auto q = static_cast<std::size_t>(pair.query);
            const auto p = static_cast<std::size_t>(pair.passage);
            QString grade = Numbers::none();
            const auto judged = dataset->judgments.queries.find(dataset->queryIds[q]);
            if (judged != dataset->judgments.queries.end())
                if (const auto found = judged->second.find(std::string(dataset->passageIds[p]));
                    found != judged->second.end())
                    grade = Numbers::count(found->second);
            Cell query = shortened(dataset->queryTexts[q]);
            query.sort = pair.query;
            rows.push_back({query, shortened(std::string(dataset->passageTexts[p])), Cell::number(grade)});
        }
    }
    setRows({});
    setRows(std::move(rows));
}

} // namespace rw::ui
