// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/pairreader.h"

#include "ui/session/background.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/text/numbers.h"

#include <QFileInfo>

namespace rw::ui {

namespace {

Result<std::shared_ptr<const PairReader::Read>> readPair(const std::filesystem::path& file,
                                                         const InspectionRequest& request)
{
    auto reader = WorkspaceReader::open(file);
    if (!reader)
        return reader.error();
    auto inspection = inspect(**reader, request);
    if (!inspection)
        return inspection.error();
    ComparisonRequest both;
    both.baseline = {SystemRef::Kind::Unit, request.left, {}};
    both.systems = {{SystemRef::Kind::Unit, request.right, {}}};
    both.measures = {request.measure};
    auto comparison = compareSystems(**reader, both);
    if (!comparison)
        return comparison.error();
    auto read = std::make_shared<PairReader::Read>();
    read->inspection = std::move(*inspection);
    SystemDifference& difference = comparison->differences.front();
    if (!difference.paired.empty())
        read->paired = difference.paired.front();
    read->agreement = std::move(difference.agreement);
    return std::shared_ptr<const PairReader::Read>(std::move(read));
}

} // namespace

PairReader::PairReader(Session* session, QObject* parent)
    : QObject(parent)
    , m_session(session)
{
    m_pool.setMaxThreadCount(1);
}

PairReader::~PairReader()
{
    m_pool.clear();
    m_pool.waitForDone();
}

void PairReader::read(std::int64_t reference, std::int64_t other)
{
    const QString path = m_session->workspacePath();
    const Selection* selection = m_session->selection();
    // A run in progress adds scores: how many there are is part of the question.
    std::int64_t scored = 0;
    for (const ResultRow& row : m_session->results().rows)
        scored += row.unit.id == reference || row.unit.id == other ? row.unit.scored : 0;
    const auto asked = std::make_tuple(path, selection->dataset(), reference, other, scored, selection->measure().name);
    if (asked == m_asked)
        return;
    m_asked = asked;
    const int number = ++m_request;
    m_read.reset();
    m_isBusy = !path.isEmpty() && !m_session->hasSampleValues() && reference != 0 && other != 0;
    emit changed();
    if (!m_isBusy)
        return;
    InspectionRequest request;
    request.dataset = selection->dataset();
    request.left = reference;
    request.right = other;
    request.measure = selection->measure();
    m_pool.clear();
    inBackground(
        this, &m_pool,
        [file = QFileInfo(path).filesystemAbsoluteFilePath(), request] { return readPair(file, request); },
        [this, number](Result<std::shared_ptr<const Read>> read) {
            if (number != m_request)
                return;
            m_isBusy = false;
            if (read)
                m_read = std::move(*read);
            else
                emit failed(text(read.error().what));
            emit changed();
        });
}

} // namespace rw::ui
