// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset.h"
#include "core/metrics/fileevaluation.h"
#include "core/metrics/profiles.h"
#include "core/stats/agreement.h"
#include "core/stats/multiplicity.h"
#include "core/stats/pairedcomparison.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <string>

using namespace rw;

namespace {

const std::string data = RW_TEST_DATA "/";

QByteArray contents(const std::string& file)
{
    QFile opened(QString::fromStdString(file));
    return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
}

QJsonDocument json(const std::string& file)
{
    return QJsonDocument::fromJson(contents(data + file));
}

std::vector<double> numbers(const QJsonValue& value)
{
    std::vector<double> result;
    for (const QJsonValue& one : value.toArray())
        result.push_back(one.toDouble());
    return result;
}

std::string number(double value)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.6g", value);
    return text.data();
}

/// Rows of the page, and how far ours is from the reference.
class Page
{
public:
    void section(const std::string& title, const std::string& text, const std::string& head)
    {
        m_text += "\n## " + title + "\n" + text + "\n\n| " + head + " | ours | reference |\n";
        m_text += "|";
        for (std::size_t i = 0; i < 3 + std::size_t(std::count(head.begin(), head.end(), '|')); ++i)
            m_text += " --- |";
        m_text += "\n";
    }
    void row(const std::string& what, double ours, double reference, double tolerance)
    {
        m_text += "| " + what + " | " + number(ours) + " | " + number(reference) + " |\n";
        if (!(std::abs(ours - reference) <= tolerance))
            m_faults += what + ": " + number(ours) + " instead of " + number(reference) + "\n";
        ++m_rows;
    }
    /// `ours` must hold what the page says.
    void check(const std::string& what, const std::string& ours, const std::string& due)
    {
        if (ours.find(due) == std::string::npos)
            m_faults += what + ": " + ours + " instead of " + due + "\n";
        ++m_rows;
    }
    void line(const std::string& text) { m_text += text + "\n"; }
    const std::string& text() const { return m_text; }
    const std::string& faults() const { return m_faults; }
    int rows() const { return m_rows; }

private:
    std::string m_text;
    std::string m_faults;
    int m_rows = 0;
};

/// Mean over the queries that trec_eval prints, of the random fixture; the tolerance holds for every query.
void addTrecEval(Page& page)
{
    page.section(
        "Measures, against trec_eval v9.0.8",
        "`tests/data/metric-fixtures/random`: ties, grades below 0, queries that one side lacks, lines in random "
        "order. Reference: pytrec_eval-terrier 0.5.11. Each row is the mean over the queries; every single value "
        "agrees to 1e-12.",
        "measure | relevance level | judged only");
    struct Sums
    {
        double ours = 0;
        double reference = 0;
        double worst = 0;
        int count = 0;
    };
    std::map<std::string, Evaluation> evaluations;
    std::map<std::string, Sums> sums;
    const auto qrels = readQrels(data + "metric-fixtures/random/qrels");
    const auto run = readTrecRun(data + "metric-fixtures/random/run");
    for (const QByteArray& line : contents(data + "metric-fixtures/random/expected.tsv").split('\n')) {
        const QList<QByteArray> fields = line.split('\t');
        if (line.startsWith('#') || fields.size() != 5)
            continue;
        const std::string key =
            (fields[2] + " | " + fields[0] + " | " + (fields[1] == "1" ? "yes" : "no")).toStdString();
        if (!evaluations.contains(key)) {
            auto measures = *parseMeasure(fields[2].toStdString());
            setRelevanceLevel(measures, fields[0].toInt());
            evaluations[key] = evaluate(measures, *qrels, *run, EvaluationOptions{false, 0, fields[1] == "1"});
        }
        const double ours = evaluations[key].queries.at(fields[3].toStdString())[0];
        Sums& sum = sums[key];
        sum.ours += ours;
        sum.reference += fields[4].toDouble();
        sum.worst = std::max(sum.worst, std::abs(ours - fields[4].toDouble()));
        ++sum.count;
    }
    for (const auto& [key, sum] : sums)
        page.row(key, sum.ours / sum.count, sum.reference / sum.count, sum.worst <= 1e-12 ? 1e-12 : -1);
}

void addIrMeasures(Page& page)
{
    page.section(
        "Measures, against the unit tests of ir_measures",
        "`tests/data/metric-fixtures/small`: values that its tests assert, some of them rounded to four digits.",
        "input | measure | query");
    for (const QJsonValue& value : json("metric-fixtures/small/expected.json").array()) {
        const QJsonObject entry = value.toObject();
        QString measure = entry[QStringLiteral("measure")].toString();
        if (entry[QStringLiteral("from")].toString().startsWith(QStringLiteral("test_gdeval")))
            measure.replace(QStringLiteral("nDCG@"), QStringLiteral("nDCG(dcg='exp-log2')@"));
        const std::string input = entry[QStringLiteral("input")].toString().toStdString();
        const std::string query = entry[QStringLiteral("query")].toString().toStdString();
        const std::string stem = data + "metric-fixtures/small/" + input;
        const Evaluation found = evaluate(*parseMeasure(measure.toStdString()), *readQrels(stem + ".qrels"),
                                          *readTrecRun(stem + ".run"), false);
        page.row(input + " | " + measure.toStdString() + " | " + query,
                 query == "all" ? found.all[0] : found.queries.at(query)[0], entry[QStringLiteral("value")].toDouble(),
                 6e-5);
    }
}

void addPackages(Page& page)
{
    page.section(
        "Profiles, against the packages",
        "`tests/data/profiles`: FlagEmbedding 1.4.2, sentence-transformers 6.2.0, MTEB 2.26.24 and 1.1.1, gdeval.pl.",
        "package | measure");
    const QJsonObject expected = json("profiles/expected.json").object();
    for (const ProfileValue& value : evaluateProfiles(*readQrels(data + "metric-fixtures/random/qrels"),
                                                      *readTrecRun(data + "metric-fixtures/random/run")))
        page.row(value.profile + " | " + value.measure, value.value,
                 expected[QString::fromStdString(value.profile)][QString::fromStdString(value.measure)].toDouble(-1),
                 6e-6);
}

void addStatistics(Page& page)
{
    const QJsonObject reference = json("statistics/reference.json").object();
    page.section("Paired tests, against SciPy and statsmodels",
                 "`tests/data/statistics`: " + reference[QStringLiteral("made_by")].toString().toStdString() +
                     ". The ends of BCa intervals differ by the draw of resamples (10,000 here, 200,000 there).",
                 "sample | quantity");
    for (const QJsonValue& value : reference[QStringLiteral("paired")].toArray()) {
        const QJsonObject sample = value.toObject();
        const auto a = numbers(sample[QStringLiteral("a")]);
        const auto b = numbers(sample[QStringLiteral("b")]);
        std::vector<double> d;
        for (std::size_t i = 0; i < a.size(); ++i)
            d.push_back(b[i] - a[i]);
        const PairedComparison found = comparePaired(a, b);
        const double error = found.deviation / std::sqrt(double(found.queries));
        const auto row = [&](const char* quantity, const char* key, double ours, double tolerance) {
            if (sample.contains(QLatin1String(key)))
                page.row(sample[QStringLiteral("name")].toString().toStdString() + " | " + quantity, ours,
                         sample[QLatin1String(key)].toDouble(), tolerance);
        };
        row("mean difference", "mean", found.difference, 1e-12);
        row("standard deviation", "sd", found.deviation, 1e-12);
        row("t", "t", found.student.t, 1e-9);
        row("p of t", "t_p", found.student.p, 1e-10);
        row("t interval, low", "t_low", found.studentInterval->low, 1e-10);
        row("t interval, high", "t_high", found.studentInterval->high, 1e-10);
        row("p of the randomisation, all sign vectors", "randomisation_p", found.randomisation.p, 1e-12);
        row("p of Wilcoxon, exact", "wilcoxon_exact_p", wilcoxonTest(d).p, 1e-12);
        row("p of Wilcoxon, normal", "wilcoxon_normal_p", wilcoxonTest(d, 0).p, 1e-10);
        row("p of the sign test", "sign_p", found.sign.p, 1e-12);
        row("BCa interval, low", "bca_low", found.interval->low, 0.1 * error);
        row("BCa interval, high", "bca_high", found.interval->high, 0.1 * error);
    }
    page.section("Paired test, against published values",
                 "TREC-8 ad hoc, run125 and run126, average precision (Urbano, Lima and Hanjalic, SIGIR 2019).",
                 "quantity");
    const QJsonObject adhoc = reference[QStringLiteral("paired")][0].toObject();
    const PairedComparison found =
        comparePaired(numbers(adhoc[QStringLiteral("a")]), numbers(adhoc[QStringLiteral("b")]));
    page.row("p of t", found.student.p, 0.0013193972, 5e-11);
    page.row("p of the randomisation (theirs: 1,000,000 samples)", found.randomisation.p, 0.001188, 1e-4);

    page.section("Corrections, against statsmodels", "p = .01 .04 .03 .005 .20 .04 1.", "correction | comparison");
    const auto p = numbers(reference[QStringLiteral("p")]);
    const std::pair<const char*, Correction> corrections[] = {{"bonferroni", Correction::Bonferroni},
                                                              {"holm", Correction::Holm},
                                                              {"benjamini-hochberg", Correction::BenjaminiHochberg}};
    for (const auto& [name, correction] : corrections) {
        const auto due = numbers(reference[QStringLiteral("adjusted")][QLatin1String(name)]);
        const auto adjusted = adjustedP(p, correction);
        for (std::size_t i = 0; i < p.size(); ++i)
            page.row(std::string(name) + " | " + std::to_string(i + 1), adjusted[i], due[i], 1e-12);
    }

    page.section("Agreement, against SciPy and the papers", "tau_AP and RBO: hand-computed cases of the method.",
                 "case | quantity");
    int sample = 0;
    for (const QJsonValue& value : reference[QStringLiteral("agreement")].toArray()) {
        const auto x = numbers(value[QStringLiteral("x")]);
        const auto y = numbers(value[QStringLiteral("y")]);
        const std::string name = "sample " + std::to_string(++sample) + ", n = " + std::to_string(x.size()) + " | ";
        const ScoreDrift drift = scoreDrift(x, y);
        page.row(name + "Pearson", *drift.pearson, value[QStringLiteral("pearson")].toDouble(), 1e-12);
        page.row(name + "Spearman", *drift.spearman, value[QStringLiteral("spearman")].toDouble(), 1e-12);
        page.row(name + "Kendall tau-b", *pairOrders(x, y).tauB(), value[QStringLiteral("tau_b")].toDouble(), 1e-12);
    }
    const std::vector<int> abcdef{1, 2, 3, 4, 5, 6};
    const std::vector<int> bacdfe{2, 1, 3, 4, 6, 5};
    page.row("abcdef, bacdfe | tau_AP", *tauAp(abcdef, bacdfe), 0.52, 1e-12);
    page.row("abcdef, bacdfe | RBO, p = 0.9", rboExt(abcdef, bacdfe), 0.886878, 5e-7);
    page.row("abcde, abxcy | RBO, p = 0.9", rboExt({1, 2, 3, 4, 5}, {1, 2, 8, 3, 9}), 0.692335, 5e-7);
}

/// Files as they come, not as they should be: what trec_eval v9.0.8 makes of them (its printed `map`, or why it stops),
/// and what we do instead where we do not do the same.
void addDirt(Page& page)
{
    page.line("");
    page.line("## Odd input, against trec_eval v9.0.8");
    page.line(
        "One query, four documents. AP as printed, or why nothing is printed. We differ on purpose where trec_eval");
    page.line("goes on with a number that is none, and where it stops at something harmless.");
    page.line("");
    page.line("| input | ours | trec_eval | why they differ |");
    page.line("| --- | --- | --- | --- |");

    const QByteArray run = "q1 Q0 a 1 4 t\nq1 Q0 b 2 3 t\nq1 Q0 c 3 2 t\nq1 Q0 d 4 1 t\n";
    const QByteArray qrels = "q1 0 a 0\nq1 0 b 1\nq1 0 c 0\nq1 0 d 2\n";
    const auto with = [](QByteArray text, const QByteArray& before, const QByteArray& after) {
        return text.replace(before, after);
    };
    struct Case
    {
        std::string what;
        QByteArray run;
        QByteArray qrels;
        std::string ours; // AP, or a part of the error
        std::string theirs;
        std::string why;
    };
    const std::string strict = "a score that is no finite float has no place in an order";
    const std::vector<Case> cases{
        {"nothing odd", run, qrels, "0.5000", "0.5000", ""},
        {"tabs", with(run, " ", "\t"), with(qrels, " ", "\t"), "0.5000", "0.5000", ""},
        {"CRLF", with(run, "\n", "\r\n"), with(qrels, "\n", "\r\n"), "0.5000", "0.5000", ""},
        {"blank line", with(run, "q1 Q0 c", "\nq1 Q0 c"), qrels, "0.5000", "0.5000", ""},
        {"words behind the tag", with(run, " t\n", " t more\n"), qrels, "0.5000", "0.5000", ""},
        {"plus signs", with(run, " 4 t", " +4 t"), with(qrels, "b 1", "b +1"), "0.5000", "0.5000", ""},
        {"equal scores", with(run, " 4 t", " 3 t"), qrels, "0.7500", "0.7500", ""},
        {"scores equal as floats", with(with(run, " 4 t", " 3.00000001 t"), " 3 t", " 3.000000001 t"), qrels, "0.7500",
         "0.7500", ""},
        {"ranks that contradict the scores", with(run, " a 1 ", " a 9 "), qrels, "0.5000", "0.5000", ""},
        {"grade below 0", run, with(qrels, "b 1", "b -1"), "0.2500", "0.2500", ""},
        {"query without judgments", run + "q9 Q0 a 1 1 t\n", qrels, "0.5000", "0.5000", ""},
        {"score nan", with(run, " 1 t", " nan t"), qrels, "score \"nan\"", "0.8333", strict},
        {"score inf", with(run, " 1 t", " inf t"), qrels, "score \"inf\"", "0.8333", strict},
        {"score 1e308", with(run, " 1 t", " 1e308 t"), qrels, "score \"1e308\"", "0.8333", strict},
        {"score abc", with(run, " 1 t", " abc t"), qrels, "score \"abc\"", "0.5000", "read as 0 there"},
        {"score 0x10", with(run, " 1 t", " 0x10 t"), qrels, "score \"0x10\"", "0.8333", "read as 16 there"},
        {"score 2,5", with(run, " 1 t", " 2,5 t"), qrels, "score \"2,5\"", "0.5833", "read as 2 there"},
        {"grade 1.5", run, with(qrels, "b 1", "b 1.5"), "grade \"1.5\"", "0.5000", "read as 1 there"},
        {"grade x", run, with(qrels, "b 1", "b x"), "grade \"x\"", "0.2500", "read as 0 there"},
        {"document ranked twice", run + "q1 Q0 a 1 4 t\n", qrels, "document a for query q1 a second time",
         "duplicate docs", ""},
        {"judgment twice, other grade", run, qrels + "q1 0 b 2\n", "is judged again", "duplicate docs", ""},
        {"judgment twice, same grade", run, qrels + "q1 0 b 1\n", "0.5000", "duplicate docs",
         "says the same: a warning counts such lines"},
        {"comment line", "# text\n" + run, qrels, "0.5000", "Malformed line 1", "read by trec_eval 10"},
        {"byte order mark", "\xEF\xBB\xBF" + run, qrels, "0.5000", "0.8333",
         "belongs to the id of the first query there, whose line is lost"},
        {"not UTF-8", with(run, " a ", " \xE4 "), with(qrels, " a ", " \xE4 "), "invalid UTF-8", "0.5000",
         "ids must be text that can be shown and stored"},
        {"five columns", with(run, " t\n", "\n"), qrels, "5 columns", "Malformed line 1", ""},
        {"empty run", "", qrels, "no results", "Cannot read results file", ""},
        {"only grades below 0", run, "q1 0 a -1\nq1 0 b -1\n", "0.0000", "stops without a word",
         "no relevant document: 0, as for a query with grades of 0 alone"},
    };
    const QTemporaryDir folder;
    const auto put = [&](const char* name, const QByteArray& text) {
        QFile file(folder.filePath(QLatin1String(name)));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("%s cannot be written", name);
        return file.fileName().toStdString();
    };
    for (const Case& one : cases) {
        const auto found = evaluateFiles(put("qrels", one.qrels), put("run", one.run), *parseMeasure("map"), {}, false);
        std::array<char, 32> printed{};
        if (found)
            std::snprintf(printed.data(), printed.size(), "%.4f", found->evaluation.all.at(0));
        const std::string ours = found ? std::string(printed.data()) : found.error().what;
        page.check(one.what, ours, one.ours);
        page.line("| " + one.what + " | " + (found ? "" : "error: ") + one.ours + " | " + one.theirs + " | " + one.why +
                  " |");
    }
}

} // namespace

/// Writes docs/conformance.md anew and compares: the page says what the program does. RW_UPDATE_CONFORMANCE=1 stores
/// it.
class TestConformance : public QObject
{
    Q_OBJECT

private slots:
    void page()
    {
        Page page;
        page.line("# Conformance");
        page.line("");
        page.line("Our value and the reference value of every measure and test that has one. Written by");
        page.line("`tests/core/tst_conformance.cpp`, which fails where they differ or this page is out of date");
        page.line(
            "(`RW_UPDATE_CONFORMANCE=1 tst_conformance` writes it). The exact output of trec_eval, line by line, is");
        page.line("checked by `tst_measures` on its own tests and on the data sets.");
        addTrecEval(page);
        addIrMeasures(page);
        addPackages(page);
        addStatistics(page);
        addDirt(page);
        QVERIFY2(page.faults().empty(), page.faults().c_str());
        QVERIFY(page.rows() > 400);

        const QString file = QStringLiteral(RW_SOURCE_DIR "/docs/conformance.md");
        const QByteArray text = QByteArray::fromStdString(page.text());
        if (qEnvironmentVariableIsSet("RW_UPDATE_CONFORMANCE")) {
            QFile out(file);
            QVERIFY(out.open(QIODevice::WriteOnly));
            QCOMPARE(out.write(text), text.size());
        }
        const auto lines = contents(file.toStdString()).split('\n');
        const auto due = text.split('\n');
        for (qsizetype i = 0; i < std::min(lines.size(), due.size()); ++i)
            QCOMPARE(lines[i], due[i]);
        QCOMPARE(lines.size(), due.size());
    }
};

QTEST_GUILESS_MAIN(TestConformance)
#include "tst_conformance.moc"
