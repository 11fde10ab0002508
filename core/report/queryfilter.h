// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>
#include <QStringList>
#include <QStringView>

#include <optional>
#include <string>
#include <vector>

namespace rw {

/// Which queries of a comparison are wanted. Terms stand between spaces, all of them must hold, `-` before one turns it
/// around:
///   word, "a phrase"     in the text of the query, whatever the case
///   id:q12               the query with this id
///   d<-0.2  left>=0.5    difference (right - left), value on the left, value on the right; < <= > >= =
///   dndcg<-0.2           the same as d while the measure is nDCG: the name says what is meant
///   lang:zh              by script: zh (Han), ja (kana), ko (Hangul), ru (Cyrillic), ar (Arabic), en (any Latin)
///   cut:yes  cut:no      whether a passage of the query was cut on the right
///   slice:topic=first    in this slice (core/report/queryslices.h) of the data set; slice:topic="two words"
///   note:yes note:no     whether somebody wrote a note on it; note:word: with this in the note
/// A query without the value that a term asks for does not match, nor does it match the term turned around.
class QueryFilter
{
public:
    /// `measure`: "nDCG@10". Errors name the place: `character 7, "dndcg<x": expected a number after <`.
    static Result<QueryFilter> parse(QStringView text, const QString& measure);

    struct Subject
    {
        QString id;
        QString text;
        std::optional<double> left;
        std::optional<double> right;
        std::optional<bool> cut;
        QString note = {};
        /// "topic=first": of those fields that were looked up; absent where none was.
        std::optional<QStringList> slices = {};
    };
    bool matches(const Subject& subject) const;
    /// `cut` costs time to find out.
    bool asksForCut() const;
    /// Fields whose slices it asks for; they take time to find out, too.
    QStringList asksForSlices() const;
    /// The term that finds a slice.
    static QString sliceTerm(const QString& field, const QString& slice);

    /// "zh", "ja", ... as `lang:` means it; empty where there are no letters of a known script.
    static QString languageOf(QStringView text);

private:
    struct Term
    {
        enum class Kind { Words, Id, Difference, Left, Right, Language, Cut, Note, Slice };
        enum class Comparison { Less, LessOrEqual, More, MoreOrEqual, Equal };
        Kind kind = Kind::Words;
        bool negated = false;
        QString text;
        Comparison comparison = Comparison::Equal;
        double number = 0;
        bool yes = false;
    };
    friend class QueryFilterParser;
    static std::optional<bool> holds(const Term& term, const Subject& subject); // nothing: there is no value

    std::vector<Term> m_terms;
};

} // namespace rw
