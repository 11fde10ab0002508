// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/modelsmodel.h"
#include "ui/widgets/page.h"

#include <QHash>

class QPushButton;
class QSplitter;

namespace rw::ui {

class CellModel;
class MemoryModel;
class Pane;
class TableView;
class VerificationPane;

/// The models of the workspace, and of the chosen one what it needs, whether its fast path agrees with the plain one,
/// and what it is made of.
class ModelsPage : public Page
{
    Q_OBJECT

public:
    explicit ModelsPage(Session* session, QWidget* parent = nullptr);

signals:
    /// Its answers to typed questions are wanted.
    void tryRequested(const QString& path);

private:
    void addDetail(QSplitter* column);
    void addFacts(QSplitter* row);
    void refresh();
    void showDetail();
    void showModels();
    void readLicences();
    ModelsModel::Known known(const ModelItem& model) const;
    int chosen() const;

    ModelsModel* m_models;
    MemoryModel* m_memory;
    CellModel* m_facts;
    CellModel* m_files;
    TableView* m_table = nullptr;
    Pane* m_memoryPane = nullptr;
    VerificationPane* m_verification = nullptr;
    Pane* m_filesPane = nullptr;
    QPushButton* m_try;
    QHash<QString, ModelsModel::Known> m_known; // by path, without what was verified
};

} // namespace rw::ui
