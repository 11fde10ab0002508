// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/verify/verificationpane.h"

#include "core/run/workerprocess.h"
#include "ui/models/cellmodel.h"
#include "ui/session/background.h"
#include "ui/session/machineprobe.h"
#include "ui/session/session.h"
#include "ui/text/numbers.h"
#include "ui/theme/theme.h"
#include "ui/widgets/celldelegate.h"
#include "ui/widgets/tableview.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace rw::ui {

namespace {

using Verdict = PathComparison::Verdict;

Cell verdictCell(const PathComparison& one)
{
    Cell cell;
    switch (one.verdict) {
    case Verdict::Fine:
        cell.text = VerificationPane::tr("pass");
        cell.icon = QStringLiteral("ok");
        cell.tone = Tone::Good;
        break;
    case Verdict::Warning:
        cell.text = VerificationPane::tr("beyond usual");
        cell.icon = QStringLiteral("warning");
        cell.tone = Tone::Caution;
        break;
    case Verdict::Failed:
        cell.text = VerificationPane::tr("failed");
        cell.icon = QStringLiteral("failed");
        cell.tone = Tone::Failed;
        break;
    }
    cell.tip = one.what;
    return cell;
}

QString small(double value)
{
    return value == 0 ? QStringLiteral("0") : QString::number(value, 'g', 2);
}

} // namespace

VerificationPane::VerificationPane(Session* session, QWidget* parent)
    : Pane(tr("Verification"), parent)
    , m_session(session)
    , m_check(WorkerProcess::defaultProgram())
    , m_rows(new CellModel({tr("Device and type"), tr("Largest diff"), tr("Tolerance"), tr("Verdict")}, this))
    , m_progress(new QProgressBar(this))
    , m_step(new QLabel(this))
    , m_button(new QPushButton(this))
    , m_knownState(new QLabel(this))
    , m_knownButton(new QPushButton(this))
{
    const int u = Theme::unit(this);
    m_button->setObjectName(QStringLiteral("verifyButton"));
    addControl(m_button);
    auto* table = new TableView(tr("Verification"), this);
    table->setObjectName(QStringLiteral("verificationTable"));
    table->setItemDelegate(new CellDelegate(table));
    table->setModel(m_rows);
    table->setStretchColumn(0);
    addContent(table, true);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Verification"));
    m_step->setObjectName(QStringLiteral("verificationStep"));
    m_step->setWordWrap(true);
    m_step->setForegroundRole(QPalette::PlaceholderText);
    m_step->setFont(Theme::scaled(font(), 12.0 / 13));
    auto* box = new QWidget(this);
    auto* row = new QVBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(u / 2);
    row->addWidget(m_progress);
    row->addWidget(m_step);
    addContent(box, false, 0);
    m_knownState->setObjectName(QStringLiteral("knownScoresState"));
    m_knownState->setWordWrap(true);
    m_knownState->setFont(m_step->font());
    m_knownButton->setObjectName(QStringLiteral("knownScoresButton"));
    auto* known = new QWidget(this);
    auto* knownColumn = new QVBoxLayout(known);
    knownColumn->setContentsMargins(0, 0, 0, 0);
    knownColumn->setSpacing(u);
    knownColumn->addWidget(m_knownState);
    knownColumn->addWidget(m_knownButton, 0, Qt::AlignLeft);
    addContent(known, false, 0);
    connect(m_knownButton, &QPushButton::clicked, this, [this] {
        if (m_known.isRunning()) {
            m_known.cancel();
            return refresh();
        }
        const QString file = QFileDialog::getOpenFileName(this, tr("Open known scores"), {},
                                                          tr("Pairs with scores (*.json *.jsonl);;All files (*)"));
        if (!file.isEmpty())
            compareWithKnown(file);
    });
    connect(&m_known, &ReferenceCheck::reached, this, &VerificationPane::refresh);
    connect(&m_known, &ReferenceCheck::ended, this, [this](const ReferenceCheck::Outcome& outcome, const Error& error) {
        m_knownResults[m_knownModel].outcome = outcome;
        m_knownResults[m_knownModel].problem = text(error.what);
        refresh();
    });

    connect(m_button, &QPushButton::clicked, this, [this] {
        if (isVerifying(m_model.path))
            cancel();
        else
            start();
    });
    connect(&m_check, &ModelCheck::reached, this, [this](const QString& device, const QString& type, int done, int of) {
        m_progress->setRange(0, of);
        m_progress->setValue(done);
        m_reached =
            type.isEmpty() ? tr("%1: scoring on the plain path").arg(device) : tr("%1: comparing %2").arg(device, type);
        refresh();
    });
    connect(&m_check, &ModelCheck::compared, this, &VerificationPane::refresh);
    connect(&m_check, &ModelCheck::ended, this, [this](bool cancelled, const Error& error) {
        if (!error.what.empty())
            m_problems[m_verified] = text(error.what);
        else if (!cancelled)
            m_results[m_verified] = m_check.comparisons();
        refresh();
        emit changed();
    });
    connect(session->machine(), &MachineProbe::changed, this, &VerificationPane::refresh);
    connect(session, &Session::runStarted, this, [this] {
        cancel();
        refresh();
    });
    connect(session, &Session::runEnded, this, &VerificationPane::refresh);
    refresh();
}

void VerificationPane::setModel(const ModelItem& model)
{
    m_model = model;
    refresh();
}

std::optional<Verdict> VerificationPane::verdictOf(const QString& path) const
{
    std::optional<Verdict> worst;
    for (const PathComparison& one : m_results.value(path))
        worst = std::max(worst.value_or(Verdict::Fine), one.verdict);
    return worst;
}

std::vector<ModelCheck::Device> VerificationPane::devices() const
{
    std::vector<ModelCheck::Device> devices;
    for (const DeviceItem& device : m_session->machine()->devices())
        if (device.state != DeviceItem::State::Unusable && !device.quantizations.isEmpty())
            devices.push_back({device.id, device.quantizations});
    return devices;
}

QString VerificationPane::problem() const
{
    if (!m_model.folder)
        return m_model.name.isEmpty() ? QString() : tr("The folder of the model was not read.");
    if (m_session->isRunning())
        return tr("A run is going on: verify when it has ended.");
    if (devices().empty())
        return tr("No device is known yet.");
    const std::int64_t needed = m_model.folder->memoryBytes(Quantization::Fp32);
    for (const DeviceItem& device : m_session->machine()->devices())
        if (device.id == QLatin1String("cpu") && device.freeBytes >= 0 && needed > device.freeBytes)
            return tr("The plain path needs %1 in fp32, %2 are free.")
                .arg(Numbers::gib(needed), Numbers::gib(device.freeBytes));
    return {};
}

void VerificationPane::start()
{
    if (!problem().isEmpty())
        return;
    m_check.cancel();
    m_problems.remove(m_model.path);
    m_results.remove(m_model.path);
    m_verified = m_model.path;
    m_check.start(m_model.path, devices());
    refresh();
    emit changed();
}

void VerificationPane::cancel()
{
    m_check.cancel();
    m_known.cancel();
    ++m_knownNumber; // a file that is still being read
}

void VerificationPane::compareWithKnown(const QString& file)
{
    if (!m_model.folder || !problem().isEmpty())
        return;
    m_known.cancel();
    m_knownModel = m_model.path;
    m_knownResults[m_model.path] = {QFileInfo(file).fileName(), {}, {}};
    const int number = ++m_knownNumber;
    inBackground(
        this, m_session->readers(),
        [file = QFileInfo(file).filesystemAbsoluteFilePath(),
         model = *m_model.folder]() -> Result<std::vector<ReferenceScores>> {
            const auto all = readReferenceScores(file);
            if (!all)
                return all.error();
            return referenceScoresOf(*all, model);
        },
        [this, number](const Result<std::vector<ReferenceScores>>& own) {
            if (number != m_knownNumber)
                return;
            Known& known = m_knownResults[m_knownModel];
            if (!own)
                known.problem = text(own.error().what);
            else if (own->empty())
                known.problem = tr("%1 has no scores of this model.").arg(known.file);
            else
                m_known.start(m_knownModel, *own);
            refresh();
        });
    refresh();
}

/// What is known of published scores, whether they were compared or not.
QString VerificationPane::knownText() const
{
    if (!m_model.folder)
        return {};
    if (m_known.isRunning() && m_knownModel == m_model.path)
        return tr("Scoring the pairs of %1…").arg(m_knownResults.value(m_model.path).file);
    if (m_knownResults.contains(m_model.path)) {
        const Known known = m_knownResults.value(m_model.path);
        if (!known.problem.isEmpty())
            return known.problem;
        if (!known.outcome.isFinite)
            return tr("Does not agree with %1: a score is not a number.").arg(known.file);
        const QString said =
            known.outcome.agrees()
                ? tr("Agrees with %1: %n pairs, largest difference %2, tolerance %3.", nullptr, known.outcome.pairs)
                : tr("Does not agree with %1: %n pairs, largest difference %2, tolerance %3.", nullptr,
                     known.outcome.pairs);
        return known.outcome.pairs == 0
                   ? QString()
                   : said.arg(known.file, small(known.outcome.largest), small(ReferenceScores::kTolerance));
    }
    const std::string published = publishedName(m_model.folder->config);
    return published.empty()
               ? tr("Not compared with scores of somebody else. A file with pairs and their scores says whether they "
                    "agree.")
               : tr("This model has the shape of %1. Its published scores belong to texts that are not bundled: a file "
                    "with these pairs and scores says whether this copy agrees.")
                     .arg(text(published));
}

void VerificationPane::refresh()
{
    m_knownState->setText(knownText());
    const bool isComparing = m_known.isRunning() && m_knownModel == m_model.path;
    m_knownButton->setText(isComparing ? tr("Ca&ncel") : tr("Compare with &known scores…"));
    m_knownButton->setEnabled(isComparing || (m_model.folder && problem().isEmpty() && !isVerifying(m_model.path)));
    const bool verifying = isVerifying(m_model.path);
    const QString why = problem();
    m_button->setText(verifying                          ? tr("Ca&ncel")
                      : m_results.contains(m_model.path) ? tr("Ver&ify again")
                                                         : tr("Ver&ify"));
    m_button->setEnabled(verifying || (m_model.folder && why.isEmpty()));
    m_progress->setVisible(verifying);
    if (verifying)
        m_step->setText(QStringLiteral("%1 - %2").arg(
            m_reached, tr("%1 of %2").arg(Numbers::count(m_progress->value()), Numbers::count(m_progress->maximum()))));
    else if (!why.isEmpty())
        m_step->setText(why);
    else if (m_problems.contains(m_model.path))
        m_step->setText(m_problems.value(m_model.path));
    else if (m_results.contains(m_model.path))
        m_step->setText(
            tr("Differences between the fast and the plain path, in units of the model's spread of scores."));
    else
        m_step->setText(tr("Scores 23 built-in pairs on the fast and on the plain path and compares them."));
    showRows();
}

void VerificationPane::showRows()
{
    const std::vector<PathComparison> all =
        isVerifying(m_model.path) ? m_check.comparisons() : m_results.value(m_model.path);
    std::vector<CellModel::Row> rows;
    for (const ModelCheck::Device& device : devices()) {
        for (const QString& quantization : device.quantizations) {
            Cell name;
            name.text = QStringLiteral("%1 · %2").arg(device.id, quantization);
            const PathComparison* one = decisive(all, device.id, quantization);
            if (!one) {
                Cell open;
                open.text = isVerifying(m_model.path) ? tr("waiting") : tr("not verified yet");
                open.icon = QStringLiteral("clock");
                open.tone = Tone::Muted;
                rows.push_back({name, Cell::number(Numbers::none()), Cell::number(Numbers::none()), open});
                continue;
            }
            name.tip = one->what;
            rows.push_back({name, Cell::number(one->largest ? small(*one->largest) : Numbers::none()),
                            Cell::number(one->tolerance > 0 ? small(one->tolerance) : Numbers::none()),
                            verdictCell(*one)});
        }
    }
    m_rows->setRows(std::move(rows));
}

} // namespace rw::ui
