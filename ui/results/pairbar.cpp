// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/pairbar.h"

#include "ui/session/defaultselection.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace rw::ui {

namespace {

const ResultRow* rowOf(const Session& session, std::int64_t unit)
{
    for (const ResultRow& row : session.results().rows)
        if (row.unit.id == unit)
            return &row;
    return nullptr;
}

} // namespace

PairBar::PairBar(Session* session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_choice(new QComboBox(this))
    , m_inspect(new QPushButton(Icons::icon(QStringLiteral("inspect"), Icons::Tint::Text),
                                tr("Inspect differing &queries"), this))
{
    const int u = Theme::unit(this);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(u);
    auto* label = new QLabel(tr("&Compared with the reference"), this);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setBuddy(m_choice);
    m_choice->setObjectName(QStringLiteral("comparedCombo"));
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_choice->setMinimumContentsLength(24);
    m_inspect->setObjectName(QStringLiteral("inspectDifferingButton"));
    row->addWidget(label);
    row->addWidget(m_choice);
    row->addStretch(1);
    row->addWidget(m_inspect);
    connect(m_choice, &QComboBox::activated, this, [this](int index) {
        m_other = m_choice->itemData(index).toLongLong();
        keepOther();
    });
    connect(m_inspect, &QPushButton::clicked, this, &PairBar::inspectRequested);
}

void PairBar::keepOther()
{
    if (m_other == 0)
        return;
    std::vector<std::int64_t> units = m_session->selection()->units();
    std::erase(units, m_other);
    units.insert(units.begin(), m_other);
    m_session->selection()->setUnits(units);
}

void PairBar::refresh()
{
    const auto rows = m_session->results().of(m_session->selection()->dataset());
    m_other = defaultCompared(rows, reference(), m_session->selection()->units());
    m_choice->clear();
    for (const ResultRow* row : rows)
        if (row->unit.id != reference() && row->unit.scored > 0)
            m_choice->addItem(configurationName(row->unit), QVariant::fromValue<qint64>(row->unit.id));
    m_choice->setCurrentIndex(m_choice->findData(QVariant::fromValue<qint64>(m_other)));
    m_choice->setEnabled(m_choice->count() > 0);
    m_inspect->setEnabled(m_other != 0);
}

std::int64_t PairBar::reference() const
{
    return m_session->selection()->baseline();
}

QString PairBar::referenceName() const
{
    const ResultRow* row = rowOf(*m_session, reference());
    return row ? configurationName(row->unit) : QString();
}

QString PairBar::otherName() const
{
    const ResultRow* row = rowOf(*m_session, m_other);
    return row ? configurationName(row->unit) : QString();
}

bool PairBar::isSameModel() const
{
    const ResultRow* a = rowOf(*m_session, reference());
    const ResultRow* b = rowOf(*m_session, m_other);
    return a && b && a->unit.model == b->unit.model;
}

} // namespace rw::ui
