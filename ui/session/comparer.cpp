// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/comparer.h"

#include "ui/session/background.h"
#include "ui/session/session.h"
#include "ui/text/numbers.h"

#include <QFileInfo>

namespace rw::ui {

namespace {

constexpr std::size_t kPart = 6; // systems of one task: each reads the baseline, too

} // namespace

Comparer::Comparer(Session* session, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_request(std::make_shared<std::atomic<int>>(0))
{
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

void Comparer::clear()
{
    ++*m_request;
    m_open = 0;
    m_asked = {};
    m_compared.clear();
}

void Comparer::compare(std::int64_t baseline, const std::vector<std::int64_t>& units, const Measure& measure)
{
    const QString path = m_session->workspacePath();
    const auto asked = std::make_tuple(path, baseline, units, measure.name);
    if (asked == m_asked)
        return;
    clear();
    m_asked = asked;
    if (path.isEmpty() || m_session->hasSampleValues() || baseline == 0)
        return;
    std::vector<SystemRef> systems{{SystemRef::Kind::FirstStage, 0, {}}};
    for (const std::int64_t unit : units)
        if (unit != baseline)
            systems.push_back({SystemRef::Kind::Unit, unit, {}});
    const int number = *m_request;
    for (std::size_t begin = 0; begin < systems.size(); begin += kPart) {
        ComparisonRequest request;
        request.baseline = {SystemRef::Kind::Unit, baseline, {}};
        const auto first = systems.begin() + static_cast<std::ptrdiff_t>(begin);
        request.systems.assign(first, first + static_cast<std::ptrdiff_t>(std::min(kPart, systems.size() - begin)));
        request.measures = {measure};
        request.agreement = false;
        ++m_open;
        inBackground(
            this, &m_pool,
            [file = QFileInfo(path).filesystemAbsoluteFilePath(), request, current = m_request,
             number]() -> Result<Comparison> {
                if (*current != number)
                    return Error{"replaced"};
                auto reader = WorkspaceReader::open(file);
                if (!reader)
                    return reader.error();
                return compareSystems(**reader, request);
            },
            [this, number](const Result<Comparison>& comparison) {
                if (*m_request != number)
                    return;
                --m_open;
                if (comparison)
                    take(*comparison);
                else
                    emit failed(text(comparison.error().what));
                emit compared();
            });
    }
}

void Comparer::take(const Comparison& comparison)
{
    m_compared[comparison.baseline.ref.unit] = {comparison.baseline, {}};
    for (const SystemDifference& difference : comparison.differences) {
        Compared& entry = m_compared[difference.system.ref.unit];
        entry.system = difference.system;
        entry.system.valuesByQuery.clear(); // not shown, and many
        if (!difference.paired.empty())
            entry.paired = difference.paired.front();
    }
}

} // namespace rw::ui
