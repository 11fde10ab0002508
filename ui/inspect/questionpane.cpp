// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/questionpane.h"

#include "ui/session/machineprobe.h"
#include "ui/session/session.h"
#include "ui/text/numbers.h"
#include "ui/theme/theme.h"
#include "ui/widgets/choicelist.h"

#include <QComboBox>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace rw::ui {

namespace {

constexpr int kLengths[] = {256, 512, 1024, 2048, 4096, 8192};
constexpr int kUsualLength = 1024;

enum Separator { Line, Blank };

QPlainTextEdit* editor(const QString& name, const QString& accessibleName, QWidget* parent)
{
    auto* edit = new QPlainTextEdit(parent);
    edit->setObjectName(name);
    edit->setAccessibleName(accessibleName);
    edit->setTabChangesFocus(true);
    return edit;
}

} // namespace

QuestionPane::QuestionPane(Session* session, QWidget* parent)
    : Pane(tr("Question"), parent)
    , m_session(session)
    , m_query(editor(QStringLiteral("playgroundQuery"), tr("Query"), this))
    , m_passages(editor(QStringLiteral("playgroundPassages"), tr("Passages"), this))
    , m_separator(new QComboBox(this))
    , m_count(new QLabel(this))
    , m_models(new ChoiceList(QStringLiteral("playgroundModels"), tr("Models"), 1, this))
    , m_length(new QComboBox(this))
    , m_quantization(new QComboBox(this))
    , m_device(new QComboBox(this))
    , m_problem(new QLabel(this))
    , m_ask(new QPushButton(tr("&Ask"), this))
    , m_cancel(new QPushButton(tr("Ca&ncel"), this))
{
    const int u = Theme::unit(this);
    addContent(texts(), false, 1);
    addContent(choices(), false, 0);

    m_problem->setObjectName(QStringLiteral("playgroundProblem"));
    m_problem->setForegroundRole(QPalette::PlaceholderText);
    m_problem->setFont(Theme::scaled(font(), 12.0 / 13));
    m_problem->setWordWrap(true);
    m_ask->setObjectName(QStringLiteral("playgroundAsk"));
    m_ask->setProperty("primary", true);
    m_ask->setMinimumHeight(4 * u);
    m_ask->setToolTip(tr("Ctrl+Enter"));
    m_cancel->setObjectName(QStringLiteral("playgroundCancel"));
    m_cancel->setMinimumHeight(4 * u);
    auto* row = new QWidget(this);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(u);
    layout->addWidget(m_problem, 1);
    layout->addWidget(m_cancel);
    layout->addWidget(m_ask);
    addContent(row, false, 0);

    connect(m_query, &QPlainTextEdit::textChanged, this, &QuestionPane::textChanged);
    connect(m_passages, &QPlainTextEdit::textChanged, this, &QuestionPane::textChanged);
    connect(m_separator, &QComboBox::currentIndexChanged, this, &QuestionPane::textChanged);
    connect(this, &QuestionPane::textChanged, this, &QuestionPane::refresh);
    connect(m_models, &ChoiceList::changed, this, &QuestionPane::refresh);
    connect(m_device, &QComboBox::currentIndexChanged, this, &QuestionPane::showQuantizations);
    connect(session, &Session::modelsChanged, this, &QuestionPane::showModels);
    connect(session, &Session::runStarted, this, &QuestionPane::refresh);
    connect(session, &Session::runEnded, this, &QuestionPane::refresh);
    connect(session->machine(), &MachineProbe::changed, this, &QuestionPane::showDevices);
    showDevices();
    showModels();
}

QWidget* QuestionPane::texts()
{
    const int u = Theme::unit(this);
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(u / 2);
    auto* query = new QLabel(tr("&Query"), box);
    query->setBuddy(m_query);
    m_query->setFixedHeight(m_query->fontMetrics().lineSpacing() * 2 + 2 * u);
    auto* passages = new QLabel(tr("Passa&ges"), box);
    passages->setBuddy(m_passages);
    m_passages->setMinimumHeight(8 * u);
    m_separator->setObjectName(QStringLiteral("playgroundSeparator"));
    m_separator->setAccessibleName(tr("Where a passage ends"));
    m_separator->addItems({tr("one a line"), tr("an empty line between")});
    m_count->setForegroundRole(QPalette::PlaceholderText);
    m_count->setFont(Theme::scaled(font(), 12.0 / 13));
    auto* row = new QHBoxLayout;
    row->addWidget(passages);
    row->addWidget(m_separator);
    row->addStretch(1);
    row->addWidget(m_count);
    column->addWidget(query);
    column->addWidget(m_query);
    column->addLayout(row);
    column->addWidget(m_passages, 1);
    return box;
}

QWidget* QuestionPane::choices()
{
    const int u = Theme::unit(this);
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(u);
    // Many models must not push the texts out of sight.
    auto* area = new QScrollArea(box);
    area->setWidget(m_models);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setAccessibleName(tr("Models"));
    area->setFocusPolicy(Qt::NoFocus);
    m_models->setAutoFillBackground(false);
    area->viewport()->setAutoFillBackground(false);
    area->setFixedHeight(14 * u);
    column->addWidget(area);

    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(u);
    grid->setVerticalSpacing(u / 2);
    int place = 0;
    const auto add = [&](const QString& title, QComboBox* combo, const QString& name) {
        auto* label = new QLabel(title, box);
        label->setBuddy(combo);
        label->setForegroundRole(QPalette::PlaceholderText);
        combo->setObjectName(name);
        grid->addWidget(label, 0, place);
        grid->addWidget(combo, 1, place);
        grid->setColumnStretch(place++, 1);
    };
    add(tr("&Length"), m_length, QStringLiteral("playgroundLength"));
    add(tr("Quanti&zation"), m_quantization, QStringLiteral("playgroundQuantization"));
    add(tr("&Device"), m_device, QStringLiteral("playgroundDevice"));
    for (const int length : kLengths)
        m_length->addItem(Numbers::count(length), length);
    m_length->setCurrentIndex(m_length->findData(kUsualLength));
    column->addLayout(grid);
    return box;
}

QString QuestionPane::query() const
{
    return m_query->toPlainText().trimmed();
}

QStringList QuestionPane::passages() const
{
    static const QRegularExpression blank(QStringLiteral("\\n[ \\t]*\\n"));
    const QString all = m_passages->toPlainText();
    QStringList passages;
    const QStringList parts =
        m_separator->currentIndex() == Line ? all.split(QLatin1Char('\n')) : all.split(blank, Qt::SkipEmptyParts);
    for (const QString& part : parts)
        if (const QString passage = part.trimmed(); !passage.isEmpty())
            passages << passage;
    return passages;
}

void QuestionPane::setTexts(const QString& query, const QStringList& passages)
{
    const bool lines = std::none_of(passages.begin(), passages.end(),
                                    [](const QString& one) { return one.contains(QLatin1Char('\n')); });
    m_separator->setCurrentIndex(lines ? Line : Blank);
    m_query->setPlainText(query);
    m_passages->setPlainText(passages.join(lines ? QStringLiteral("\n") : QStringLiteral("\n\n")));
}

void QuestionPane::setModel(const QString& path)
{
    for (const ModelItem& model : m_session->models())
        m_models->setChecked(model.path, model.path == path);
}

LiveQuestion QuestionPane::question() const
{
    LiveQuestion question;
    const QStringList chosen = m_models->checkedKeys();
    for (const ModelItem& model : m_session->models()) {
        if (!chosen.contains(model.path))
            continue;
        Experiment::ModelEntry entry;
        entry.path = QFileInfo(model.path).filesystemAbsoluteFilePath();
        entry.name = model.name.toStdString();
        question.models.push_back(std::move(entry));
    }
    question.quantization =
        quantizationFromString(m_quantization->currentData().toString().toStdString()).value_or(Quantization::Fp32);
    question.device = m_device->currentData().toString();
    question.maxLength = m_length->currentData().toInt();
    question.query = query().toStdString();
    for (const QString& passage : passages())
        question.passages.push_back(passage.toStdString());
    return question;
}

QString QuestionPane::problem() const
{
    if (m_session->isRunning())
        return tr("A run is going on: what is asked now would disturb its times.");
    if (m_session->models().empty())
        return tr("Add a model folder on the Models page.");
    if (m_models->checkedKeys().isEmpty())
        return tr("Choose a model.");
    if (m_device->currentIndex() < 0)
        return tr("No device is known yet.");
    if (query().isEmpty())
        return tr("Type a query.");
    const auto count = passages().size();
    if (count == 0)
        return tr("Type at least one passage.");
    if (count > LiveScorer::kMostPassages)
        return tr("At most %1 passages; save more as a data set.").arg(Numbers::count(LiveScorer::kMostPassages));
    return {};
}

void QuestionPane::setAsking(bool asking)
{
    m_asking = asking;
    refresh();
}

void QuestionPane::refresh()
{
    const QString why = problem();
    m_problem->setText(why);
    m_ask->setEnabled(why.isEmpty());
    m_cancel->setEnabled(m_asking);
    const auto count = static_cast<int>(passages().size());
    m_count->setText(count == 0 ? QString() : tr("%n passages", nullptr, count));
}

void QuestionPane::showModels()
{
    QList<ChoiceList::Choice> choices;
    for (const ModelItem& model : m_session->models()) {
        ChoiceList::Choice choice;
        choice.key = model.path;
        choice.text = model.name;
        choice.checked = true;
        if (!model.problem.isEmpty())
            choice.impossible = model.problem;
        else if (!model.folder)
            choice.impossible = model.checking ? tr("checking tensors") : tr("folder not read");
        else
            choice.note =
                tr("%1, at most %2 tokens").arg(Numbers::parameters(model.parameters), Numbers::count(model.maxLength));
        choices << choice;
    }
    m_models->setChoices(choices);
    refresh();
}

void QuestionPane::showDevices()
{
    const QVariant before = m_device->currentData();
    {
        const QSignalBlocker blocker(m_device);
        m_device->clear();
        for (const DeviceItem& device : m_session->machine()->devices())
            if (device.state != DeviceItem::State::Unusable)
                m_device->addItem(device.id, device.id);
        m_device->setCurrentIndex(std::max(m_device->count() > 0 ? 0 : -1, m_device->findData(before)));
    }
    showQuantizations();
    refresh();
}

void QuestionPane::showQuantizations()
{
    const QVariant before = m_quantization->currentData();
    m_quantization->clear();
    for (const DeviceItem& device : m_session->machine()->devices())
        if (device.id == m_device->currentData().toString())
            for (const QString& quantization : device.quantizations)
                m_quantization->addItem(quantization, quantization);
    // What was chosen stays, else the first one: fp32, which rounds least.
    m_quantization->setCurrentIndex(std::max(m_quantization->count() > 0 ? 0 : -1, m_quantization->findData(before)));
}

} // namespace rw::ui
