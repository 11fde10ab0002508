// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/slicespane.h"

#include "core/report/queryfilter.h"
#include "core/report/queryslices.h"
#include "ui/models/cellmodel.h"
#include "ui/session/background.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/text/numbers.h"
#include "ui/text/verdicttext.h"
#include "ui/theme/theme.h"
#include "ui/widgets/celldelegate.h"
#include "ui/widgets/tableview.h"

#include <QComboBox>
#include <QFileInfo>
#include <QLabel>

#include <algorithm>

namespace rw::ui {

namespace {

/// What every data set has has a name of ours; fields that a data set brings are called as it calls them.
QString fieldName(const QString& field)
{
    if (field == QLatin1String("lang"))
        return SlicesPane::tr("language");
    if (field == QLatin1String("query_length"))
        return SlicesPane::tr("length of the query");
    if (field == QLatin1String("relevant"))
        return SlicesPane::tr("number of relevant passages");
    return field;
}

} // namespace

SlicesPane::SlicesPane(Session* session, QWidget* parent)
    : Pane(tr("Slices of the queries"), parent)
    , m_session(session)
    , m_field(new QComboBox(this))
    , m_said(new QLabel(this))
    , m_model(new CellModel(
          {tr("Slice"), tr("Queries"), QStringLiteral("Δ"), tr("95 % CI"), tr("p (Holm)"), tr("Verdict")}, this))
    , m_table(new TableView(tr("Slices of the queries"), this))
{
    m_field->setObjectName(QStringLiteral("sliceField"));
    m_field->setAccessibleName(tr("Field of the queries"));
    m_field->setToolTip(tr("Field of the queries that makes the slices"));
    m_field->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_field->setMinimumContentsLength(14);
    addControl(m_field);
    m_said->setObjectName(QStringLiteral("slicesSentence"));
    m_said->setWordWrap(true);
    m_said->setForegroundRole(QPalette::PlaceholderText);
    m_said->setFont(Theme::scaled(font(), 12.0 / 13));
    m_table->setObjectName(QStringLiteral("slicesTable"));
    m_table->setItemDelegate(new CellDelegate(m_table));
    m_table->setModel(m_model);
    m_table->setStretchColumn(5); // a slice is known by its whole name
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    addContent(m_table, true);
    addContent(m_said, false, 0);
    m_pool.setMaxThreadCount(1);
    connect(m_field, &QComboBox::activated, this, [this] {
        m_wanted = m_field->currentData().toString();
        compare(m_reference, m_other);
    });
    connect(m_table, &QAbstractItemView::activated, this, [this](const QModelIndex& index) {
        const auto& slices = m_read.slices.slices;
        if (index.isValid() && static_cast<std::size_t>(index.row()) < slices.size())
            emit filterRequested(
                QueryFilter::sliceTerm(text(m_read.field), text(slices[static_cast<std::size_t>(index.row())].name)));
    });
}

SlicesPane::~SlicesPane()
{
    ++m_request;
    m_pool.waitForDone();
}

void SlicesPane::compare(std::int64_t reference, std::int64_t other)
{
    m_reference = reference;
    m_other = other;
    const QString path = m_session->workspacePath();
    const Measure measure = m_session->selection()->measure();
    const auto asked = std::make_tuple(path, reference, other, measure.name, m_wanted);
    if (asked == m_asked)
        return;
    m_asked = asked;
    const int number = ++m_request;
    if (path.isEmpty() || m_session->hasSampleValues() || reference == 0 || other == 0)
        return take(Read{});
    m_said->setText(tr("Comparing the slices…"));
    ComparisonRequest request;
    request.baseline = {SystemRef::Kind::Unit, reference, {}};
    request.systems = {{SystemRef::Kind::Unit, other, {}}};
    request.measures = {measure};
    request.agreement = false;
    inBackground(
        this, &m_pool,
        [file = QFileInfo(path).filesystemAbsoluteFilePath(), request, wanted = m_wanted.toStdString(),
         dataset = m_session->selection()->dataset(),
         sets = m_session->evaluations().candidates()]() mutable -> Result<Read> {
            auto reader = WorkspaceReader::open(file, sets);
            if (!reader)
                return reader.error();
            const auto candidates = (*reader)->candidates(dataset);
            if (!candidates)
                return candidates.error();
            auto fields = fieldsOfSlices(**reader, **candidates);
            if (!fields)
                return fields.error();
            Read read;
            read.fields = std::move(*fields);
            if (read.fields.empty())
                return read;
            const bool isThere = std::find(read.fields.begin(), read.fields.end(), wanted) != read.fields.end();
            read.field = isThere ? wanted : read.fields.front();
            request.sliceFields = {read.field};
            auto comparison = compareSystems(**reader, request);
            if (!comparison)
                return comparison.error();
            read.slices = std::move(comparison->slices.front());
            if (!comparison->differences.empty())
                read.differences = std::move(comparison->differences.front().slices);
            return read;
        },
        [this, number](const Result<Read>& read) {
            if (number == m_request)
                take(read);
        });
}

void SlicesPane::take(const Result<Read>& read)
{
    m_read = read ? *read : Read{};
    m_field->clear();
    for (const std::string& field : m_read.fields)
        m_field->addItem(fieldName(text(field)), text(field));
    m_field->setCurrentIndex(m_field->findData(text(m_read.field)));
    m_field->setEnabled(m_field->count() > 1);
    showRows();
    if (!read)
        m_said->setText(text(read.error().what));
}

void SlicesPane::showRows()
{
    std::vector<CellModel::Row> rows;
    bool hasFew = false;
    for (const QuerySlices::Slice& slice : m_read.slices.slices) {
        Cell name;
        name.text = text(slice.name);
        name.tip = tr("Enter shows these queries in Inspect");
        CellModel::Row row{name, Cell::number(Numbers::count(static_cast<qint64>(slice.places.size())))};
        const auto found = std::find_if(m_read.differences.begin(), m_read.differences.end(),
                                        [&](const SliceDifference& one) { return one.slice == slice.name; });
        if (found == m_read.differences.end() || found->paired.empty()) {
            for (int column = 0; column < 4; ++column)
                row.push_back(Cell::number(Numbers::none()));
            rows.push_back(std::move(row));
            continue;
        }
        const PairedComparison& paired = found->paired.front();
        if (paired.queries < PairedComparison::fewQueries) {
            row[1].text = tr("%1 (few)").arg(row[1].text);
            row[1].tone = Tone::Muted;
            hasFew = true;
        }
        Cell delta = Cell::number(Numbers::decimal(paired.difference, 4), paired.difference);
        delta.bold = true;
        delta.tip = tr("%1 with the reference, %2 with the compared configuration")
                        .arg(Numbers::ndcg(paired.meanA), Numbers::ndcg(paired.meanB));
        row.push_back(delta);
        row.push_back(Cell::number(paired.interval ? tr("%1 to %2")
                                                         .arg(Numbers::decimal(paired.interval->low, 3),
                                                              Numbers::decimal(paired.interval->high, 3))
                                                   : Numbers::none()));
        row.push_back(Cell::number(Numbers::decimal(found->adjustedP.front(), 4), found->adjustedP.front()));
        Cell verdict;
        verdict.text = VerdictText::word(found->verdicts.front());
        verdict.icon = VerdictText::icon(found->verdicts.front());
        verdict.tip = VerdictText::sentence(found->verdicts.front());
        row.push_back(verdict);
        rows.push_back(std::move(row));
    }
    const auto slices = static_cast<int>(rows.size());
    m_model->setRows(std::move(rows));
    QStringList said;
    if (m_read.field.empty())
        said << tr("The queries of this data set have no field that makes slices.");
    else if (m_read.differences.empty())
        said << tr("One of the two is incomplete: nothing is tested.");
    else
        said << tr("p is corrected over %n slices; intervals are of one slice each.", nullptr, slices);
    if (hasFew)
        said << tr("Few: below %1 queries, no verdict.").arg(PairedComparison::fewQueries);
    if (m_read.slices.without > 0)
        said << tr("%n judged queries are in none of them.", nullptr, m_read.slices.without);
    m_said->setText(said.join(QLatin1Char(' ')));
}

} // namespace rw::ui
