// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/inspection.h"
#include "ui/widgets/pane.h"

#include <atomic>
#include <memory>

class QComboBox;
class QLabel;
class QLineEdit;
class QListView;

namespace rw {
class ModelInputMaker;
}

namespace rw::ui {

class NoteEditor;
class QueryList;
class Session;

/// The queries of an inspection: what is looked for, the list and how many there are. The chosen one is the query of
/// the selection.
class QueryPane : public Pane
{
    Q_OBJECT

public:
    /// `maker` has the tokenizers; the page uses the same ones.
    QueryPane(Session* session, std::shared_ptr<ModelInputMaker> maker, QWidget* parent = nullptr);
    ~QueryPane() override;

    void setInspection(std::shared_ptr<const Inspection> inspection);
    /// Null: it is not in the list.
    const InspectedQuery* query(const QString& id) const;
    /// Chooses the query of the selection in the list.
    void showChosen();
    /// To the next (1) or the previous query (-1).
    void step(int rows);

    QLineEdit* search() const { return m_search; }
    QComboBox* order() const { return m_order; }
    NoteEditor* note() const { return m_note; }
    QListView* view() const { return m_view; }

signals:
    /// The query that is chosen now may be another one, or none.
    void shownChanged();

private:
    void applyFilter();
    void readCuts();
    void readSlices(const QString& field);
    void showCount();
    void chooseRow(int row);

    Session* m_session;
    std::shared_ptr<ModelInputMaker> m_maker; // shared with tasks that outlive the pane
    std::shared_ptr<const Inspection> m_inspection;
    QueryList* m_list;
    QLineEdit* m_search;
    QComboBox* m_order;
    QListView* m_view;
    QLabel* m_count;
    NoteEditor* m_note;
    QString m_filterProblem; // or what the filter waits for
    std::shared_ptr<std::atomic<int>> m_cutRequest;
};

} // namespace rw::ui
