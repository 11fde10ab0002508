// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/livescorer.h"
#include "ui/widgets/pane.h"

#include <QStringList>

#include <vector>

class QLabel;

namespace rw::ui {

class CellModel;
class TableView;

/// The passages of a question as one model ranks them, or how far it is.
class AnswerColumn : public Pane
{
    Q_OBJECT

public:
    AnswerColumn(const QString& model, int series, const QString& quantization, QWidget* parent = nullptr);

    void showStep(const QString& what);
    void showProblem(const QString& what, const QString& detail);
    void showAnswer(const LiveAnswer& answer, const QStringList& passages);
    /// By place as typed; -1: not judged. Empty: nothing is.
    void setGrades(const std::vector<int>& grades);

    const LiveAnswer* answer() const { return m_answer.scores.empty() ? nullptr : &m_answer; }
    QString model() const { return m_name; }
    void choosePassage(int passage);

signals:
    /// Place as typed.
    void passageChosen(int passage);

private:
    void showRows();

    QString m_name;
    QLabel* m_problem;
    CellModel* m_model;
    TableView* m_table;
    LiveAnswer m_answer;
    QStringList m_passages;
    std::vector<int> m_grades;
};

} // namespace rw::ui
