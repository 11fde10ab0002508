// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/unscoreddialog.h"

#include "ui/models/cellmodel.h"
#include "ui/session/background.h"
#include "ui/session/session.h"
#include "ui/text/numbers.h"
#include "ui/theme/theme.h"
#include "ui/widgets/celldelegate.h"
#include "ui/widgets/tableview.h"

#include <QDialogButtonBox>
#include <QFileInfo>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace rw::ui {

namespace {
constexpr std::size_t kMost = 1000;
} // namespace

UnscoredDialog::UnscoredDialog(Session* session, std::int64_t run, QWidget* parent)
    : QDialog(parent)
    , m_model(new CellModel(
          {tr("Query"), tr("Passage"), tr("Query text"), tr("Passage text"), tr("Units"), tr("What happened")}, this))
    , m_caption(new QLabel(tr("Reading…"), this))
{
    setObjectName(QStringLiteral("unscoredDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Pairs without a score"));
    const int u = Theme::unit(this);
    auto* column = new QVBoxLayout(this);
    column->setSpacing(u);
    m_caption->setObjectName(QStringLiteral("unscoredCaption"));
    m_caption->setWordWrap(true);
    column->addWidget(m_caption);
    auto* table = new TableView(tr("Pairs without a score"), this);
    table->setObjectName(QStringLiteral("unscoredTable"));
    table->setProperty("framed", true);
    table->setItemDelegate(new CellDelegate(table));
    table->setModel(m_model);
    table->setStretchColumn(3);
    column->addWidget(table, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto* copy = buttons->addButton(tr("&Copy table"), QDialogButtonBox::ActionRole);
    connect(copy, &QPushButton::clicked, table, &TableView::copySelection);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    column->addWidget(buttons);
    resize(110 * u, 60 * u);
    inBackground(
        this, session->readers(),
        [file = QFileInfo(session->workspacePath()).filesystemAbsoluteFilePath(), run] {
            return readUnscoredPairs(file, run, kMost);
        },
        [this](const Result<std::vector<UnscoredPair>>& pairs) { showPairs(pairs); });
}

void UnscoredDialog::showPairs(const Result<std::vector<UnscoredPair>>& pairs)
{
    if (!pairs) {
        m_caption->setText(text(pairs.error().what));
        return;
    }
    std::vector<CellModel::Row> rows;
    for (const UnscoredPair& pair : *pairs) {
        CellModel::Row row(6);
        const QString texts[] = {pair.queryId,
                                 pair.passageId,
                                 pair.query.simplified(),
                                 pair.passage.simplified(),
                                 pair.units.join(QStringLiteral(", ")),
                                 pair.what};
        for (std::size_t i = 0; i < row.size(); ++i) {
            row[i].text = texts[i].left(400); // the tool tip has more than a table can show
            row[i].tip = texts[i].left(4000);
        }
        rows.push_back(std::move(row));
    }
    m_caption->setText(pairs->size() < kMost
                           ? tr("%n pairs have no score.", nullptr, static_cast<int>(pairs->size()))
                           : tr("The first %1 pairs that have no score.").arg(Numbers::count(qint64(kMost))));
    m_model->setRows(std::move(rows));
}

} // namespace rw::ui
