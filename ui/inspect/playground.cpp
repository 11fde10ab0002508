// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/playground.h"

#include "core/report/inputjson.h"
#include "core/run/workerprocess.h"
#include "ui/inspect/answercolumn.h"
#include "ui/inspect/inputview.h"
#include "ui/inspect/questionpane.h"
#include "ui/session/background.h"
#include "ui/session/session.h"
#include "ui/text/numbers.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/emptystate.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>

#include <algorithm>
#include <cmath>

namespace rw::ui {

namespace {

constexpr int kIdleMs = 5 * 60 * 1000; // while the page is in sight
constexpr int kLeftMs = 30 * 1000;     // after it was left: who comes back at once finds the models there

QString stepText(LiveScorer::Step step)
{
    switch (step) {
    case LiveScorer::Step::Reading:
        return Playground::tr("reading the texts");
    case LiveScorer::Step::Starting:
        return Playground::tr("starting a worker");
    case LiveScorer::Step::Loading:
        return Playground::tr("loading the model");
    case LiveScorer::Step::Scoring:
        return Playground::tr("scoring");
    }
    return {};
}

} // namespace

Playground::Playground(Session* session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_question(new QuestionPane(session, this))
    , m_earlier(new QComboBox(this))
    , m_answers(new QStackedWidget(this))
    , m_model(new QComboBox(this))
    , m_relevant(new QCheckBox(tr("Rel&evant"), this))
    , m_save(new QPushButton(tr("&Save as data set"), this))
    , m_copy(new QPushButton(Icons::icon(QStringLiteral("copy"), Icons::Tint::Text), tr("&Copy as JSON"), this))
    , m_input(new InputView(QStringLiteral("playgroundInput"), this))
    , m_state(new QLabel(this))
{
    const int u = Theme::unit(this);
    m_earlier->setObjectName(QStringLiteral("playgroundEarlier"));
    m_earlier->setAccessibleName(tr("Earlier questions"));
    m_earlier->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_earlier->setMinimumContentsLength(12);
    m_earlier->hide();
    m_question->addControl(m_earlier);

    auto* right = new QSplitter(Qt::Vertical, this);
    right->addWidget(answers());
    right->addWidget(inputPane());
    right->setStretchFactor(0, 3);
    right->setStretchFactor(1, 2);
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->addWidget(m_question);
    splitter->addWidget(right);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({44 * u, 96 * u});
    for (QSplitter* one : {right, splitter}) {
        one->setChildrenCollapsible(false);
        one->setHandleWidth(u);
    }
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(splitter);

    connect(m_question->ask(), &QPushButton::clicked, this, &Playground::ask);
    connect(m_question->cancel(), &QPushButton::clicked, this, &Playground::cancel);
    for (const auto key : {Qt::Key_Return, Qt::Key_Enter}) {
        auto* shortcut = new QShortcut(QKeySequence(Qt::CTRL | key), this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, &Playground::ask);
    }
    connect(m_earlier, &QComboBox::activated, this, [this](int row) {
        if (row == 0)
            return;
        const TypedQuery& typed = m_sitting[m_sitting.size() - static_cast<std::size_t>(row)];
        QStringList passages;
        for (const std::string& passage : typed.passages)
            passages << text(passage);
        m_question->setTexts(text(typed.query), passages);
        m_earlier->setCurrentIndex(0);
    });
    // A run needs the memory and the cores; so does another workspace's model of the same name.
    connect(session, &Session::runStarted, this, [this] {
        cancel();
        if (m_scorer)
            QMetaObject::invokeMethod(m_scorer, &LiveScorer::release);
    });
}

Playground::~Playground()
{
    if (m_scorer)
        m_scorer->interrupt();
    m_thread.quit();
    m_thread.wait(5000);
}

QWidget* Playground::answers()
{
    const int u = Theme::unit(this);
    auto* box = new QWidget(this);
    m_row = new QHBoxLayout(box);
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(u);
    auto* area = new QScrollArea(this);
    area->setWidget(box);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setAccessibleName(tr("Answers"));
    area->setFocusPolicy(Qt::NoFocus);
    box->setAutoFillBackground(false);
    area->viewport()->setAutoFillBackground(false);
    auto* empty = new EmptyState(QStringLiteral("inspect"), tr("Ask the models"),
                                 tr("Type a query and some passages: each model ranks them and shows what it read."),
                                 tr("Type a query"), this);
    connect(empty, &EmptyState::triggered, this, [this] { m_question->queryEdit()->setFocus(); });
    m_answers->addWidget(empty);
    m_answers->addWidget(area);
    return m_answers;
}

Pane* Playground::inputPane()
{
    m_inputPane = new Pane(tr("Model input"), this);
    m_model->setObjectName(QStringLiteral("playgroundInputModel"));
    m_model->setAccessibleName(tr("Model input of"));
    m_model->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_model->setMinimumContentsLength(8);
    m_relevant->setObjectName(QStringLiteral("playgroundRelevant"));
    m_relevant->setToolTip(tr("Marks the chosen passage; saved as judgments with the data set"));
    m_save->setObjectName(QStringLiteral("playgroundSave"));
    m_copy->setObjectName(QStringLiteral("playgroundCopy"));
    m_copy->setProperty("flat", true);
    auto* menu = new QMenu(m_save);
    menu->addAction(tr("&This question…"), this, [this] { chooseFolder(false); });
    menu->addAction(tr("&All questions of this sitting…"), this, [this] { chooseFolder(true); });
    m_save->setMenu(menu);
    for (QWidget* control : {static_cast<QWidget*>(m_model), static_cast<QWidget*>(m_relevant),
                             static_cast<QWidget*>(m_copy), static_cast<QWidget*>(m_save)}) {
        control->setEnabled(false);
    }
    m_inputPane->addControl(m_model);
    m_inputPane->addControl(m_relevant);
    m_inputPane->addContent(m_input);
    m_state->setObjectName(QStringLiteral("playgroundState"));
    m_state->setForegroundRole(QPalette::PlaceholderText);
    m_state->setFont(Theme::scaled(font(), 12.0 / 13));
    m_state->setWordWrap(true);
    // Below: beside the other controls they would make the window wider than a small screen.
    auto* below = new QWidget(m_inputPane);
    auto* row = new QHBoxLayout(below);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_state, 1);
    row->addWidget(m_copy);
    row->addWidget(m_save);
    m_inputPane->addContent(below, false, 0);
    connect(m_model, &QComboBox::currentIndexChanged, this, &Playground::showInput);
    connect(m_relevant, &QCheckBox::clicked, this, [this](bool relevant) {
        if (m_passage < 0)
            return;
        m_grades.resize(static_cast<std::size_t>(m_passages.size()), 0);
        m_grades[static_cast<std::size_t>(m_passage)] = relevant ? 1 : 0;
        if (std::all_of(m_grades.begin(), m_grades.end(), [](int grade) { return grade == 0; }))
            m_grades.clear(); // nothing was judged after all
        showGrades();
    });
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(QString::fromUtf8(json())); });
    return m_inputPane;
}

void Playground::startThread()
{
    if (m_scorer)
        return;
    m_thread.setObjectName(QStringLiteral("playground"));
    m_scorer = new LiveScorer(WorkerProcess::defaultProgram());
    m_scorer->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_scorer, &QObject::deleteLater);
    connect(m_scorer, &LiveScorer::stepReached, this, [this](int question, int model, LiveScorer::Step step) {
        if (AnswerColumn* own = column(question, model))
            own->showStep(stepText(step));
    });
    connect(m_scorer, &LiveScorer::answered, this, &Playground::take);
    connect(m_scorer, &LiveScorer::failed, this, [this](int question, int model, const Error& error) {
        if (AnswerColumn* own = column(question, model))
            own->showProblem(text(error.what) +
                                 (error.hint.empty() ? QString() : QStringLiteral(". ") + text(error.hint)),
                             text(error.detail));
    });
    connect(m_scorer, &LiveScorer::done, this, [this](int question, bool cancelled) {
        if (question != m_number)
            return;
        m_question->setAsking(false);
        for (AnswerColumn* own : m_columns)
            if (cancelled && !own->answer())
                own->showStep(tr("cancelled"));
    });
    connect(m_scorer, &LiveScorer::warmChanged, this, &Playground::warmChanged);
    m_thread.start();
}

void Playground::setIdle(int ms)
{
    if (m_scorer)
        QMetaObject::invokeMethod(m_scorer, [scorer = m_scorer, ms] { scorer->setIdleTimeout(ms); });
}

void Playground::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    setIdle(kIdleMs);
}

void Playground::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    setIdle(kLeftMs);
}

AnswerColumn* Playground::column(int question, int model) const
{
    return question == m_number && static_cast<std::size_t>(model) < m_columns.size()
               ? m_columns[static_cast<std::size_t>(model)]
               : nullptr;
}

void Playground::ask()
{
    if (!m_question->problem().isEmpty())
        return;
    startThread();
    LiveQuestion question = m_question->question();
    question.number = ++m_number;
    const bool sameTexts = question.query == m_asked.query && question.passages == m_asked.passages;
    m_asked = question;
    m_passages = m_question->passages();
    if (!sameTexts) {
        m_grades.clear();
        m_passage = -1;
    }
    keep();
    showColumns(question);
    m_question->setAsking(true);
    m_scorer->interrupt(); // what is in hand is no longer wanted
    QMetaObject::invokeMethod(m_scorer, [scorer = m_scorer, question] { scorer->ask(question); });
}

void Playground::cancel()
{
    if (!m_scorer)
        return;
    m_scorer->interrupt();
    QMetaObject::invokeMethod(m_scorer, &LiveScorer::cancel);
}

void Playground::showColumns(const LiveQuestion& question)
{
    qDeleteAll(m_columns);
    m_columns.clear();
    m_model->clear();
    m_input->clear();
    m_state->clear();
    const auto& models = m_session->models();
    for (const Experiment::ModelEntry& entry : question.models) {
        const auto known = std::find_if(models.begin(), models.end(), [&](const ModelItem& model) {
            return QFileInfo(model.path).filesystemAbsoluteFilePath() == entry.path;
        });
        auto* own = new AnswerColumn(text(entry.name), static_cast<int>(known - models.begin()),
                                     QString::fromLatin1(toString(question.quantization)), this);
        own->showStep(tr("waiting"));
        connect(own, &AnswerColumn::passageChosen, this, [this, own](int passage) {
            m_model->setCurrentIndex(m_model->findText(own->model()));
            choosePassage(passage);
        });
        m_columns.push_back(own);
        m_row->addWidget(own, 1);
    }
    m_answers->setCurrentIndex(1);
    for (QWidget* control :
         {static_cast<QWidget*>(m_model), static_cast<QWidget*>(m_relevant), static_cast<QWidget*>(m_copy)})
        control->setEnabled(false);
    m_save->setEnabled(true);
}

void Playground::take(const LiveAnswer& answer)
{
    AnswerColumn* own = column(answer.question, answer.model);
    if (!own)
        return;
    own->showAnswer(answer, m_passages);
    own->setGrades(m_grades);
    m_model->addItem(own->model(), answer.model);
    for (QWidget* control :
         {static_cast<QWidget*>(m_model), static_cast<QWidget*>(m_relevant), static_cast<QWidget*>(m_copy)})
        control->setEnabled(true);
    choosePassage(m_passage < 0 ? answer.ranking.front() : m_passage);
}

void Playground::choosePassage(int passage)
{
    m_passage = passage;
    for (AnswerColumn* own : m_columns)
        own->choosePassage(passage);
    m_inputPane->setCaption(
        tr("passage %1").arg(Numbers::count(passage + 1)).replace(QLatin1Char(' '), QChar::Nbsp)); // in one line
    m_relevant->setChecked(static_cast<std::size_t>(passage) < m_grades.size() &&
                           m_grades[static_cast<std::size_t>(passage)] > 0);
    showInput();
}

void Playground::showInput()
{
    const AnswerColumn* own = column(m_number, m_model->currentData().isValid() ? m_model->currentData().toInt() : -1);
    if (own && own->answer() && m_passage >= 0)
        m_input->setInput(own->answer()->inputs[static_cast<std::size_t>(m_passage)]);
    else
        m_input->clear();
}

void Playground::showGrades()
{
    m_sitting.back().grades = m_grades;
    for (AnswerColumn* own : m_columns) {
        own->setGrades(m_grades);
        own->choosePassage(m_passage);
    }
}

/// A query that is asked again, with other passages or by other models, is one question of the sitting.
void Playground::keep()
{
    std::erase_if(m_sitting, [this](const TypedQuery& one) { return one.query == m_asked.query; });
    m_sitting.push_back({m_asked.query, m_asked.passages, m_grades});
    showEarlier();
}

void Playground::showEarlier()
{
    m_earlier->clear();
    m_earlier->addItem(tr("Earlier questions"));
    for (auto one = m_sitting.rbegin(); one != m_sitting.rend(); ++one)
        m_earlier->addItem(text(one->query).simplified().left(80));
    m_earlier->setVisible(m_sitting.size() > 1);
}

QByteArray Playground::json() const
{
    QJsonArray passages;
    for (const QString& passage : m_passages)
        passages.append(passage);
    QJsonArray answers;
    for (const AnswerColumn* own : m_columns) {
        const LiveAnswer* answer = own->answer();
        if (!answer)
            continue;
        QJsonArray scores;
        QJsonArray inputs;
        for (std::size_t i = 0; i < answer->scores.size(); ++i) {
            const double score = static_cast<double>(answer->scores[i]);
            scores.append(std::isfinite(score) ? QJsonValue(score) : QJsonValue());
            inputs.append(inputJson(answer->inputs[i]));
        }
        QJsonArray ranking;
        for (const int passage : answer->ranking)
            ranking.append(passage);
        QJsonObject one{{QStringLiteral("model"), own->model()},
                        {QStringLiteral("scores"), scores},
                        {QStringLiteral("ranking"), ranking},
                        {QStringLiteral("inputs"), inputs}};
        if (answer->cutoffLayer > 0)
            one.insert(QStringLiteral("cutoff_layer"), answer->cutoffLayer);
        answers.append(one);
    }
    const QJsonObject all{{QStringLiteral("query"), text(m_asked.query)},
                          {QStringLiteral("passages"), passages},
                          {QStringLiteral("max_length"), m_asked.maxLength},
                          {QStringLiteral("quantization"), QString::fromLatin1(toString(m_asked.quantization))},
                          {QStringLiteral("device"), m_asked.device},
                          {QStringLiteral("answers"), answers}};
    return QJsonDocument(all).toJson();
}

void Playground::chooseFolder(bool all)
{
    const QString folder =
        QFileDialog::getSaveFileName(this, tr("Save as data set: a new folder"), QStringLiteral("playground"), {},
                                     nullptr, QFileDialog::DontConfirmOverwrite);
    if (!folder.isEmpty())
        saveTo(folder, all);
}

void Playground::saveTo(const QString& folder, bool all)
{
    if (m_sitting.empty())
        return;
    const std::vector<TypedQuery> queries = all ? m_sitting : std::vector<TypedQuery>{m_sitting.back()};
    inBackground(
        this, m_session->readers(),
        [queries, path = QFileInfo(folder).filesystemAbsoluteFilePath()] { return writeTypedData(path, queries); },
        [this, folder, count = static_cast<int>(queries.size())](const Status& status) {
            if (!status) {
                emit failed(text(status.error().what));
                return;
            }
            m_session->addDataset(folder);
            m_state->setText(tr("Saved %n queries as %1 and added them to the Data page.", nullptr, count)
                                 .arg(QFileInfo(folder).fileName()));
            emit saved(folder);
        });
}

} // namespace rw::ui
