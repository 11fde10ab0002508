// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/reportpage.h"

#include "ui/report/pageview.h"
#include "ui/report/reportbuilder.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/text/numbers.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/pane.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDesktopServices>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSplitter>
#include <QTimer>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace rw::ui {

namespace {

/// Titles of the sections in the language of the window; the report itself is English.
QString sectionTitle(const std::string& id)
{
    static constexpr std::pair<const char*, const char*> titles[] = {
        {"summary", QT_TRANSLATE_NOOP("rw::ui::ReportPage", "Summary")},
        {"setup", QT_TRANSLATE_NOOP("rw::ui::ReportPage", "Setup")},
        {"quality", QT_TRANSLATE_NOOP("rw::ui::ReportPage", "Quality")},
        {"length", QT_TRANSLATE_NOOP("rw::ui::ReportPage", "Length")},
        {"quantization", QT_TRANSLATE_NOOP("rw::ui::ReportPage", "Quantization")},
        {"layers", QT_TRANSLATE_NOOP("rw::ui::ReportPage", "Cut-off layers")},
        {"performance", QT_TRANSLATE_NOOP("rw::ui::ReportPage", "Performance")},
        {"agreement", QT_TRANSLATE_NOOP("rw::ui::ReportPage", "Agreement")},
        {"examples", QT_TRANSLATE_NOOP("rw::ui::ReportPage", "Examples")},
        {"problems", QT_TRANSLATE_NOOP("rw::ui::ReportPage", "Problems")},
        {"method", QT_TRANSLATE_NOOP("rw::ui::ReportPage", "Method")},
        {"provenance", QT_TRANSLATE_NOOP("rw::ui::ReportPage", "Provenance")}};
    for (const auto& [name, title] : titles)
        if (id == name)
            return QCoreApplication::translate("rw::ui::ReportPage", title);
    return text(id);
}

QLabel* headed(const QString& title, QWidget* buddy, QWidget* parent)
{
    auto* label = new QLabel(title, parent);
    label->setFont(Theme::scaled(label->font(), 1, true));
    label->setBuddy(buddy);
    return label;
}

} // namespace

ReportPage::ReportPage(Session* session, QWidget* parent)
    : Page(Area::Report, session, parent)
    , m_builder(new ReportBuilder(session->readers(), this))
    , m_title(new QLineEdit(this))
    , m_question(new QPlainTextEdit(this))
    , m_run(new QComboBox(this))
    , m_reference(new QComboBox(this))
    , m_measure(new QComboBox(this))
    , m_sections(new QListWidget(this))
    , m_redact(new QCheckBox(tr("&Ids only, no texts"), this))
    , m_paths(new QCheckBox(tr("&Paths and host names"), this))
    , m_format(new QComboBox(this))
    , m_save(nullptr)
    , m_view(new PageView(this))
    , m_place(new QLabel(this))
    , m_id(new QLabel(this))
    , m_later(new QTimer(this))
{
    const int u = Theme::unit(this);
    m_format->setObjectName(QStringLiteral("reportFormat"));
    m_format->setAccessibleName(tr("Format of the report"));
    m_format->setMinimumHeight(4 * u);
    const std::pair<QString, const char*> formats[] = {
        {tr("HTML, one file"), "html"},  {tr("PDF"), "pdf"},
        {tr("Markdown"), "md"},          {tr("LaTeX tables"), "tex"},
        {tr("CSV, first table"), "csv"}, {tr("JSON, all tables"), "json"}};
    for (const auto& [name, ending] : formats)
        m_format->addItem(name, QLatin1String(ending));
    auto* splitter = new QSplitter(Qt::Horizontal, contentParent());
    addChoices(splitter);
    addPreview(splitter);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({32 * u, 100 * u});
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(u);
    setContent(splitter);
    auto* empty = new EmptyState(QStringLiteral("report"), tr("Nothing to report yet"),
                                 tr("A report needs at least one finished configuration."), tr("Show results"), this);
    connect(empty, &EmptyState::triggered, this, [this] { emit pageRequested(Area::Results); });
    setEmptyState(empty);
    m_save = addAction(tr("&Save report…"), QStringLiteral("saveReportButton"), QStringLiteral("export"), true);
    m_save->setEnabled(false);
    connect(m_save, &QPushButton::clicked, this, &ReportPage::chooseFile);

    // While somebody types, nothing is made of the half of a word.
    m_later->setSingleShot(true);
    connect(m_later, &QTimer::timeout, this, &ReportPage::build);
    connect(m_builder, &ReportBuilder::progressed, this, [this](int done, int all) {
        m_bar->setRange(0, all);
        m_bar->setValue(done);
        m_step->setText(tr("Writing report, step %1 of %2").arg(Numbers::count(done + 1), Numbers::count(all)));
    });
    connect(m_builder, &ReportBuilder::ready, this, &ReportPage::showReady);
    connect(m_builder, &ReportBuilder::failed, this, [this](const QString& what) {
        banner()->showError(tr("The report was not written: %1").arg(what));
        if (!m_builder->pages())
            stop(tr("No preview: see above."));
    });
    connect(m_builder, &ReportBuilder::painted, this, [this](int page, const QImage& image) {
        if (page == m_page)
            m_view->setPage(image);
    });
    connect(m_builder, &ReportBuilder::saved, this, [this](const QString& file, qint64 bytes) {
        m_savedFile = file;
        m_saved->setText(tr("Saved %1, %2").arg(QFileInfo(file).fileName(), Numbers::bytes(bytes)));
        m_saved->setToolTip(file);
        m_savedRow->show();
        m_save->setEnabled(true);
    });
    connect(session, &Session::resultsChanged, this, &ReportPage::refresh);
    connect(session->selection(), &Selection::baselineChanged, this, &ReportPage::refresh);
    connect(session->selection(), &Selection::datasetChanged, this, &ReportPage::refresh);
    connect(session->selection(), &Selection::measureChanged, this, &ReportPage::refresh);
    refresh();
}

void ReportPage::addChoices(QSplitter* row)
{
    const int u = Theme::unit(this);
    auto* pane = new Pane(QString(), row);
    auto* form = new QWidget(pane);
    auto* column = new QVBoxLayout(form);
    column->setContentsMargins(u, u, u, u);
    column->setSpacing(u / 2);
    const auto add = [&](const QString& title, QWidget* widget, const QString& name) {
        widget->setObjectName(name);
        column->addWidget(headed(title, widget, form));
        column->addWidget(widget);
        column->addSpacing(u);
    };
    add(tr("&Title"), m_title, QStringLiteral("reportTitle"));
    m_question->setTabChangesFocus(true);
    m_question->setPlaceholderText(tr("What the report answers"));
    m_question->setFixedHeight(3 * m_question->fontMetrics().lineSpacing() + u);
    add(tr("&Question"), m_question, QStringLiteral("reportQuestion"));
    for (QComboBox* combo : {m_run, m_reference, m_measure}) {
        combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        combo->setMinimumContentsLength(12);
    }
    add(tr("Ru&n"), m_run, QStringLiteral("reportRun"));
    add(tr("&Reference"), m_reference, QStringLiteral("reportReference"));
    add(tr("&Measure"), m_measure, QStringLiteral("reportMeasure"));

    for (const auto& [id, title] : reportSections()) {
        auto* item = new QListWidgetItem(sectionTitle(id), m_sections);
        item->setData(Qt::UserRole, text(id));
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(Qt::Checked);
    }
    m_sections->setFrameShape(QFrame::NoFrame);
    m_sections->setAccessibleName(tr("Sections of the report"));
    m_sections->setToolTip(tr("Space takes a section out or in"));
    m_sections->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_sections->setFixedHeight(m_sections->sizeHintForRow(0) * m_sections->count() + u);
    add(tr("S&ections"), m_sections, QStringLiteral("reportSections"));
    column->addWidget(headed(tr("Options"), nullptr, form));
    m_redact->setObjectName(QStringLiteral("reportRedact"));
    m_redact->setToolTip(tr("Leaves out the texts of queries and passages, for data that may not be passed on"));
    m_paths->setObjectName(QStringLiteral("reportPaths"));
    column->addWidget(m_redact);
    column->addWidget(m_paths);
    column->addStretch(1);

    connect(m_title, &QLineEdit::textEdited, this, &ReportPage::later);
    connect(m_question, &QPlainTextEdit::textChanged, this, &ReportPage::later);
    connect(m_run, &QComboBox::activated, this,
            [this](int index) { session()->loadResults(m_run->itemData(index).toLongLong()); });
    connect(m_reference, &QComboBox::activated, this,
            [this](int index) { session()->selection()->setBaseline(m_reference->itemData(index).toLongLong()); });
    connect(m_measure, &QComboBox::activated, this, [this](int index) {
        if (const auto measure = parseMeasure(m_measure->itemText(index).toStdString());
            measure && measure->size() == 1)
            session()->selection()->setMeasure(measure->front());
    });
    connect(m_sections, &QListWidget::itemChanged, this, &ReportPage::later);
    connect(m_sections, &QListWidget::currentItemChanged, this, [this](const QListWidgetItem* item) {
        if (item && m_builder->pages())
            showPage(m_builder->pages()->paged.pageOf(item->data(Qt::UserRole).toString().toStdString()));
    });
    connect(m_redact, &QCheckBox::toggled, this, [this](bool on) {
        m_paths->setEnabled(!on);
        later();
    });
    connect(m_paths, &QCheckBox::toggled, this, &ReportPage::later);
    pane->addContent(scrolled(form, tr("What the report holds")), true);
}

QWidget* ReportPage::progressRow()
{
    const int u = Theme::unit(this);
    m_progress = new QWidget(this);
    m_bar = new QProgressBar(m_progress);
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(16 * u);
    m_bar->setAccessibleName(tr("Progress of the report"));
    m_step = new QLabel(m_progress);
    auto* cancel = new QPushButton(tr("Cancel"), m_progress);
    cancel->setObjectName(QStringLiteral("cancelReportButton"));
    connect(cancel, &QPushButton::clicked, this, [this] {
        m_builder->cancel();
        stop(tr("Cancelled. Any change makes the report anew."));
    });
    auto* row = new QHBoxLayout(m_progress);
    row->setContentsMargins(u, 0, u, 0);
    row->addWidget(m_bar);
    row->addWidget(m_step, 1);
    row->addWidget(cancel);
    m_progress->hide();
    return m_progress;
}

void ReportPage::addPreview(QSplitter* columns)
{
    const int u = Theme::unit(this);
    auto* pane = new Pane(tr("Preview"), columns);
    m_place->setForegroundRole(QPalette::PlaceholderText);
    m_place->setObjectName(QStringLiteral("reportPlace"));
    const auto button = [&](const QString& sign, const QString& name, int by) {
        auto* made = new QPushButton(sign, this);
        made->setAccessibleName(name);
        made->setToolTip(name);
        made->setFixedWidth(4 * u);
        connect(made, &QPushButton::clicked, this, [this, by] { showPage(m_page + by); });
        return made;
    };
    m_before = button(QStringLiteral("‹"), tr("Page before"), -1);
    m_next = button(QStringLiteral("›"), tr("Next page"), 1);
    pane->addControl(m_place);
    pane->addControl(m_before);
    pane->addControl(m_next);
    pane->addControl(m_format);
    pane->addContent(progressRow(), true, 0);

    m_savedRow = new QWidget(this);
    m_saved = new QLabel(m_savedRow);
    m_saved->setObjectName(QStringLiteral("reportSaved"));
    auto* open = new QPushButton(tr("&Open folder"), m_savedRow);
    open->setObjectName(QStringLiteral("openReportFolderButton"));
    connect(open, &QPushButton::clicked, this,
            [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(m_savedFile).absolutePath())); });
    auto* row = new QHBoxLayout(m_savedRow);
    row->setContentsMargins(u, 0, u, 0);
    row->addWidget(m_saved, 1);
    row->addWidget(open);
    m_savedRow->hide();
    pane->addContent(m_savedRow, true, 0);
    pane->addContent(m_view, true);
    m_id->setForegroundRole(QPalette::PlaceholderText);
    m_id->setFont(Theme::scaled(font(), 12.0 / 13));
    m_id->setWordWrap(true);
    pane->addContent(m_id, false, 0);
    auto* resized = new QTimer(this);
    resized->setSingleShot(true);
    resized->setInterval(100);
    connect(m_view, &PageView::resized, resized, qOverload<>(&QTimer::start));
    connect(resized, &QTimer::timeout, this, &ReportPage::paintPage);
    connect(m_view, &PageView::turned, this, [this](int by) { showPage(m_page + by); });
}

bool ReportPage::canBuild() const
{
    return !session()->workspacePath().isEmpty() && !session()->hasSampleValues() && !session()->results().rows.empty();
}

void ReportPage::refresh()
{
    const ResultsData& results = session()->results();
    setEmpty(results.rows.empty());
    m_builder->forget();
    showRuns();
    showReferences();
    const Measure& measure = session()->selection()->measure();
    m_measure->clear();
    for (const char* name : {"nDCG@10", "nDCG@5", "RR@10", "AP", "P@10", "R@10", "Success@1"})
        m_measure->addItem(QLatin1String(name));
    if (m_measure->findText(text(measure.name)) < 0)
        m_measure->addItem(text(measure.name));
    m_measure->setCurrentText(text(measure.name));
    const RunRecord* run = results.chosen();
    m_title->setPlaceholderText(run ? text(run->name) : QString());
    setSubtitle(run ? text(run->name) : QString());
    later();
}

void ReportPage::showRuns()
{
    m_run->clear();
    for (const RunRecord& run : session()->results().runs)
        m_run->addItem(QStringLiteral("%1 · %2").arg(text(run.name), Numbers::time(run.startedAt)),
                       QVariant::fromValue<qint64>(run.id));
    m_run->setCurrentIndex(m_run->findData(QVariant::fromValue<qint64>(session()->results().run)));
}

void ReportPage::showReferences()
{
    m_reference->clear();
    for (const ResultRow* row : session()->results().of(session()->selection()->dataset()))
        if (row->unit.status == "finished")
            m_reference->addItem(configurationName(row->unit), QVariant::fromValue<qint64>(row->unit.id));
    m_reference->setCurrentIndex(
        m_reference->findData(QVariant::fromValue<qint64>(session()->selection()->baseline())));
}

void ReportPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (m_isStale)
        m_later->start(0);
}

void ReportPage::later()
{
    m_isStale = true;
    m_builder->cancel();
    m_progress->hide();
    if (isVisible())
        m_later->start(500);
}

ReportRequest ReportPage::request() const
{
    ReportRequest request;
    request.run = session()->results().run;
    request.baseline = m_reference->currentData().toLongLong();
    request.measure = session()->selection()->measure();
    request.title = m_title->text().trimmed().toStdString();
    request.question = m_question->toPlainText().simplified().toStdString();
    for (int i = 0; i < m_sections->count(); ++i)
        if (m_sections->item(i)->checkState() == Qt::Checked)
            request.sections.push_back(m_sections->item(i)->data(Qt::UserRole).toString().toStdString());
    request.redact = m_redact->isChecked();
    request.showPaths = m_paths->isChecked() && !request.redact;
    return request;
}

void ReportPage::build()
{
    m_isStale = false;
    m_savedRow->hide();
    const ReportRequest wanted = request();
    if (!canBuild() || wanted.sections.empty())
        return stop(session()->hasSampleValues() ? tr("There is no report of sample values.")
                    : wanted.sections.empty()    ? tr("Choose a section at least.")
                                                 : QString());
    m_save->setEnabled(false);
    m_bar->setRange(0, 0);
    m_step->setText(tr("Writing report"));
    m_progress->show();
    m_builder->build(session()->workspacePath(), wanted);
}

void ReportPage::stop(const QString& reason)
{
    m_progress->hide();
    m_save->setEnabled(false);
    m_view->clear(reason);
    m_place->clear();
    m_id->clear();
    m_before->setEnabled(false);
    m_next->setEnabled(false);
}

void ReportPage::showReady()
{
    m_progress->hide();
    m_save->setEnabled(true);
    m_id->setText(tr("The same results give the same report, byte by byte. Report %1")
                      .arg(Numbers::shortHash(m_builder->pages()->document.id)));
    showPage(std::min(m_page, m_builder->pages()->paged.pages() - 1));
}

void ReportPage::showPage(int page)
{
    if (!m_builder->pages())
        return;
    const int pages = m_builder->pages()->paged.pages();
    const bool isOther = page != m_page;
    m_page = std::clamp(page, 0, pages - 1);
    m_place->setText(tr("Page %1 of %2").arg(Numbers::count(m_page + 1), Numbers::count(pages)));
    m_view->setAccessibleDescription(m_place->text());
    m_before->setEnabled(m_page > 0);
    m_next->setEnabled(m_page + 1 < pages);
    if (isOther)
        m_view->ensureVisible(0, 0);
    paintPage();
}

void ReportPage::paintPage()
{
    m_builder->paint(m_page, m_view->wantedWidth());
}

void ReportPage::chooseFile()
{
    const QString ending = m_format->currentData().toString();
    const QString name = QFileInfo(session()->workspacePath()).completeBaseName() + QLatin1String("-report.") + ending;
    QString file = QFileDialog::getSaveFileName(this, tr("Save report"), name,
                                                m_format->currentText() + QStringLiteral(" (*.%1)").arg(ending));
    if (file.isEmpty())
        return;
    if (!file.endsWith(QLatin1Char('.') + ending))
        file += QLatin1Char('.') + ending;
    saveAs(file);
}

void ReportPage::saveAs(const QString& file)
{
    m_save->setEnabled(false);
    m_savedRow->hide();
    m_builder->save(file);
}

} // namespace rw::ui
