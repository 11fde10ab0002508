// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/livescorer.h"
#include "core/run/referencescores.h"

#include <QObject>
#include <QThread>

#include <vector>

namespace rw::ui {

/// Scores the pairs of known scores with a model, in fp32, and says how far its scores are from them.
class ReferenceCheck : public QObject
{
    Q_OBJECT

public:
    struct Outcome
    {
        int pairs = 0;
        double largest = 0;   // difference of logits or, where the known scores are sigmoids, of these
        bool isFinite = true; // else a score was not a number
        bool agrees() const { return isFinite && largest <= ReferenceScores::kTolerance; }
    };

    explicit ReferenceCheck(QObject* parent = nullptr);
    ~ReferenceCheck() override;

    /// `known`: not empty. Takes the place of a check that goes on.
    void start(const QString& folder, const std::vector<ReferenceScores>& known);
    void cancel();
    bool isRunning() const { return m_next > 0; }

signals:
    void reached(int done, int of);
    /// Once after each start() that was not cancelled. With a problem, the outcome says nothing.
    void ended(const rw::ui::ReferenceCheck::Outcome& outcome, const rw::Error& problem);

private:
    void startThread();
    void ask();
    void take(const LiveAnswer& answer);
    void end(const Error& problem = {});

    QThread m_thread;
    LiveScorer* m_scorer = nullptr; // lives in the thread
    std::string m_folder;
    std::vector<ReferenceScores> m_known; // pairs of one query each
    std::size_t m_next = 0;               // of `m_known`, the one after that in hand; 0: nothing is
    int m_number = 0;                     // of the question in hand
    Outcome m_outcome;
};

} // namespace rw::ui
