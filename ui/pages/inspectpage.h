// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/inspection.h"
#include "ui/widgets/page.h"

#include <array>
#include <memory>

class QComboBox;
class QPushButton;
class QStackedWidget;
class QTimer;

namespace rw {
class ModelInputMaker;
}

namespace rw::ui {

class PairCard;
class Playground;
class QueryPane;
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
    /// The playground with this model alone.
    void tryModel(const QString& path);
    /// The queries that a filter of the list finds.
    void filterQueries(const QString& filter);
    const Inspection* inspection() const { return m_inspection.get(); }

protected:
    void showEvent(QShowEvent* event) override;

private:
    void makeChoices(QWidget* bar);
    void makeKeys();
    void showPlayground(bool shown);
    void showState();
    void showSubtitle(int warmWorkers); // -1: as many as before
    void refresh();                     // everything that is looked at may have changed
    void showUnits();
    void choose(std::int64_t left, std::int64_t right);
    void read();
    void take(Inspection inspection);
    void showQuery();
    QByteArray json() const; // the shown query and its rankings
    void showPair();
    std::vector<std::int64_t> units() const;
    std::vector<std::int64_t> more() const;
    InspectionRequest request() const;
    QString nameOf(std::int64_t unit) const;

    QComboBox* m_left = nullptr;
    QComboBox* m_right = nullptr;
    std::array<QComboBox*, 2> m_moreBoxes{};
    std::shared_ptr<ModelInputMaker> m_maker;
    QueryPane* m_queries = nullptr;
    RankingsPane* m_rankings = nullptr;
    PairCard* m_card = nullptr;
    QStackedWidget* m_stack;
    QPushButton* m_toPlayground = nullptr;
    Playground* m_playground = nullptr; // made when it is first shown
    int m_warm = 0;                     // models in memory
    QTimer* m_later;
    std::shared_ptr<const Inspection> m_inspection;
    QStringList m_passages;           // of the shown query, by place of the pair in it
    QString m_shown;                  // the query
    std::vector<std::int64_t> m_more; // as chosen, for the third and the fourth ranking
    bool m_leftIsFirstStage = false;
    bool m_rightIsFirstStage = false;
    bool m_isStale = true;
    int m_request = 0;
    int m_textRequest = 0;
};

} // namespace rw::ui
