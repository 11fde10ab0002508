// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/modelgroups.h"

#include <QFileInfo>

#include <algorithm>

namespace rw {

namespace {

bool sameModel(const protocol::Load& a, const protocol::Load& b)
{
    return a.model == b.model && a.quantization == b.quantization && a.gelu == b.gelu;
}

} // namespace

std::vector<ChunkQueue::JobWork> groupJobs(const std::vector<ScoreJob>& jobs, std::vector<protocol::Load>& groups)
{
    std::vector<ChunkQueue::JobWork> work;
    for (const auto& job : jobs) {
        auto group = std::find_if(groups.begin(), groups.end(),
                                  [&job](const protocol::Load& known) { return sameModel(known, job.model); });
        if (group == groups.end()) {
            groups.push_back(job.model);
            group = std::prev(groups.end());
        } else {
            group->deepestLayer = std::max(group->deepestLayer, job.model.deepestLayer);
        }
        work.push_back({int(group - groups.begin()), job.tokens, int(job.scoresPerPair()), job.costPerToken, job.cuts});
    }
    return work;
}

QString nameOf(const protocol::Load& model)
{
    const QString folder = QFileInfo(QString::fromStdString(model.model)).fileName();
    return QStringLiteral("%1 in %2").arg(folder, QString::fromLatin1(toString(model.quantization)));
}

} // namespace rw
