// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/verify/referencecheck.h"

#include "core/run/workerprocess.h"

#include <algorithm>
#include <cmath>

namespace rw::ui {

ReferenceCheck::ReferenceCheck(QObject* parent)
    : QObject(parent)
{
}

void ReferenceCheck::startThread()
{
    if (m_scorer)
        return;
    m_scorer = new LiveScorer(WorkerProcess::defaultProgram());
    m_thread.setObjectName(QStringLiteral("known scores"));
    m_scorer->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_scorer, &QObject::deleteLater);
    connect(m_scorer, &LiveScorer::answered, this, &ReferenceCheck::take);
    connect(m_scorer, &LiveScorer::failed, this, [this](int question, int, const Error& error) {
        if (question == m_number && isRunning())
            end(error);
    });
    m_thread.start();
}

ReferenceCheck::~ReferenceCheck()
{
    if (m_scorer)
        m_scorer->interrupt();
    m_thread.quit();
    m_thread.wait();
}

void ReferenceCheck::start(const QString& folder, const std::vector<ReferenceScores>& known)
{
    cancel();
    startThread();
    m_folder = folder.toStdString();
    m_known.clear();
    m_outcome = {};
    for (const ReferenceScores& record : known) {
        for (const ReferenceScores::Pair& pair : record.pairs) {
            const bool isSame = !m_known.empty() && &pair != &record.pairs.front() &&
                                m_known.back().pairs.back().query == pair.query &&
                                m_known.back().pairs.size() < std::size_t(LiveScorer::kMostPassages);
            if (!isSame) {
                m_known.push_back(record);
                m_known.back().pairs.clear();
            }
            m_known.back().pairs.push_back(pair);
        }
    }
    m_next = 1;
    ask();
}

void ReferenceCheck::cancel()
{
    if (!isRunning())
        return;
    m_next = 0;
    ++m_number;
    m_scorer->interrupt();
    QMetaObject::invokeMethod(m_scorer, [scorer = m_scorer] {
        scorer->cancel();
        scorer->release();
    });
}

void ReferenceCheck::ask()
{
    const ReferenceScores& record = m_known[m_next - 1];
    emit reached(int(m_next) - 1, int(m_known.size()));
    LiveQuestion question;
    question.number = ++m_number;
    auto& model = question.models.emplace_back();
    model.path = m_folder;
    model.name = model.path.filename().string();
    model.instructions = record.instructions;
    if (record.cutoffLayer > 0)
        model.cutoffLayers = {record.cutoffLayer};
    question.maxLength = record.maxLength;
    question.query = record.pairs.front().query;
    for (const ReferenceScores::Pair& pair : record.pairs)
        question.passages.push_back(pair.passage);
    QMetaObject::invokeMethod(m_scorer, [scorer = m_scorer, question] { scorer->ask(question); });
}

void ReferenceCheck::take(const LiveAnswer& answer)
{
    if (answer.question != m_number || !isRunning())
        return;
    const ReferenceScores& record = m_known[m_next - 1];
    for (std::size_t i = 0; i < record.pairs.size() && i < answer.scores.size(); ++i) {
        double score = double(answer.scores[i]);
        if (record.isSigmoid)
            score = 1 / (1 + std::exp(-score));
        m_outcome.isFinite &= std::isfinite(score);
        m_outcome.largest = std::max(m_outcome.largest, std::abs(score - record.pairs[i].score));
        ++m_outcome.pairs;
    }
    if (m_next == m_known.size())
        return end();
    ++m_next;
    ask();
}

void ReferenceCheck::end(const Error& problem)
{
    m_next = 0;
    QMetaObject::invokeMethod(m_scorer, &LiveScorer::release); // the model need not stay in memory
    emit ended(m_outcome, problem);
}

} // namespace rw::ui
