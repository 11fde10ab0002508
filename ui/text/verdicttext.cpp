// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/verdicttext.h"

#include "ui/text/numbers.h"

#include <algorithm>
#include <cmath>

namespace rw::ui {

QString VerdictText::word(const Verdict& verdict)
{
    switch (verdict.kind) {
    case Verdict::Kind::Failed:
        return tr("failed");
    case Verdict::Kind::Unfinished:
    case Verdict::Kind::MissingQueries:
        return tr("Incomplete");
    case Verdict::Kind::Constant:
        return tr("Constant scores");
    case Verdict::Kind::TooFewQueries:
        return tr("Too few queries");
    case Verdict::Kind::Identical:
        return tr("Identical");
    case Verdict::Kind::Better:
        return tr("Higher");
    case Verdict::Kind::Worse:
        return tr("Lower");
    case Verdict::Kind::Keeps:
        return tr("Keeps %1").arg(Numbers::percent(100 * (1 - verdict.margin)));
    case Verdict::Kind::Open:
        return tr("Undecided");
    }
    return {};
}

QString VerdictText::icon(const Verdict& verdict)
{
    switch (verdict.kind) {
    case Verdict::Kind::Failed:
        return QStringLiteral("failed");
    case Verdict::Kind::Unfinished:
    case Verdict::Kind::MissingQueries:
    case Verdict::Kind::Constant:
        return QStringLiteral("warning");
    case Verdict::Kind::Better:
        return QStringLiteral("higher");
    case Verdict::Kind::Worse:
        return QStringLiteral("lower");
    case Verdict::Kind::Identical:
    case Verdict::Kind::Keeps:
        return QStringLiteral("ok");
    case Verdict::Kind::TooFewQueries:
    case Verdict::Kind::Open:
        break;
    }
    return QStringLiteral("none");
}

QString VerdictText::sentence(const Verdict& verdict)
{
    const QString distance = Numbers::decimal(std::abs(verdict.difference), 4);
    const double low = verdict.interval ? verdict.interval->low : std::nan("");
    const double high = verdict.interval ? verdict.interval->high : std::nan("");
    const QString signedRange = tr("%1 to %2").arg(Numbers::decimal(low, 4), Numbers::decimal(high, 4));
    const QString p = verdict.p < 0.0001 ? QStringLiteral("p < 0.0001")
                                         : QStringLiteral("p = %1").arg(Numbers::decimal(verdict.p, 4));
    const QString queries = Numbers::count(verdict.queries);
    switch (verdict.kind) {
    case Verdict::Kind::Failed:
        return tr("did not run: no verdict. %1").arg(text(verdict.error)).trimmed();
    case Verdict::Kind::Unfinished:
    case Verdict::Kind::MissingQueries:
        return tr("is not compared: %1 of %2 queries are missing.").arg(Numbers::count(verdict.missing), queries);
    case Verdict::Kind::Constant:
        return tr("is not compared: all scores of a query are the same.");
    case Verdict::Kind::TooFewQueries:
        return tr("too few queries (%1) to say anything: difference %2 (%3).")
            .arg(queries, Numbers::decimal(verdict.difference, 4), signedRange);
    case Verdict::Kind::Identical:
        return tr("has the same value for every one of %1 queries.").arg(queries);
    case Verdict::Kind::Better:
        return tr("is higher by %1 (%2; %3 corrected, %4 queries).")
            .arg(distance, tr("%1 to %2").arg(Numbers::decimal(low, 4), Numbers::decimal(high, 4)), p, queries);
    case Verdict::Kind::Worse: {
        const QString range = tr("%1 to %2").arg(Numbers::decimal(-high, 4), Numbers::decimal(-low, 4));
        return verdict.keeps
                   ? tr("is lower by %1 (%2; %3 corrected, %4 queries), yet keeps at least %5 of the reference (95 % "
                        "sure).")
                         .arg(distance, range, p, queries, Numbers::percent(100 * (1 - verdict.margin)))
                   : tr("is lower by %1 (%2; %3 corrected, %4 queries).").arg(distance, range, p, queries);
    }
    case Verdict::Kind::Keeps:
        return tr("keeps at least %1 of the reference (95 % sure): difference %2 (%3).")
            .arg(Numbers::percent(100 * (1 - verdict.margin)), Numbers::decimal(verdict.difference, 4), signedRange);
    case Verdict::Kind::Open: {
        if (verdict.leavesOutZero())
            return tr("is undecided: difference %1 (%2), but %3 after correction.")
                .arg(Numbers::decimal(verdict.difference, 4), signedRange, p);
        QString what = tr("no difference can be shown with %1 queries: difference %2 (%3).")
                           .arg(queries, Numbers::decimal(verdict.difference, 4), signedRange);
        if (verdict.detectable)
            what += QLatin1Char(' ') +
                    tr("The smallest one that could be shown is %1.").arg(Numbers::decimal(*verdict.detectable, 4));
        return what;
    }
    }
    return {};
}

} // namespace rw::ui
