// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/page.h"

class QComboBox;
class QLabel;
class QListWidget;
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

    void showLengths(const InputLengths& lengths);

private:
    QWidget* lengthsPane();
    void refresh();
    void refreshModels();
    void showDataset();
    void countTokens();
    void chooseLimit();
    int chosen() const;

    QListWidget* m_list;
    FactsRow* m_facts;
    FindingsModel* m_findings;
    PreviewModel* m_preview;
    Pane* m_report;
    QTabWidget* m_tabs;
    QComboBox* m_tokenizer;
    LengthHistogram* m_histogram;
    CellModel* m_limits;
    TableView* m_limitTable = nullptr;
    QLabel* m_sentence = nullptr;
    QString m_shown; // path of the data set whose details are on the page
};

} // namespace rw::ui
