// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/comparer.h"

#include "ui/session/background.h"
#include "ui/session/session.h"
#include "ui/text/numbers.h"

#include <QFileInfo>

namespace rw::ui {

namespace {

constexpr std::size_t kPart = 6; // systems of one task, which uses all cores: each reads the baseline, too

} // namespace

Comparer::Comparer(Session* session, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_request(std::make_shared<std::atomic<int>>(0))
{
    m_pool.setMaxThreadCount(1);
}

Comparer::~Comparer()
{
    ++*m_request;
    m_pool.waitForDone();
}

const Comparer::Compared* Comparer::find(std::int64_t unit) const
{
    const auto place = m_compared.find(unit);
    return place == m_compared.end() ? nullptr : &place->second;
}

std::vector<std::int64_t> Comparer::testable(const std::vector<const ResultRow*>& rows)
{
    std::vector<std::int64_t> units;
    for (const ResultRow* row : rows)
        if (row->complete && row->unit.status == "finished" && !row->unit.untrained)
            units.push_back(row->unit.id);
    return units;
}

void Comparer::clear()
{
    ++*m_request;
    m_open = 0;
    m_asked = {};
    m_compared.clear();
    m_comparedRuns.clear();
    m_askedRuns.clear();
}

const Comparer::Compared* Comparer::findRun(const QString& file) const
{
    const auto place = m_comparedRuns.find(file);
    return place == m_comparedRuns.end() ? nullptr : &place->second;
}

void Comparer::compare(std::int64_t baseline, const std::vector<std::int64_t>& units, const Measure& measure,
                       const QStringList& runs)
{
    const QString path = m_session->workspacePath();
    const auto asked = std::make_tuple(path, baseline, units, measure.name);
    const bool isSame = asked == m_asked;
    if (!isSame)
        clear();
    m_asked = asked;
    if (path.isEmpty() || m_session->hasSampleValues() || baseline == 0)
        return;
    const SystemRef reference{SystemRef::Kind::Unit, baseline, {}};
    std::vector<SystemRef> systems;
    if (!isSame)
        systems.push_back({SystemRef::Kind::FirstStage, 0, {}});
    for (const std::int64_t unit : units)
        if (!isSame && unit != baseline)
            systems.push_back({SystemRef::Kind::Unit, unit, {}});
    for (std::size_t begin = 0; begin < systems.size(); begin += kPart) {
        const auto first = systems.begin() + static_cast<std::ptrdiff_t>(begin);
        start(reference, {first, first + static_cast<std::ptrdiff_t>(std::min(kPart, systems.size() - begin))},
              measure);
    }
    // One by one: a file that cannot be read spoils nothing else.
    for (const QString& file : runs)
        if (!m_askedRuns.contains(file))
            start(reference, {{SystemRef::Kind::Run, 0, QFileInfo(file).filesystemAbsoluteFilePath()}}, measure);
    m_askedRuns = runs;
}

void Comparer::start(const SystemRef& baseline, const std::vector<SystemRef>& systems, const Measure& measure)
{
    ComparisonRequest request;
    request.baseline = baseline;
    request.systems = systems;
    request.measures = {measure};
    request.agreement = false;
    ++m_open;
    inBackground(
        this, &m_pool,
        [file = QFileInfo(m_session->workspacePath()).filesystemAbsoluteFilePath(), request, current = m_request,
         number = m_request->load(), sets = m_session->evaluations().candidates()]() -> Result<Comparison> {
            if (*current != number)
                return Error{"replaced"};
            auto reader = WorkspaceReader::open(file, sets);
            if (!reader)
                return reader.error();
            return compareSystems(**reader, request);
        },
        [this, number = m_request->load(), run = systems.front().run](const Result<Comparison>& comparison) {
            if (*m_request != number)
                return;
            --m_open;
            if (comparison)
                take(*comparison);
            else
                emit failed(text(comparison.error().what));
            if (!comparison && !run.empty()) {
                m_askedRuns.removeAll(text(run.string())); // it may have been put right when it is asked for again
                emit runFailed(text(run.string()));
            }
            emit compared();
        });
}

void Comparer::take(const Comparison& comparison)
{
    m_compared[comparison.baseline.ref.unit] = {comparison.baseline, {}};
    for (const SystemDifference& difference : comparison.differences) {
        const SystemRef& ref = difference.system.ref;
        Compared& entry =
            ref.kind == SystemRef::Kind::Run ? m_comparedRuns[text(ref.run.string())] : m_compared[ref.unit];
        entry.system = difference.system;
        entry.system.valuesByQuery.clear(); // not shown, and many
        if (!difference.paired.empty())
            entry.paired = difference.paired.front();
    }
}

} // namespace rw::ui
