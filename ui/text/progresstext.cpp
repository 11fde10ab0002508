// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/progresstext.h"

#include "core/run/runstatus.h"
#include "ui/text/numbers.h"

namespace rw::ui {

QString ProgressText::phase(const QString& phase)
{
    // The phases that the run names.
    static const char* const known[] = {QT_TR_NOOP("Reading data"),     QT_TR_NOOP("Reading models"),
                                        QT_TR_NOOP("Hashing weights"),  QT_TR_NOOP("Counting tokens"),
                                        QT_TR_NOOP("Locating answers"), QT_TR_NOOP("Planning"),
                                        QT_TR_NOOP("Scoring")};
    for (const char* name : known)
        if (phase == QLatin1String(name))
            return tr(name);
    return phase;
}

QString ProgressText::line(const RunProgress& progress)
{
    if (progress.total <= 0)
        return phase(progress.phase);
    // Before the scoring begins the numbers are texts or bytes, not pairs.
    if (progress.phase != QLatin1String("Scoring"))
        return QStringLiteral("%1 – %2").arg(phase(progress.phase), Numbers::percent(percent(progress)));
    QStringList parts;
    parts << tr("%1 of %2 pairs").arg(Numbers::count(progress.done), Numbers::count(progress.total));
    if (progress.pairsPerSecond > 0)
        parts << tr("%1/s").arg(Numbers::decimal(progress.pairsPerSecond, progress.pairsPerSecond < 10 ? 1 : 0));
    if (progress.left.seconds >= 0 && progress.done < progress.total)
        parts << timeLeft(progress.left);
    return parts.join(QStringLiteral(" – "));
}

QString ProgressText::timeLeft(const TimeLeft& left)
{
    const QString about = Numbers::duration(left.seconds);
    const QString least = Numbers::duration(left.least);
    const QString most = Numbers::duration(left.most);
    if (left.least < 0 || (least == about && most == about))
        return tr("about %1 left").arg(about);
    return tr("about %1 left (%2 to %3)").arg(about, least, most);
}

QString ProgressText::quality(const RunProgress& progress)
{
    if (!progress.ndcg10SoFar)
        return {};
    return tr("nDCG@10 so far %1, from %2 of %3 queries (complete queries only, not tested)")
        .arg(Numbers::ndcg(*progress.ndcg10SoFar), Numbers::count(progress.queriesComplete),
             Numbers::count(progress.queriesJudged));
}

int ProgressText::percent(const RunProgress& progress)
{
    return progress.total > 0
               ? static_cast<int>(100.0 * static_cast<double>(progress.done) / static_cast<double>(progress.total))
               : -1;
}

} // namespace rw::ui
