// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/comparison.h"

#include <QObject>
#include <QStringList>
#include <QThreadPool>

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <tuple>

namespace rw::ui {

class Session;
struct ResultRow;

/// Compares units with a baseline in the background, a few at a time: `compared` comes after each part. Another request
/// replaces an earlier one. What was compared knows no family: correct p for those that are shown (adjustedP).
class Comparer : public QObject
{
    Q_OBJECT

public:
    struct Compared
    {
        SystemResult system;
        std::optional<PairedComparison> paired; // not for the baseline, nor where one of the two has a badge
    };

    explicit Comparer(Session* session, QObject* parent = nullptr);
    ~Comparer() override;

    /// Asking for the same again does nothing. The baseline is compared with each of `units`, with the order before
    /// scoring, and with the rankings of TREC run files: one that cannot be read spoils nothing else, and files may
    /// come and go without anything being compared again.
    void compare(std::int64_t baseline, const std::vector<std::int64_t>& units, const Measure& measure,
                 const QStringList& runs = {});
    void clear();

    bool isBusy() const { return m_open > 0; }
    /// Null: not compared yet. `unit` 0: the order before scoring.
    const Compared* find(std::int64_t unit) const;
    const Compared* findRun(const QString& file) const;

    /// Of the rows of a data set, those that are tested: complete, finished and trained. Together they are the family
    /// of the correction, on whatever page a verdict stands.
    static std::vector<std::int64_t> testable(const std::vector<const ResultRow*>& rows);

signals:
    void compared();
    void failed(const QString& what);
    /// After `failed`: it was a run file.
    void runFailed(const QString& file);

private:
    void start(const SystemRef& baseline, const std::vector<SystemRef>& systems, const Measure& measure);
    void take(const Comparison& comparison);

    Session* m_session;
    QThreadPool m_pool;
    std::shared_ptr<std::atomic<int>> m_request; // shared with the tasks, which end early when it has moved on
    int m_open = 0;
    std::map<std::int64_t, Compared> m_compared;
    std::map<QString, Compared> m_comparedRuns;
    std::tuple<QString, std::int64_t, std::vector<std::int64_t>, std::string> m_asked;
    QStringList m_askedRuns;
};

} // namespace rw::ui
