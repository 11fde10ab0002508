// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/queryfilter.h"

#include <QChar>
#include <QStringList>

#include <algorithm>
#include <array>
#include <cmath>

namespace rw {

namespace {

const QStringList& languages()
{
    static const QStringList known{QStringLiteral("zh"), QStringLiteral("ja"), QStringLiteral("ko"),
                                   QStringLiteral("ru"), QStringLiteral("ar"), QStringLiteral("en")};
    return known;
}

/// "ndcg" of "nDCG(dcg='exp-log2')@10" and of "ndcg_cut_10".
QString family(const QString& measure)
{
    qsizetype end = 0;
    while (end < measure.size() && measure.at(end).isLetter())
        ++end;
    return measure.left(end).toLower();
}

} // namespace

class QueryFilterParser
{
public:
    QueryFilterParser(QStringView text, const QString& measure)
        : m_text(text)
        , m_family(family(measure))
        , m_measure(measure)
    {
    }

    Result<QueryFilter> parse()
    {
        QueryFilter filter;
        while (skipSpace()) {
            const qsizetype begin = m_at;
            Term term;
            if (m_text[m_at] == QLatin1Char('-') && m_at + 1 < m_text.size() && !m_text[m_at + 1].isSpace()) {
                term.negated = true;
                ++m_at;
            }
            const std::string why = m_text[m_at] == QLatin1Char('"') ? phrase(term) : word(term);
            if (!why.empty()) {
                const auto place = m_text.first(begin).toUcs4().size() + 1;
                const QString shown = m_text.mid(begin, std::min<qsizetype>(m_at - begin, 40)).toString();
                return Error{"character " + std::to_string(place) + ", " + shown.toStdString() + ": " + why};
            }
            filter.m_terms.push_back(std::move(term));
        }
        return filter;
    }

private:
    using Term = QueryFilter::Term;

    bool skipSpace()
    {
        while (m_at < m_text.size() && m_text[m_at].isSpace())
            ++m_at;
        return m_at < m_text.size();
    }

    // The following give back what is wrong; empty: nothing.

    std::string phrase(Term& term)
    {
        const qsizetype end = m_text.indexOf(QLatin1Char('"'), m_at + 1);
        if (end < 0) {
            m_at = m_text.size();
            return "the closing \" is missing";
        }
        term.text = m_text.mid(m_at + 1, end - m_at - 1).toString().simplified();
        m_at = end + 1;
        return term.text.isEmpty() ? "expected words between the quotation marks" : std::string();
    }

    std::string word(Term& term)
    {
        const qsizetype begin = m_at;
        if (m_text.sliced(begin).startsWith(QLatin1String("slice:"), Qt::CaseInsensitive))
            return slice(term);
        while (m_at < m_text.size() && !m_text[m_at].isSpace())
            ++m_at;
        const QString word = m_text.mid(begin, m_at - begin).toString();
        const auto sign = std::find_if(word.begin(), word.end(), [](QChar c) {
            return c == QLatin1Char('<') || c == QLatin1Char('>') || c == QLatin1Char('=');
        });
        const qsizetype before = sign - word.begin();
        if (sign != word.end() && isName(word.left(before)))
            return comparison(term, word, before);
        const qsizetype colon = word.indexOf(QLatin1Char(':'));
        if (colon > 0 && isName(word.left(colon)))
            return field(term, word.left(colon).toLower(), word.mid(colon + 1));
        term.text = word;
        return {};
    }

    /// The name of a slice may have spaces: then it stands in quotation marks.
    std::string slice(Term& term)
    {
        const qsizetype begin = m_at + QStringView(u"slice:").size();
        bool isQuoted = false;
        for (; m_at < m_text.size() && (isQuoted || !m_text[m_at].isSpace()); ++m_at)
            if (m_text[m_at] == QLatin1Char('"'))
                isQuoted = !isQuoted;
        term.kind = Term::Kind::Slice;
        term.text = m_text.sliced(begin, m_at - begin).toString().remove(QLatin1Char('"'));
        const qsizetype equals = term.text.indexOf(QLatin1Char('='));
        if (isQuoted)
            return "the closing \" is missing";
        return equals > 0 && equals + 1 < term.text.size() ? std::string()
                                                           : "expected a field and a slice, such as slice:topic=first";
    }

    static bool isName(QStringView name)
    {
        return !name.isEmpty() && std::all_of(name.begin(), name.end(), [](QChar c) {
            return (c >= QLatin1Char('a') && c <= QLatin1Char('z')) || (c >= QLatin1Char('A') && c <= QLatin1Char('Z'));
        });
    }

    std::string comparison(Term& term, const QString& word, qsizetype place) const
    {
        const QString name = word.left(place).toLower();
        if (name == QLatin1String("left"))
            term.kind = Term::Kind::Left;
        else if (name == QLatin1String("right"))
            term.kind = Term::Kind::Right;
        else if (name == QLatin1String("d") || name == QLatin1Char('d') + m_family)
            term.kind = Term::Kind::Difference;
        else if (name.startsWith(QLatin1Char('d')))
            return "the measure is " + m_measure.toStdString() + "; expected d or d" + m_family.toStdString();
        else
            return "known numbers are d, d" + m_family.toStdString() + ", left and right";
        const bool orEqual = word.mid(place + 1).startsWith(QLatin1Char('='));
        const QChar sign = word.at(place);
        using Comparison = Term::Comparison;
        if (sign == QLatin1Char('<'))
            term.comparison = orEqual ? Comparison::LessOrEqual : Comparison::Less;
        else if (sign == QLatin1Char('>'))
            term.comparison = orEqual ? Comparison::MoreOrEqual : Comparison::More;
        const bool two = orEqual && sign != QLatin1Char('=');
        bool ok = false;
        term.number =
            word.mid(place + (two ? 2 : 1)).replace(QChar(0x2212), QLatin1Char('-')).toDouble(&ok); // a true minus
        if (!ok || !std::isfinite(term.number))
            return "expected a number after " + word.mid(place, two ? 2 : 1).toStdString();
        return {};
    }

    static std::string field(Term& term, const QString& name, const QString& value)
    {
        if (name == QLatin1String("cut")) {
            term.kind = Term::Kind::Cut;
            term.yes = value.compare(QLatin1String("yes"), Qt::CaseInsensitive) == 0;
            return term.yes || value.compare(QLatin1String("no"), Qt::CaseInsensitive) == 0
                       ? std::string()
                       : "expected cut:yes or cut:no";
        }
        if (name == QLatin1String("lang")) {
            term.kind = Term::Kind::Language;
            term.text = value.toLower();
            return languages().contains(term.text)
                       ? std::string()
                       : "known languages are " + languages().join(QStringLiteral(", ")).toStdString();
        }
        if (name == QLatin1String("note")) {
            term.kind = Term::Kind::Note;
            term.text = value;
            return value.isEmpty() ? "expected note:yes, note:no or a word of the note" : std::string();
        }
        if (name == QLatin1String("id")) {
            term.kind = Term::Kind::Id;
            term.text = value;
            return value.isEmpty() ? "expected the id of a query" : std::string();
        }
        return "known are lang:, cut:, note:, slice: and id:; put words with a colon between quotation marks";
    }

    QStringView m_text;
    QString m_family;
    QString m_measure;
    qsizetype m_at = 0;
};

Result<QueryFilter> QueryFilter::parse(QStringView text, const QString& measure)
{
    return QueryFilterParser(text, measure).parse();
}

std::optional<bool> QueryFilter::holds(const Term& term, const Subject& subject)
{
    const auto compare = [&](double value) {
        switch (term.comparison) {
        case Term::Comparison::Less:
            return value < term.number;
        case Term::Comparison::LessOrEqual:
            return value <= term.number;
        case Term::Comparison::More:
            return value > term.number;
        case Term::Comparison::MoreOrEqual:
            return value >= term.number;
        case Term::Comparison::Equal:
            break;
        }
        return std::abs(value - term.number) < 5e-5; // as it is shown, with four digits
    };
    switch (term.kind) {
    case Term::Kind::Words:
        return subject.text.contains(term.text, Qt::CaseInsensitive);
    case Term::Kind::Note:
        if (term.text.compare(QLatin1String("yes"), Qt::CaseInsensitive) == 0)
            return !subject.note.isEmpty();
        if (term.text.compare(QLatin1String("no"), Qt::CaseInsensitive) == 0)
            return subject.note.isEmpty();
        return subject.note.contains(term.text, Qt::CaseInsensitive);
    case Term::Kind::Id:
        return subject.id == term.text;
    case Term::Kind::Difference:
        if (!subject.left || !subject.right)
            return std::nullopt;
        return compare(*subject.right - *subject.left);
    case Term::Kind::Left:
        return subject.left ? std::optional(compare(*subject.left)) : std::nullopt;
    case Term::Kind::Right:
        return subject.right ? std::optional(compare(*subject.right)) : std::nullopt;
    case Term::Kind::Language:
        return languageOf(subject.text) == term.text;
    case Term::Kind::Slice:
        return subject.slices ? std::optional(subject.slices->contains(term.text)) : std::nullopt;
    case Term::Kind::Cut:
        return subject.cut ? std::optional(*subject.cut == term.yes) : std::nullopt;
    }
    return std::nullopt;
}

bool QueryFilter::matches(const Subject& subject) const
{
    return std::all_of(m_terms.begin(), m_terms.end(), [&](const Term& term) {
        const auto held = holds(term, subject);
        return held && *held != term.negated;
    });
}

bool QueryFilter::asksForCut() const
{
    return std::any_of(m_terms.begin(), m_terms.end(), [](const Term& term) { return term.kind == Term::Kind::Cut; });
}

QStringList QueryFilter::asksForSlices() const
{
    QStringList fields;
    for (const Term& term : m_terms)
        if (term.kind == Term::Kind::Slice)
            fields << term.text.section(QLatin1Char('='), 0, 0);
    fields.removeDuplicates();
    return fields;
}

QString QueryFilter::sliceTerm(const QString& field, const QString& slice)
{
    const QString named = field + QLatin1Char('=') + QString(slice).remove(QLatin1Char('"'));
    const bool hasSpace = std::any_of(named.begin(), named.end(), [](QChar c) { return c.isSpace(); });
    return QStringLiteral("slice:") + (hasSpace ? QLatin1Char('"') + named + QLatin1Char('"') : named);
}

QString QueryFilter::languageOf(QStringView text)
{
    std::array<int, 6> letters{}; // as in languages()
    for (const char32_t c : text.toUcs4()) {
        switch (QChar::script(c)) {
        case QChar::Script_Han:
            ++letters[0];
            break;
        case QChar::Script_Hiragana:
        case QChar::Script_Katakana:
            ++letters[1];
            break;
        case QChar::Script_Hangul:
            ++letters[2];
            break;
        case QChar::Script_Cyrillic:
            ++letters[3];
            break;
        case QChar::Script_Arabic:
            ++letters[4];
            break;
        case QChar::Script_Latin:
            ++letters[5];
            break;
        default:
            break;
        }
    }
    // Japanese and Korean have Han characters, too, and all have names in Latin letters.
    for (const std::size_t sure : {1, 2, 0, 3, 4})
        if (letters[sure] * 4 > letters[5])
            if (letters[sure] > 0)
                return languages().at(static_cast<qsizetype>(sure));
    return letters[5] > 0 ? languages().at(5) : QString();
}

} // namespace rw
