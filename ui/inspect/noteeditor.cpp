// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/noteeditor.h"

#include "core/store/notes.h"
#include "core/store/workspace.h"
#include "ui/session/background.h"
#include "ui/session/session.h"
#include "ui/text/numbers.h"
#include "ui/theme/theme.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSignalBlocker>
#include <QTimer>

#include <utility>

namespace rw::ui {

namespace {

constexpr int kPauseMs = 800; // of typing

using Notes = std::map<std::string, std::string>;

} // namespace

NoteEditor::NoteEditor(Session* session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_edit(new QPlainTextEdit(this))
    , m_state(new QLabel(this))
    , m_later(new QTimer(this))
{
    const int u = Theme::unit(this);
    auto* title = new QLabel(tr("&Note"), this);
    title->setFont(Theme::scaled(font(), 12.0 / 13, true));
    title->setBuddy(m_edit);
    m_state->setForegroundRole(QPalette::PlaceholderText);
    m_state->setFont(Theme::scaled(font(), 12.0 / 13));
    m_edit->setObjectName(QStringLiteral("inspectNote"));
    m_edit->setAccessibleName(tr("Note on the query"));
    m_edit->setPlaceholderText(tr("What is to be remembered of this query (N)"));
    m_edit->setTabChangesFocus(true);
    m_edit->setFixedHeight(m_edit->fontMetrics().lineSpacing() * 3 + u);
    m_edit->setEnabled(false);
    auto* header = new QHBoxLayout;
    header->addWidget(title);
    header->addStretch(1);
    header->addWidget(m_state);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(u / 2);
    column->addLayout(header);
    column->addWidget(m_edit);

    m_writer.setMaxThreadCount(1);
    m_later->setSingleShot(true);
    m_later->setInterval(kPauseMs);
    connect(m_later, &QTimer::timeout, this, &NoteEditor::store);
    connect(m_edit, &QPlainTextEdit::textChanged, this, [this] {
        m_isTyped = true;
        m_state->clear();
        m_later->start();
    });
}

NoteEditor::~NoteEditor()
{
    blockSignals(true); // who hears may be gone already
    store();
    m_writer.waitForDone(); // nothing that was typed is lost
}

void NoteEditor::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    store();
}

void NoteEditor::setDataset(std::int64_t dataset)
{
    store();
    const QString workspace = m_session->hasSampleValues() ? QString() : m_session->workspacePath();
    if (dataset == m_dataset && workspace == m_workspace)
        return;
    m_dataset = dataset;
    m_workspace = workspace;
    m_notes.clear();
    setQuery({});
    emit notesChanged();
    if (dataset == 0 || workspace.isEmpty())
        return;
    const int request = ++m_request;
    // After what is being stored.
    inBackground(
        this, &m_writer,
        [file = QFileInfo(workspace).filesystemAbsoluteFilePath(), dataset] { return readNotes(file, dataset); },
        [this, request](const Result<Notes>& notes) {
            if (request != m_request)
                return;
            if (!notes) {
                emit failed(text(notes.error().what));
                return;
            }
            for (const auto& [id, note] : *notes)
                if (!m_notes.contains(text(id))) // else it was typed meanwhile
                    m_notes.insert(text(id), text(note));
            if (!m_isTyped)
                setQuery(m_query);
            emit notesChanged();
        });
}

void NoteEditor::setQuery(const QString& id)
{
    store();
    m_query = id;
    const QSignalBlocker blocker(m_edit);
    m_edit->setPlainText(m_notes.value(id));
    m_edit->setEnabled(!id.isEmpty() && !m_workspace.isEmpty());
    m_state->clear();
}

void NoteEditor::store()
{
    m_later->stop();
    if (!std::exchange(m_isTyped, false) || m_query.isEmpty() || m_workspace.isEmpty())
        return;
    const QString note = m_edit->toPlainText().trimmed();
    if (note.isEmpty())
        m_notes.remove(m_query);
    else
        m_notes.insert(m_query, note);
    emit notesChanged();
    inBackground(
        this, &m_writer,
        [file = QFileInfo(m_workspace).filesystemAbsoluteFilePath(), dataset = m_dataset, id = m_query.toStdString(),
         note = note.toStdString()]() -> Status {
            auto workspace = Workspace::open(file, Workspace::Mode::OpenExisting);
            return workspace ? writeNote(**workspace, dataset, id, note) : Status(workspace.error());
        },
        [this, id = m_query](const Status& status) {
            if (!status)
                emit failed(tr("The note was not stored: %1").arg(text(status.error().what)));
            else if (id == m_query && !m_isTyped)
                m_state->setText(tr("stored"));
        });
}

} // namespace rw::ui
