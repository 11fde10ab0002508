// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/matrixmodel.h"

#include "ui/text/numbers.h"

namespace rw::ui {

MatrixModel::MatrixModel(QObject* parent)
    : CellModel({tr("Model"), tr("Type")}, parent)
{
}

void MatrixModel::setMatrix(const std::vector<Line>& lines, const std::vector<int>& lengths)
{
    QStringList columns = {tr("Model"), tr("Type")};
    for (const int length : lengths)
        columns << Numbers::count(length);
    columns << tr("Tokens") << tr("Tokens/s") << tr("Time");
    setHeaders(columns);
    std::vector<Row> rows;
    for (const Line& line : lines) {
        Cell model;
        model.text = line.model;
        model.series = line.modelIndex;
        model.quantization = line.quantization;
        Cell type;
        type.text = line.quantization;
        Row row{model, type};
        for (const int length : lengths) {
            Cell cell = Cell::number(tr("%n units", nullptr, line.units));
            if (line.maxLength > 0 && length > line.maxLength) {
                cell.text = tr("too long");
                cell.tone = Tone::Muted;
                cell.tip = tr("%1 takes at most %2 tokens").arg(line.model, Numbers::count(line.maxLength));
            }
            row.push_back(cell);
        }
        Cell tokens = Cell::number(line.tokens >= 0 ? Numbers::count(line.tokens) : Numbers::none());
        tokens.tip = tr("to compute at all lengths, equal inputs once");
        Cell speed = Cell::number(Numbers::decimal(line.tokensPerSecond, 0));
        speed.tip = tr("of all workers together, measured on this machine");
        Cell time = Cell::number(line.note.isEmpty() ? Numbers::duration(line.seconds) : line.note);
        time.tip = line.note;
        if (line.failed) {
            time.tone = Tone::Failed;
            time.icon = QStringLiteral("failed");
            time.text = tr("failed");
        } else if (!line.note.isEmpty()) {
            time.tone = Tone::Muted;
        }
        row.insert(row.end(), {tokens, speed, time});
        rows.push_back(std::move(row));
    }
    setRows(std::move(rows));
}

} // namespace rw::ui
