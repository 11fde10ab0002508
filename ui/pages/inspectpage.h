// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/inspection.h"
#include "ui/widgets/page.h"

#include <atomic>
#include <memory>

class QComboBox;
class QLabel;
class QLineEdit;
class QListView;
class QTimer;

namespace rw {
class ModelInputMaker;
}

namespace rw::ui {

class PairCard;
class QueryList;
class RankingsPane;

/// Queries by how far two configurations differ, both rankings of the chosen one, and what a model got of a pair. The
/// two are the reference of the selection and the first other unit of it; either can be the order before scoring.
class InspectPage : public Page
{
    Q_OBJECT

public:
    InspectPage(Session* session, QWidget* parent = nullptr);
    ~InspectPage() override;

    std::int64_t left() const;
    std::int64_t right() const;
    const Inspection* inspection() const { return m_inspection.get(); }

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* choices();
    QWidget* queryPart();
    void makeKeys();
    void refresh(); // everything that is looked at may have changed
    void showUnits();
    void choose(std::int64_t left, std::int64_t right);
    void read();
    void take(Inspection inspection);
    void showQuery();
    void showPair();
    void step(int rows);
    void chooseRow(int row);
    void applyFilter();
    void readCuts();
    void showCount();
    std::vector<std::int64_t> units() const;
    InspectionRequest request() const;
    QString nameOf(std::int64_t unit) const;

    QComboBox* m_left;
    QComboBox* m_right;
    QLineEdit* m_search;
    QListView* m_queries;
    QueryList* m_list;
    QLabel* m_count;
    RankingsPane* m_rankings;
    std::shared_ptr<ModelInputMaker> m_maker;
    PairCard* m_card;
    std::shared_ptr<std::atomic<int>> m_cutRequest;
    QString m_filterProblem; // or what the filter waits for
    QTimer* m_later;
    std::shared_ptr<const Inspection> m_inspection;
    QStringList m_passages; // of the shown query, by place of the pair in it
    QString m_shown;        // the query
    bool m_leftIsFirstStage = false;
    bool m_rightIsFirstStage = false;
    bool m_isStale = true;
    int m_request = 0;
    int m_textRequest = 0;
};

} // namespace rw::ui
