// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/typeddata.h"
#include "core/run/livescorer.h"

#include <QStringList>
#include <QThread>
#include <QWidget>

#include <vector>

class QCheckBox;
class QComboBox;
class QHBoxLayout;
class QLabel;
class QMenu;
class QPushButton;
class QStackedWidget;

namespace rw::ui {

class AnswerColumn;
class InputView;
class Pane;
class QuestionPane;
class Session;

/// A query and passages typed by the user, answered by all chosen models side by side. Workers keep their models for
/// the next question while the page is in use. Questions can be saved as a data set.
class Playground : public QWidget
{
    Q_OBJECT

public:
    explicit Playground(Session* session, QWidget* parent = nullptr);
    ~Playground() override;

    QuestionPane* question() const { return m_question; }
    const std::vector<AnswerColumn*>& columns() const { return m_columns; }

    void ask();
    void cancel();
    /// Writes the questions of this sitting (or the last one alone) into a new folder and adds it to the workspace.
    void saveTo(const QString& folder, bool all);
    /// What was asked and answered, as JSON.
    QByteArray json() const;

signals:
    void warmChanged(int workers);
    void failed(const QString& what);
    void saved(const QString& folder);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* answers();
    Pane* inputPane();
    void startThread();
    void showColumns(const LiveQuestion& question);
    void take(const LiveAnswer& answer);
    void choosePassage(int passage);
    void showInput();
    void showGrades();
    void keep();
    void showEarlier();
    void chooseFolder(bool all);
    void setIdle(int ms);
    AnswerColumn* column(int question, int model) const;

    Session* m_session;
    QuestionPane* m_question;
    QComboBox* m_earlier;
    QStackedWidget* m_answers;
    QHBoxLayout* m_row = nullptr;
    std::vector<AnswerColumn*> m_columns;
    Pane* m_inputPane = nullptr;
    QComboBox* m_model;
    QCheckBox* m_relevant;
    QPushButton* m_save;
    QPushButton* m_copy;
    InputView* m_input;
    QLabel* m_state;

    QThread m_thread;
    LiveScorer* m_scorer = nullptr; // lives there
    int m_number = 0;               // of the newest question
    LiveQuestion m_asked;
    QStringList m_passages;    // of it
    std::vector<int> m_grades; // by place as typed; empty: nothing is judged
    int m_passage = -1;
    std::vector<TypedQuery> m_sitting; // the last one is what is shown
};

} // namespace rw::ui
