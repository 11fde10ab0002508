// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/modelcheck.h"
#include "ui/session/sessiondata.h"
#include "ui/verify/referencecheck.h"
#include "ui/widgets/pane.h"

#include <QHash>
#include <QString>

#include <vector>

class QLabel;
class QProgressBar;
class QPushButton;

namespace rw::ui {

class CellModel;
class Session;

/// Whether the fast ways to a score agree with the plain one for the chosen model: on each device, in each quantization
/// that it can run. Computed when asked for, in worker processes; known until the window is closed.
class VerificationPane : public Pane
{
    Q_OBJECT

public:
    explicit VerificationPane(Session* session, QWidget* parent = nullptr);

    void setModel(const ModelItem& model);
    /// The worst of all devices and quantizations; nothing: not verified yet.
    std::optional<PathComparison::Verdict> verdictOf(const QString& path) const;
    bool isVerifying(const QString& path) const { return m_check.isRunning() && m_verified == path; }

    void start();
    void cancel();
    /// Scores the pairs of a file (core/run/referencescores.h) and compares them with the scores in it.
    void compareWithKnown(const QString& file);

signals:
    void changed(); // of any model: verdict, or whether it is being verified

private:
    void refresh();
    void showRows();
    QString problem() const; // why it cannot be verified
    QString knownText() const;
    std::vector<ModelCheck::Device> devices() const;

    Session* m_session;
    ModelItem m_model;
    ModelCheck m_check;
    QString m_verified;                                    // path of the model in hand
    QString m_reached;                                     // what is being done with it
    QHash<QString, std::vector<PathComparison>> m_results; // complete ones
    QHash<QString, QString> m_problems;
    ReferenceCheck m_known;
    QString m_knownModel;  // path of the model in hand
    int m_knownNumber = 0; // of the file that was asked for last
    struct Known
    {
        QString file;
        ReferenceCheck::Outcome outcome;
        QString problem; // instead of the outcome
    };
    QHash<QString, Known> m_knownResults; // by path of the model
    CellModel* m_rows;
    QProgressBar* m_progress;
    QLabel* m_step;
    QPushButton* m_button;
    QLabel* m_knownState;
    QPushButton* m_knownButton;
};

} // namespace rw::ui
