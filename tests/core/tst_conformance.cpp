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
