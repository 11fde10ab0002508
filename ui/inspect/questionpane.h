// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/livescorer.h"
#include "ui/widgets/pane.h"

#include <QStringList>

#include <vector>

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace rw::ui {

class ChoiceList;
class Session;

/// What is asked: a query, its passages, and which models answer in what quantization, length and on what device.
class QuestionPane : public Pane
{
    Q_OBJECT

public:
    explicit QuestionPane(Session* session, QWidget* parent = nullptr);

    QString query() const;
    /// Without the empty ones, trimmed.
    QStringList passages() const;
    void setTexts(const QString& query, const QStringList& passages);
    void setModel(const QString& path); // the only one that answers
    /// Models in the order of the workspace.
    LiveQuestion question() const;
    /// Why it cannot be asked; empty: it can.
    QString problem() const;

    void setAsking(bool asking);
    QPushButton* ask() const { return m_ask; }
    QPushButton* cancel() const { return m_cancel; }
    QPlainTextEdit* queryEdit() const { return m_query; }

signals:
    void textChanged();

private:
    QWidget* texts();
    QWidget* choices();
    void showModels();
    void showDevices();
    void showQuantizations();
    void refresh();

    Session* m_session;
    QPlainTextEdit* m_query;
    QPlainTextEdit* m_passages;
    QComboBox* m_separator;
    QLabel* m_count;
    ChoiceList* m_models;
    QComboBox* m_length;
    QComboBox* m_quantization;
    QComboBox* m_device;
    QLabel* m_problem;
    QPushButton* m_ask;
    QPushButton* m_cancel;
    bool m_asking = false;
};

} // namespace rw::ui
