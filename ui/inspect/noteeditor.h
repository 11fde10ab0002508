// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QString>
#include <QThreadPool>
#include <QWidget>

#include <cstdint>

class QLabel;
class QPlainTextEdit;
class QTimer;

namespace rw::ui {

class Session;

/// The note on one query. What is typed is stored in the workspace a moment later, and at once when another query is
/// shown or the page is left.
class NoteEditor : public QWidget
{
    Q_OBJECT

public:
    explicit NoteEditor(Session* session, QWidget* parent = nullptr);
    ~NoteEditor() override;

    /// Reads the notes of a data set of the open workspace.
    void setDataset(std::int64_t dataset);
    void setQuery(const QString& id);
    /// By id of the query, as typed.
    const QMap<QString, QString>& notes() const { return m_notes; }
    QPlainTextEdit* edit() const { return m_edit; }

signals:
    void notesChanged();
    void failed(const QString& what);

protected:
    void hideEvent(QHideEvent* event) override;

private:
    void store();

    Session* m_session;
    QPlainTextEdit* m_edit;
    QLabel* m_state;
    QTimer* m_later;
    QThreadPool m_writer; // one thread: notes are stored in the order in which they were written
    QMap<QString, QString> m_notes;
    QString m_workspace; // that they are of
    std::int64_t m_dataset = 0;
    QString m_query;
    bool m_isTyped = false; // and not stored yet
    int m_request = 0;
};

} // namespace rw::ui
