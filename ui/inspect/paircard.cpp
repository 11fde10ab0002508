// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/paircard.h"

#include "core/report/inputjson.h"
#include "ui/inspect/inputview.h"
#include "ui/models/cellmodel.h"
#include "ui/session/background.h"
#include "ui/session/session.h"
#include "ui/text/numbers.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/celldelegate.h"
#include "ui/widgets/pane.h"
#include "ui/widgets/tableview.h"

#include <QClipboard>
#include <QComboBox>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QJsonDocument>
#include <QLabel>
#include <QPushButton>

#include <algorithm>
#include <utility>

namespace rw::ui {

namespace {

constexpr int kIdLetters = 18; // of a passage, in the header

} // namespace

PairCard::PairCard(Session* session, std::shared_ptr<ModelInputMaker> maker, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_inputPane(new Pane(tr("Pair"), this))
    , m_unit(new QComboBox(this))
    , m_input(new InputView(QStringLiteral("inspectInput"), this))
    , m_copy(new QPushButton(Icons::icon(QStringLiteral("copy"), Icons::Tint::Text), {}, this)) // there is no room
    , m_table(new CellModel({tr("Configuration"), tr("Score"), tr("Rank")}, this))
    , m_maker(std::move(maker))
{
    const int u = Theme::unit(this);
    m_unit->setObjectName(QStringLiteral("inspectInputUnit"));
    m_unit->setAccessibleName(tr("Model input of"));
    m_unit->setToolTip(tr("Whose input is shown"));
    m_unit->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_unit->setMinimumContentsLength(4);
    m_inputPane->addControl(m_unit);
    m_copy->setObjectName(QStringLiteral("inspectCopyPair"));
    m_copy->setProperty("flat", true);
    m_copy->setAccessibleName(tr("Copy as JSON"));
    m_copy->setShortcut(Qt::ALT | Qt::Key_J);
    m_copy->setToolTip(tr("Copy as JSON (Alt+J): texts, scores and ranks of this pair, and the input that is shown"));
    m_inputPane->addControl(m_copy);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(QString::fromUtf8(json())); });
    m_inputPane->addContent(m_input);

    auto* everywhere = new Pane(tr("This pair everywhere"), this);
    auto* table = new TableView(tr("This pair in all chosen configurations"), this);
    table->setObjectName(QStringLiteral("inspectPairTable"));
    table->setItemDelegate(new CellDelegate(table));
    table->setModel(m_table);
    table->setStretchColumn(0);
    table->setTextElideMode(Qt::ElideMiddle); // configurations differ at their ends
    everywhere->addContent(table, true);
    auto* note = new QLabel(tr("Raw scores: compare ranks across models, not values."), this);
    note->setForegroundRole(QPalette::PlaceholderText);
    note->setFont(Theme::scaled(font(), 12.0 / 13));
    note->setWordWrap(true);
    everywhere->addContent(note, false, 0);
    everywhere->setMinimumWidth(19 * u);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(u);
    row->addWidget(m_inputPane, 5);
    row->addWidget(everywhere, 4);
    connect(m_unit, &QComboBox::activated, this, &PairCard::showInput);
}

std::vector<std::int64_t> PairCard::units() const
{
    std::vector<std::int64_t> units;
    const auto add = [&](std::int64_t unit) {
        if (unit != 0 && std::find(units.begin(), units.end(), unit) == units.end())
            units.push_back(unit);
    };
    for (const std::int64_t unit : m_inspection->request.shown())
        add(unit);
    for (const std::int64_t unit : m_inspection->request.others)
        add(unit);
    return units;
}

QString PairCard::nameOf(std::int64_t unit) const
{
    for (const ResultRow& row : m_session->results().rows)
        if (row.unit.id == unit)
            return configurationName(row.unit);
    return tr("Order before scoring");
}

QByteArray PairCard::json() const
{
    if (!m_inspection)
        return {};
    return QJsonDocument(pairJson(*m_inspection, m_place, m_pair, m_passage, m_input->input(),
                                  [this](std::int64_t unit) { return nameOf(unit); }))
        .toJson();
}

void PairCard::clear()
{
    ++m_request;
    m_inspection.reset();
    m_pair = -1;
    m_copy->setEnabled(false);
    m_inputPane->setTitle(tr("Pair"));
    m_inputPane->setCaption({});
    m_input->clear();
    m_table->setRows({});
}

void PairCard::showPair(std::shared_ptr<const Inspection> inspection, std::size_t place, std::int64_t pair,
                        const QString& passage)
{
    if (inspection == m_inspection && pair == m_pair && passage == m_passage)
        return;
    const bool otherUnits = inspection != m_inspection;
    m_inspection = std::move(inspection);
    m_place = place;
    m_pair = pair;
    m_passage = passage;
    if (otherUnits)
        showUnits();
    m_copy->setEnabled(true);
    const CandidateSet& candidates = *m_inspection->candidates;
    const int grade = candidates.grades[static_cast<std::size_t>(pair)];
    const QString id = text(candidates.passageId(pair));
    m_inputPane->setTitle(fontMetrics().elidedText(id, Qt::ElideMiddle, fontMetrics().averageCharWidth() * kIdLetters));
    m_inputPane->setToolTip(id);
    m_inputPane->setCaption((grade >= 0 ? tr("grade %1").arg(grade) : tr("not judged"))
                                .replace(QLatin1Char(' '), QChar::Nbsp)); // in one line
    showTable();
    showInput();
}

void PairCard::showUnits()
{
    const QVariant before = m_unit->currentData();
    m_unit->clear();
    for (const std::int64_t unit : units())
        for (const ResultRow& row : m_session->results().rows)
            if (row.unit.id == unit)
                m_unit->addItem(configurationName(row.unit), QVariant::fromValue<qint64>(unit));
    m_unit->setCurrentIndex(std::max(0, m_unit->findData(before)));
}

void PairCard::showTable()
{
    std::vector<CellModel::Row> rows;
    for (const std::int64_t unit : units()) {
        Cell name;
        for (const ResultRow& row : m_session->results().rows)
            if (row.unit.id == unit) {
                name.text = configurationName(row.unit);
                name.series = row.modelIndex;
                name.quantization = text(row.unit.quantization);
            }
        const auto ranking = m_inspection->ranking(m_place, unit);
        const auto at = std::find(ranking.begin(), ranking.end(), m_pair);
        rows.push_back(
            {name, Cell::number(Numbers::decimal(m_inspection->score(m_pair, unit), 3)),
             Cell::number(at == ranking.end() ? Numbers::none() : Numbers::count(at - ranking.begin() + 1))});
    }
    m_table->setRows(std::move(rows));
}

void PairCard::showInput()
{
    const int number = ++m_request;
    if (!m_inspection || m_unit->count() == 0) {
        m_input->setPlain(m_passage, tr("The order before scoring has no model: the passage is shown as stored."));
        return;
    }
    m_input->setPlain(m_passage, {});
    inBackground(
        this, m_session->readers(),
        [maker = m_maker, file = QFileInfo(m_session->workspacePath()).filesystemAbsoluteFilePath(),
         unit = m_unit->currentData().toLongLong(), dataset = m_inspection->request.dataset,
         pair = m_pair]() -> Result<ModelInput> {
            auto reader = WorkspaceReader::open(file);
            if (!reader)
                return reader.error();
            return maker->make(**reader, unit, dataset, pair);
        },
        [this, number](const Result<ModelInput>& input) {
            if (number != m_request)
                return;
            if (input)
                m_input->setInput(*input);
            else
                m_input->setPlain(m_passage,
                                  tr("The input of the model cannot be shown, only the passage as stored: %1")
                                      .arg(text(input.error().what)));
        });
}

} // namespace rw::ui
