// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/experimentbuilder.h"
#include "ui/widgets/page.h"

#include <QHash>

class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QSplitter;
class QVBoxLayout;

namespace rw::ui {

class ChoiceList;
class EstimateView;
class MatrixModel;
class Pane;
class PlanEstimator;
struct PlanEstimate;

/// The matrix builder: what to compare, on what, and how much work that is.
class ExperimentPage : public Page
{
    Q_OBJECT

public:
    explicit ExperimentPage(Session* session, QWidget* parent = nullptr);

    ExperimentBuilder builder() const;
    void start();
    /// For pictures, and what the estimator says.
    void showEstimate(const PlanEstimate& estimate);
    const PlanEstimator* estimator() const { return m_estimator; }

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void addForm(QSplitter* row);
    void addOverview(QSplitter* row);
    void refreshChoices();
    void refreshLayers();
    void recompute();
    void estimate();
    void showMatrix(const PlanEstimate& estimate);
    /// Why nothing that was chosen can run on the chosen devices; empty: something can, or nobody knows.
    QString memoryProblem(const ExperimentBuilder& chosen) const;
    void copyCommand();
    void saveFile();
    QList<int> chosenModels() const;

    ChoiceList* m_models;
    ChoiceList* m_datasets;
    ChoiceList* m_lengths;
    ChoiceList* m_quantizations;
    ChoiceList* m_devices;
    QVBoxLayout* m_layerRows;
    QHash<QString, QLineEdit*> m_layers; // by path of the model
    QLineEdit* m_name;
    QSpinBox* m_topK;
    QSpinBox* m_maxQueries;
    QSpinBox* m_repeats;
    Pane* m_matrixPane = nullptr;
    MatrixModel* m_matrix;
    PlanEstimator* m_estimator;
    EstimateView* m_estimate = nullptr;
    QLabel* m_problem = nullptr;
    QLabel* m_leftOut = nullptr;
    QPushButton* m_start;
};

} // namespace rw::ui
