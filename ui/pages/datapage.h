// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/inputlengths.h"
#include "ui/widgets/page.h"

#include <QHash>

#include <atomic>
#include <memory>

class QComboBox;
class QLabel;
class QListWidget;
class QPushButton;
class QTabWidget;

namespace rw::ui {

class CellModel;
class FactsRow;
class FindingsModel;
class LengthHistogram;
class Pane;
class PreviewModel;
class TableView;

/// The data sets of the workspace: what is in them, what was odd, how long the inputs are and what a limit cuts.
class DataPage : public Page
{
    Q_OBJECT

public:
    explicit DataPage(Session* session, QWidget* parent = nullptr);

    ~DataPage() override;

    void showLengths(const LengthForecast& lengths);

private:
    QWidget* lengthsPane();
    void refresh();
    void refreshModels();
    void showDataset();
    QWidget* tokenizersPane();
    void countTokens();
    void countAll();
    void count(int dataset, int model, bool goOn);
    void showTokenizers();
    QString keyOf(int dataset, int model) const;
    void chooseLimit();
    int chosen() const;

    QListWidget* m_list = nullptr;
    FactsRow* m_facts = nullptr;
    FindingsModel* m_findings;
    PreviewModel* m_preview;
    Pane* m_report = nullptr;
    QTabWidget* m_tabs = nullptr;
    QComboBox* m_tokenizer = nullptr;
    LengthHistogram* m_histogram = nullptr;
    CellModel* m_limits;
    TableView* m_limitTable = nullptr;
    QLabel* m_sentence = nullptr;
    CellModel* m_tokenizers;
    QPushButton* m_countAll = nullptr;
    QHash<QString, std::shared_ptr<const LengthForecast>> m_counted; // by data set and model, see keyOf()
    std::shared_ptr<std::atomic<int>> m_request;                     // what is counted now; tasks of older ones end
    QString m_shown; // path of the data set whose details are on the page
};

} // namespace rw::ui
