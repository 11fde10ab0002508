// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/verdict.h"
#include "ui/session/sessiondata.h"

#include <QWidget>

#include <cstdint>
#include <vector>

class QLabel;
class QVBoxLayout;

namespace rw::ui {

class Comparer;
class IntervalPlot;
class ParetoPlot;
class PlotPane;
class QualityPlot;
class Session;

/// For a projector: one plot a step, large, with at most three sentences under it, which say what the Overview says of
/// the same configurations; no menus, no paths, no names of files or machines. Right and Left (also Page Down and Page
/// Up) step, Return shows the table, Escape leaves.
class Presentation : public QWidget
{
    Q_OBJECT

public:
    /// What a step shows: intervals of some configurations, their series over the lengths, or the quality of all
    /// against their cost. Units 0 and none mean what the results page chooses by itself.
    struct View
    {
        enum class Kind { Intervals, Lengths, Costs };
        Kind kind = Kind::Intervals;
        std::int64_t dataset = 0;
        std::int64_t baseline = 0;
        std::vector<std::int64_t> units;
    };

    /// Units of another data set, or that are gone, are left out. `views` empty: intervals, lengths and costs of each
    /// data set, of the selected configurations where it is theirs.
    Presentation(Session* session, std::vector<View> views, QWidget* parent = nullptr);

    /// Views that the user keeps for the open workspace, between sessions, too.
    static std::vector<View> keptViews(const Session& session);
    static void setKeptViews(const Session& session, const std::vector<View>& views);
    /// What the pages show now.
    static View currentView(const Session& session, View::Kind kind);

    int step() const { return m_step; }
    int steps() const { return static_cast<int>(m_views.size()); }
    void showStep(int step);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Said
    {
        const ResultRow* row;
        Verdict verdict;
    };

    static std::vector<View> defaultViews(const Session& session);
    void showCosts(const std::vector<const ResultRow*>& rows, const QString& measure);
    void showSentences();
    std::vector<Said> verdictsOf(const View& view) const;
    void addSentence(const QString& html);
    void sayVerdicts(const View& view);
    void sayCheapest(const View& view);
    PlotPane* shownPane() const;

    Session* m_session;
    std::vector<View> m_views;
    int m_step = 0;
    bool m_asTable = false;
    Comparer* m_comparer;
    QLabel* m_question;
    QLabel* m_place;
    IntervalPlot* m_intervals;
    QualityPlot* m_lengths;
    ParetoPlot* m_front;
    PlotPane* m_intervalPane;
    PlotPane* m_lengthPane;
    PlotPane* m_frontPane;
    QVBoxLayout* m_sentences;
};

} // namespace rw::ui
