// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/progressline.h"

#include <QLocale>

#include <cmath>
#include <cstdio>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace rw::cli {

namespace {

constexpr int kPlainMs = 3000;
constexpr int kTerminalMs = 100;

/// "412 of 1,000 pairs - 38/s - about 15 s left"
QString sentence(const RunProgress& progress)
{
    const QLocale locale(QLocale::English);
    if (progress.total == 0)
        return progress.phase;
    QString text = progress.phase == u"Scoring"_s ? QString() : progress.phase + u": "_s;
    text += u"%1 of %2"_s.arg(locale.toString(progress.done), locale.toString(progress.total));
    if (progress.phase != u"Scoring"_s)
        return text;
    text += u" pairs"_s;
    if (progress.pairsPerSecond > 0)
        text += u" - %1/s"_s.arg(progress.pairsPerSecond, 0, 'f', progress.pairsPerSecond < 10 ? 1 : 0);
    const TimeLeft& left = progress.left;
    if (left.seconds >= 0)
        text += u" - about %1 left"_s.arg(duration(left.seconds));
    if (left.seconds >= 60 && left.most > 1.2 * left.least)
        text += u" (%1 to %2)"_s.arg(duration(left.least), duration(left.most));
    if (progress.ndcg10SoFar)
        text += u" - nDCG@10 %1 after %2 of %3 queries"_s.arg(*progress.ndcg10SoFar, 0, 'f', 4)
                    .arg(progress.queriesComplete)
                    .arg(progress.queriesJudged);
    return text;
}

} // namespace

QString duration(double seconds)
{
    const auto whole = qint64(std::ceil(seconds));
    if (whole < 60)
        return u"%1 s"_s.arg(whole);
    if (whole < 3600)
        return u"%1 min %2 s"_s.arg(whole / 60).arg(whole % 60);
    return u"%1 h %2 min"_s.arg(whole / 3600).arg(whole / 60 % 60);
}

ProgressLine::ProgressLine(bool quiet)
    : m_quiet(quiet)
    , m_terminal(::isatty(STDERR_FILENO) == 1)
{
    if (!m_terminal)
        m_sinceLast.start(); // what is done at once needs no line in a log
}

ProgressLine::~ProgressLine()
{
    clear();
}

void ProgressLine::show(const RunProgress& progress)
{
    const int interval = m_terminal ? kTerminalMs : kPlainMs;
    const bool last = progress.total > 0 && progress.done == progress.total;
    const bool due = !m_sinceLast.isValid() || m_sinceLast.elapsed() >= interval;
    if (m_quiet || (!due && !(m_terminal && (last || progress.phase != m_phase))))
        return;
    m_phase = progress.phase;
    m_sinceLast.start();
    if (m_terminal)
        std::fprintf(stderr, "\r\033[K%s", qPrintable(sentence(progress)));
    else
        std::fprintf(stderr, "%s\n", qPrintable(sentence(progress)));
    std::fflush(stderr);
    m_shown = m_terminal;
}

void ProgressLine::say(const QString& text)
{
    clear();
    std::fprintf(stderr, "%s\n", qPrintable(text));
}

void ProgressLine::clear()
{
    if (m_shown)
        std::fprintf(stderr, "\r\033[K");
    m_shown = false;
}

} // namespace rw::cli
