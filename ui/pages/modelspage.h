// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/page.h"

namespace rw::ui {

class CellModel;
class MemoryModel;
class ModelsModel;
class Pane;
class TableView;

/// The models of the workspace, and of the chosen one what it needs and what it is made of.
class ModelsPage : public Page
{
    Q_OBJECT

public:
    explicit ModelsPage(Session* session, QWidget* parent = nullptr);

private:
    QWidget* detail();
    void refresh();
    void showDetail();
    int chosen() const;

    ModelsModel* m_models;
    MemoryModel* m_memory;
    CellModel* m_facts;
    CellModel* m_files;
    TableView* m_table;
    Pane* m_memoryPane = nullptr;
    Pane* m_factsPane = nullptr;
    Pane* m_filesPane = nullptr;
};

} // namespace rw::ui
