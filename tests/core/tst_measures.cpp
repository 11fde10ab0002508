// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset.h"
#include "core/metrics/fileevaluation.h"
#include "core/metrics/profiles.h"
#include "core/metrics/ties.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <cmath>
#include <cstdio>

using namespace Qt::StringLiterals;
using namespace rw;

namespace {

QString testData(const QString& file)
{
    return QStringLiteral(RW_TEST_DATA "/") + file;
}

/// q1 of the tables in docs/measures.md: documents a, b, c, ... with these grades, ranked in this order.
double valueOf(const char* measure, const std::vector<int>& grades, const std::vector<float>& scores = {})
{
    Qrels::Documents judgments;
    std::vector<ScoredDocument> ranking;
    for (std::size_t i = 0; i < grades.size(); ++i) {
        const std::string id(1, char('a' + i));
        judgments[id] = grades[i];
        ranking.push_back({id, scores.empty() ? float(100 - int(i)) : scores[i]});
    }
    const auto measures = parseMeasure(measure);
    return measures ? evaluateQuery(*measures, judgments, ranking).at(0) : std::nan("");
}

/// As C prints it: halves to even, where Qt rounds them up.
QByteArray printed(double value, int digits)
{
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.*f", digits, value);
    return text.data();
}

/// Every line "name<TAB>query<TAB>value" of a trec_eval output that we have a measure for.
void compareWithTrecEval(const QString& expected, const Qrels& qrels, const TrecRun& run,
                         const EvaluationOptions& options = {}, int level = 1, const QStringList& skip = {})
{
    QFile file(expected);
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(expected));
    std::map<std::string, Evaluation> evaluations;
    int compared = 0;
    for (const QByteArray& line : file.readAll().split('\n')) {
        const QList<QByteArray> fields = line.split('\t');
        if (fields.size() != 3)
            continue;
        const std::string name = fields[0].trimmed().toStdString();
        const std::string query = fields[1].toStdString();
        if (name == "runid" || skip.contains(QString::fromStdString(name)))
            continue;
        if (!evaluations.contains(name)) {
            auto measures = parseMeasure(name);
            QVERIFY2(measures && measures->size() == 1, name.c_str());
            setRelevanceLevel(*measures, level);
            evaluations[name] = evaluate(*measures, qrels, run, options);
        }
        const Evaluation& evaluation = evaluations[name];
        ++compared;
        if (evaluation.measures[0].kind == Measure::Kind::RelevanceString) {
            QCOMPARE(QByteArray::fromStdString("'" + evaluation.texts.at(query)[0] + "'"), fields[2]);
            continue;
        }
        QVERIFY2(query == "all" || evaluation.queries.contains(query), line.constData());
        const double value = query == "all" ? evaluation.all[0] : evaluation.queries.at(query)[0];
        const int digits = evaluation.measures[0].isCount() ? 0 : 4;
        if (printed(value, digits) != fields[2])
            QFAIL(qPrintable(u"%1: %2 is %3 here"_s.arg(expected, QString::fromUtf8(line)).arg(value, 0, 'f', 6)));
    }
    QVERIFY(compared >= 5);
}

} // namespace

class TestMeasures : public QObject
{
    Q_OBJECT

private slots:
    void names_data();
    void names();
    void wrongNames_data();
    void wrongNames();
    void order();
    void values_data();
    void values();
    void tiesAndEmptyQueries();
    void apOfCandidates();
    void floatTies();
    void tieOrders();
    void emptyInput();
    void profiles();
    void irMeasures_data();
    void irMeasures();
    void trecEval_data();
    void trecEval();
    void trecEvalOptions_data();
    void trecEvalOptions();
    void random_data();
    void random();
    void filesLikeStructures();
    void faultsInFiles();
    void sharedData();
};

void TestMeasures::names_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("trec cut-off") << u"ndcg_cut.10"_s << u"ndcg_cut_10"_s;
    QTest::newRow("trec printed") << u"ndcg_cut_10"_s << u"ndcg_cut_10"_s;
    QTest::newRow("trec list") << u"P.5,10"_s << u"P_5 P_10"_s;
    QTest::newRow("trec defaults") << u"success"_s << u"success_1 success_5 success_10"_s;
    QTest::newRow("trec plain") << u"ndcg"_s << u"ndcg"_s;
    QTest::newRow("recall levels") << u"iprec_at_recall..10,.5"_s << u"iprec_at_recall_0.10 iprec_at_recall_0.50"_s;
    QTest::newRow("mixed list") << u"map, nDCG@10,5 ,RBP(p=0.8)"_s << u"map nDCG@10 nDCG@5 RBP(p=0.8)"_s;
    QTest::newRow("two parameters") << u"nDCG(dcg='exp-log2')@10"_s << u"nDCG(dcg='exp-log2')@10"_s;
    QTest::newRow("comma in brackets") << u"RBP(rel=2, p=0.5)@20"_s << u"RBP(rel=2, p=0.5)@20"_s;
    QTest::newRow("aliases") << u"MRR@10,MAP,ndcg@3"_s << u"MRR@10 MAP ndcg@3"_s;
}

void TestMeasures::names()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    const auto measures = parseMeasure(text.toStdString());
    QVERIFY2(measures, measures ? "" : measures.error().what.c_str());
    QStringList names;
    for (const Measure& measure : *measures)
        names.append(QString::fromStdString(measure.name));
    QCOMPARE(names.join(u' '), expected);
}

void TestMeasures::wrongNames_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : {"",
                             "foo",
                             "nDCG@",
                             "nDCG@0",
                             "nDCG@-1",
                             "nDCG@x",
                             "nDCG(",
                             "nDCG(dcg='other')@10",
                             "AP(p=0.5)",
                             "P",
                             "R",
                             "map.5",
                             "P.0",
                             "P.",
                             "ndcg_cut.5,,10",
                             "RBP(p=1)",
                             "RBP(p=nan)",
                             "Rprec@5",
                             "AP(rel=0)",
                             "AP(rel=1)x",
                             "nDCG@10@5",
                             "iprec_at_recall.2",
                             "ERR(gmax=0)@20",
                             "AP(candidates=1)",
                             "RR(candidates)",
                             "AP(judged_only=maybe)",
                             "SetF(beta=0)",
                             "utility.1,2,3",
                             "utility.1,-1,0,0.5",
                             "ndcg.1",
                             "ndcg.x=1",
                             "ndcg.1=nan",
                             "11pt_avg.2",
                             "relstring.0",
                             "Rprec_mult.-1",
                             "set_F.0",
                             "P@99999999999"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void TestMeasures::wrongNames()
{
    QFETCH(QString, text);
    if (text == u"P"_s) {
        QCOMPARE(parseMeasure("P")->size(), std::size_t(9)); // trec_eval's name; the modern one needs a cut-off
        return;
    }
    const auto measures = parseMeasure(text.toStdString());
    QVERIFY(!measures);
    QVERIFY(!measures.error().what.empty());
}

void TestMeasures::order()
{
    std::vector<Measure> measures;
    for (const char* text : {"AP", "ndcg_cut.20,5", "map", "nDCG@10", "num_q", "map"}) {
        const auto parsed = parseMeasure(text);
        measures.insert(measures.end(), parsed->begin(), parsed->end());
    }
    arrangeLikeTrecEval(measures);
    QStringList names;
    for (const Measure& measure : measures)
        names.append(QString::fromStdString(measure.name));
    QCOMPARE(names.join(u' '), u"num_q map ndcg_cut_5 ndcg_cut_20 AP nDCG@10"_s);
    QCOMPARE(defaultMeasures().front().name, "num_q");
}

void TestMeasures::values_data()
{
    QTest::addColumn<QString>("measure");
    QTest::addColumn<QList<int>>("grades");
    QTest::addColumn<double>("expected");
    const QList<int> graded{3, 0, 2, 1};
    QTest::newRow("nDCG") << u"nDCG"_s << graded << 0.9304509197;
    QTest::newRow("nDCG exp") << u"nDCG(dcg='exp-log2')"_s << graded << 0.9508013339;
    QTest::newRow("ERR gmax 3") << u"ERR(gmax=3)"_s << graded << 0.8930664063;
    QTest::newRow("RBP") << u"RBP(p=.8)"_s << graded << 0.4304;
    QTest::newRow("RR level 2") << u"RR(rel=2)"_s << QList<int>{1, 1, 2} << 1.0 / 3;
    QTest::newRow("RR cut") << u"RR@2"_s << QList<int>{0, 0, 1} << 0.0;
    QTest::newRow("P beyond the end") << u"P@10"_s << graded << 0.3;
    QTest::newRow("Judged") << u"Judged@10"_s << QList<int>{0, -1} << 1.0;
    QTest::newRow("negative grade") << u"nDCG"_s << QList<int>{-1, 1} << 1 / std::log2(3.0);
    QTest::newRow("exp from grade 2 on") << u"nDCG(dcg='exp-log2',rel=2)@10"_s << QList<int>{1, 2, 3}
                                         << (3 / std::log2(3.0) + 7 / 2.0) / (7 + 3 / std::log2(3.0));
    QTest::newRow("RBP residual") << u"RBPResidual(p=0.9)"_s << QList<int>{1, 1, 1, -1} << 0.6561 + 0.1 * 0.729;
    QTest::newRow("AP of the judged") << u"AP(judged_only=True)"_s << QList<int>{-1, 1} << 1.0;
    QTest::newRow("pairs in order") << u"Accuracy"_s << QList<int>{0, 1, 0, 1} << 0.25;
    QTest::newRow("pairs, none relevant") << u"Accuracy"_s << QList<int>{0, 0} << 0.0;
    QTest::newRow("exp with a huge grade") << u"nDCG(dcg='exp-log2')"_s << QList<int>{2000000000, 1} << 1.0;
    QTest::newRow("no relevant document") << u"nDCG@10"_s << QList<int>{0, 0} << 0.0;
}

void TestMeasures::values()
{
    QFETCH(QString, measure);
    QFETCH(QList<int>, grades);
    QFETCH(double, expected);
    const double value = valueOf(measure.toUtf8().constData(), std::vector<int>(grades.begin(), grades.end()));
    QVERIFY2(std::abs(value - expected) < 1e-9, qPrintable(QString::number(value, 'g', 12)));
}

/// The small case of trec_eval that docs/measures.md explains.
void TestMeasures::tiesAndEmptyQueries()
{
    const auto measures = parseMeasure("ndcg,map,recip_rank,bpref,num_q");
    Qrels qrels;
    qrels.queries["q1"] = {{"a", 2}, {"b", 1}, {"c", 0}};
    qrels.queries["q2"] = {{"a", 0}};
    qrels.queries["q3"] = {{"a", 1}};
    qrels.queries["q4"] = {{"a", -1}, {"b", 1}};
    TrecRun run;
    run.queries["q1"] = {{"a", 1}, {"b", 1}, {"c", 1}, {"u", 0.5F}};
    run.queries["q2"] = {{"a", 1}};
    run.queries["q4"] = {{"a", 2}, {"b", 1}};
    run.queries["q9"] = {{"a", 2}};

    const Evaluation met = evaluate(*measures, qrels, run, false);
    const std::vector<double>& q1 = met.queries.at("q1");
    QCOMPARE(printed(q1[0], 4), "0.6199");
    QCOMPARE(printed(q1[1], 4), "0.5833");
    QCOMPARE(q1[2], 0.5);
    QCOMPARE(q1[3], 0.0);
    QCOMPARE(met.queries.at("q2")[0], 0.0);
    QCOMPARE(printed(met.all[0], 4), "0.4169");
    QCOMPARE(met.all[4], 3.0);
    QCOMPARE(met.missing, std::vector<std::string>{"q3"});
    QCOMPARE(met.unjudged, std::vector<std::string>{"q9"});

    const Evaluation complete = evaluate(*measures, qrels, run, true);
    QCOMPARE(printed(complete.all[0], 4), "0.3127");
    QCOMPARE(complete.all[4], 4.0);
}

/// The relevant document that the ranking lacks counts for AP, and not for AP(candidates).
void TestMeasures::apOfCandidates()
{
    const Qrels::Documents judgments{{"a", 0}, {"b", 1}, {"c", 2}};
    const auto measures = parseMeasure("AP,AP(candidates),AP(candidates,rel=2)");
    const std::vector<double> values = evaluateQuery(*measures, judgments, {{"a", 2}, {"b", 1}});
    QCOMPARE(values, (std::vector<double>{0.25, 0.5, 0}));
}

/// v9 keeps scores as float: these three are one tie, which the id decides.
void TestMeasures::floatTies()
{
    QCOMPARE(valueOf("RR", {1, 0, 0}, {float(0.999999992), float(0.999999991), float(0.99999999)}), 1.0 / 3);
}

/// Scores 1, 1, 1, 0.5 and gains 2, 1, 0, 0 (the id of the highest gain comes last among the tied).
void TestMeasures::tieOrders()
{
    const Measure ndcg = parseMeasure("nDCG")->front();
    const std::vector<int> grades{0, 1, 2, 0};
    const TieBounds bounds = tieBounds(ndcg, grades, {1, 1, 1, 0.5F}, grades);
    QVERIFY(std::abs(*bounds.expected - 0.8099531166) < 1e-10);
    QVERIFY(std::abs(bounds.worst - 0.6199062333) < 1e-10);
    QCOMPARE(bounds.best, 1.0);
    QCOMPARE(tiedDocuments({1, 1, 1, 0.5F}, 10), 3);
    QCOMPARE(tiedDocuments({1, 1, 1, 0.5F}, 2), 2);
    QCOMPARE(tiedDocuments({3, 2, 1, 1}, 2), 0);

    const TieBounds none = tieBounds(ndcg, grades, {4, 3, 2, 1}, grades);
    QVERIFY(none.worst == none.best && std::abs(*none.expected - none.best) < 1e-12);
    // A constant scorer is in the middle, not at 1; with a cut-off inside the group, too.
    const TieBounds cut = tieBounds(parseMeasure("nDCG@1")->front(), {0, 1}, {5, 5}, {0, 1});
    QVERIFY(cut.worst == 0 && cut.best == 1 && std::abs(*cut.expected - 0.5) < 1e-12);
    const TieBounds rank = tieBounds(parseMeasure("RR")->front(), {1, 0, 0}, {5, 5, 5}, {1, 0, 0});
    QVERIFY(rank.best == 1 && std::abs(rank.worst - 1.0 / 3) < 1e-12 && !rank.expected);
}

void TestMeasures::emptyInput()
{
    const std::vector<double> values = evaluateQuery(defaultMeasures(), {}, {});
    QCOMPARE(values.size(), defaultMeasures().size());
    for (const double value : values)
        QVERIFY(value == 0 || value == 1); // num_q is 1
    const Evaluation none = evaluate(defaultMeasures(), {}, {}, true);
    for (const double value : none.all)
        QCOMPARE(value, 0.0);
    std::vector<ScoredDocument> documents{{"a", std::nanf("")}, {"b", 1}, {"c", std::nanf("")}};
    rankDocuments(documents);
    QCOMPARE(documents[0].document, "b");
}

/// What the packages themselves make of the random fixture (tests/data/profiles).
void TestMeasures::profiles()
{
    const std::string folder = testData(u"metric-fixtures/random/"_s).toStdString();
    const auto values = evaluateProfiles(*readQrels(folder + "qrels"), *readTrecRun(folder + "run"));
    QFile file(testData(u"profiles/expected.json"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonObject expected = QJsonDocument::fromJson(file.readAll()).object();
    int compared = 0;
    int different = 0;
    for (const ProfileValue& value : values) {
        const QJsonValue due = expected[QString::fromStdString(value.profile)][QString::fromStdString(value.measure)];
        const QString name = QString::fromStdString(value.profile + ' ' + value.measure);
        QVERIFY2(due.isDouble(), qPrintable(name));
        // Some of them round to five decimals, by query or in the end.
        QVERIFY2(std::abs(value.value - due.toDouble()) < 6e-6,
                 qPrintable(name + QString::number(value.value, 'g', 9)));
        QVERIFY(!value.definition.empty());
        different += std::abs(value.value - value.ownValue) > 1e-4 ? 1 : 0;
        ++compared;
    }
    QCOMPARE(compared, 14);
    QVERIFY(different >= 6); // the fixture tells the definitions apart
    for (const ProfileValue& value : evaluateProfiles({}, {}))
        QCOMPARE(value.value, 0.0);
}

void TestMeasures::irMeasures_data()
{
    QTest::addColumn<QString>("input");
    QTest::addColumn<QString>("measure");
    QTest::addColumn<QString>("query");
    QTest::addColumn<double>("expected");
    QFile file(testData(u"metric-fixtures/small/expected.json"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    for (const QJsonValue& value : QJsonDocument::fromJson(file.readAll()).array()) {
        const QJsonObject entry = value.toObject();
        QString measure = entry[u"measure"_s].toString();
        if (entry[u"from"_s].toString().startsWith(u"test_gdeval"_s))
            measure.replace(u"nDCG@"_s, u"nDCG(dcg='exp-log2')@"_s);
        const QString query = entry[u"query"_s].toString();
        const QString input = entry[u"input"_s].toString();
        QTest::newRow(qPrintable(u"%1 %2 %3"_s.arg(input, measure, query)))
            << input << measure << query << entry[u"value"_s].toDouble();
    }
}

void TestMeasures::irMeasures()
{
    QFETCH(QString, input);
    QFETCH(QString, measure);
    QFETCH(QString, query);
    QFETCH(double, expected);
    const QString stem = testData(u"metric-fixtures/small/"_s + input);
    const auto qrels = readQrels((stem + u".qrels"_s).toStdString());
    const auto run = readTrecRun((stem + u".run"_s).toStdString());
    QVERIFY(qrels && run);
    const auto measures = parseMeasure(measure.toStdString());
    QVERIFY2(measures, measures ? "" : measures.error().what.c_str());
    const Evaluation evaluation = evaluate(*measures, *qrels, *run, false);
    const double value = query == u"all"_s ? evaluation.all[0] : evaluation.queries.at(query.toStdString())[0];
    QVERIFY2(std::abs(value - expected) < 6e-5, qPrintable(QString::number(value, 'g', 12)));
}

void TestMeasures::trecEval_data()
{
    QTest::addColumn<QString>("qrels");
    QTest::addColumn<QString>("run");
    QTest::addColumn<QString>("expected");
    const auto add = [](const QString& qrels, const QString& run, const QString& expected) {
        for (const QString& kind : {u".all.txt"_s, u".perquery.txt"_s})
            QTest::newRow(qPrintable(qrels + u' ' + expected + kind)) << qrels << run << expected + kind;
    };
    add(u"metric-fixtures/compat.qrels"_s, u"metric-fixtures/compat.run"_s, u"metric-fixtures/expected/compat"_s);
    for (const QString& qrels : {u"test.trec"_s, u"test.tsv"_s}) {
        add(u"dureader-sample-zh/qrels/"_s + qrels, u"dureader-sample-zh/runs/judged-pool.trec"_s,
            u"dureader-sample-zh/expected/judged-pool"_s);
        add(u"medquad-en/qrels/"_s + qrels, u"medquad-en/runs/bm25.trec"_s, u"medquad-en/expected/bm25"_s);
        add(u"medquad-en/qrels/"_s + qrels, u"medquad-en/runs/judged-pool.trec"_s,
            u"medquad-en/expected/judged-pool"_s);
    }
}

void TestMeasures::trecEval()
{
    QFETCH(QString, qrels);
    QFETCH(QString, run);
    QFETCH(QString, expected);
    const auto judgments = readQrels(testData(qrels).toStdString());
    const auto ranking = readTrecRun(testData(run).toStdString());
    QVERIFY(judgments && ranking);
    compareWithTrecEval(testData(expected), *judgments, *ranking);
}

void TestMeasures::trecEvalOptions_data()
{
    QTest::addColumn<QString>("qrels");
    QTest::addColumn<QString>("run");
    QTest::addColumn<QString>("expected");
    QTest::addColumn<bool>("complete");
    QTest::addColumn<int>("maxDocuments");
    QTest::addColumn<int>("level");
    QTest::newRow("-q") << u"qrels.test"_s << u"results.test"_s << u"out.test.aq"_s << false << 0 << 1;
    QTest::newRow("-q -c") << u"qrels.test"_s << u"results.trunc"_s << u"out.test.aqc"_s << true << 0 << 1;
    QTest::newRow("-q -c -M100") << u"qrels.test"_s << u"results.trunc"_s << u"out.test.aqcM"_s << true << 100 << 1;
    QTest::newRow("-q -l2") << u"qrels.rel_level"_s << u"results.test"_s << u"out.test.aql"_s << false << 0 << 2;
    QTest::newRow("params") << u"qrels.test"_s << u"results.test"_s << u"out.test.meas_params"_s << false << 0 << 1;
}

void TestMeasures::trecEvalOptions()
{
    QFETCH(QString, qrels);
    QFETCH(QString, run);
    QFETCH(QString, expected);
    QFETCH(bool, complete);
    QFETCH(int, maxDocuments);
    QFETCH(int, level);
    const auto judgments = readQrels(testData(u"trec-eval/"_s + qrels).toStdString());
    const auto ranking = readTrecRun(testData(u"trec-eval/"_s + run).toStdString());
    QVERIFY(judgments && ranking);
    // These outputs are of 10.0-rc3: it rounds the rank of a recall level where v9 cuts it, and has four measures that
    // v9 has not. What v9 makes of recall levels is in the random fixture and in the expected files of the data sets.
    QStringList skip{u"rbp"_s,      u"rbp_resid"_s,          u"unj_5"_s, u"unj_10"_s, u"unj_20"_s,
                     u"11pt_avg"_s, u"11pt_avg_.25,.5,.75"_s};
    for (const char* recall : {"0.10", "0.25", "0.60", "0.90"})
        skip.append(u"iprec_at_recall_"_s + QLatin1String(recall));
    EvaluationOptions options;
    options.complete = complete;
    options.maxDocuments = maxDocuments;
    compareWithTrecEval(testData(u"trec-eval/"_s + expected), *judgments, *ranking, options, level, skip);
}

/// Ties, grades below 0, queries that one side lacks, in random order: every value that v9.0.8 has, to the last digits.
void TestMeasures::random_data()
{
    QTest::addColumn<quint64>("memoryBytes");
    QTest::newRow("in memory") << quint64(1 << 20);
    QTest::newRow("in a temporary file") << quint64(4000);
}

void TestMeasures::random()
{
    QFETCH(quint64, memoryBytes);
    const std::string folder = testData(u"metric-fixtures/random/"_s).toStdString();
    QFile file(QString::fromStdString(folder + "expected.tsv"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    std::map<std::string, FileEvaluation> evaluations;
    int compared = 0;
    for (const QByteArray& line : file.readAll().split('\n')) {
        const QList<QByteArray> fields = line.split('\t');
        if (line.startsWith('#') || fields.size() != 5)
            continue;
        auto measures = parseMeasure(fields[2].toStdString());
        QVERIFY2(measures, fields[2].constData());
        setRelevanceLevel(*measures, fields[0].toInt());
        EvaluationOptions options;
        options.judgedOnly = fields[1] == "1";
        FileEvaluation& found = evaluations[(fields[0] + fields[1] + fields[2]).toStdString()];
        if (found.runQueries == 0) {
            auto result =
                evaluateFiles(folder + "qrels", folder + "run", *measures, options, true, nullptr, memoryBytes);
            QVERIFY2(result, result ? "" : result.error().what.c_str());
            found = std::move(*result);
        }
        const double value = found.evaluation.queries.at(fields[3].toStdString()).at(0);
        QVERIFY2(std::abs(value - fields[4].toDouble()) < 1e-12, line.constData());
        ++compared;
    }
    QCOMPARE(compared, 2124);
    QCOMPARE(evaluations.begin()->second.evaluation.missing, std::vector<std::string>{"q5"});
    QCOMPARE(evaluations.begin()->second.withoutRelevant, std::int64_t(2)); // q4 and q8
    QCOMPARE(evaluations.begin()->second.evaluation.unjudged, (std::vector<std::string>{"q11", "q12"}));
}

/// Files and structures are two ways to the same numbers, the aggregates included.
void TestMeasures::filesLikeStructures()
{
    const auto measures = parseMeasure("all_trec,nDCG(dcg='exp-log2',rel=2)@10,AP(candidates),Accuracy,Judged@10");
    QVERIFY(measures);
    for (const bool complete : {false, true}) {
        EvaluationOptions options;
        options.complete = complete;
        const std::string folder = testData(u"metric-fixtures/random/"_s).toStdString();
        const Evaluation due = evaluate(*measures, *readQrels(folder + "qrels"), *readTrecRun(folder + "run"), options);
        const auto found = evaluateFiles(folder + "qrels", folder + "run", *measures, options, true, nullptr, 1000);
        QVERIFY(found);
        QCOMPARE(found->evaluation.all, due.all);
        QCOMPARE(found->evaluation.queries, due.queries);
        QCOMPARE(found->evaluation.texts, due.texts);
    }
}

/// Whatever the bucket, it is the first fault of the file that is named, as the readers do it.
void TestMeasures::faultsInFiles()
{
    QTemporaryDir folder;
    const auto put = [&folder](const char* name, const QByteArray& text) {
        QFile file(folder.filePath(QLatin1String(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    };
    const auto path = [&folder](const char* name) {
        return folder.filePath(QLatin1String(name)).toStdString();
    };
    const auto failure = [&]() -> std::string {
        const auto result = evaluateFiles(path("qrels"), path("run"), defaultMeasures(), {}, false, nullptr, 100);
        return result ? "" : result.error().what;
    };
    put("qrels", "1 0 a 1\n2 0 a 1\n1 0 b 0\n2 0 a 0\n1 0 a 2\n");
    put("run", "1 Q0 a 1 1 t\n2 Q0 a 1 1 t\n");
    QCOMPARE(failure(), readQrels(path("qrels")).error().what);
    QVERIFY(failure().find("qrels:4: ") != std::string::npos);
    put("qrels", "1 0 a 1\n2 0 a 1\n1 0 a 1\n");
    put("run", "1 Q0 a 1 3 t\n2 Q0 b 1 3 t\n2 Q0 b 2 2 t\n1 Q0 a 2 2 t\n");
    QCOMPARE(failure(), readTrecRun(path("run")).error().what);
    QVERIFY(failure().find("run:3: ") != std::string::npos);

    put("run", "1 Q0 a 1 3 t\n1 Q0 b 2 4 u\n");
    std::vector<Finding> found;
    QVERIFY(evaluateFiles(path("qrels"), path("run"), defaultMeasures(), {}, false, &found));
    QCOMPARE(found.size(), std::size_t(3)); // the same judgment again, a rank against the score, two tags
    QVERIFY(found[0].place.ends_with("qrels:3"));
}

/// All of the larger data sets, where they are at hand.
void TestMeasures::sharedData()
{
    const QString root = qEnvironmentVariable("RW_SHARED_DATA");
    if (root.isEmpty())
        QSKIP("RW_SHARED_DATA does not name the folder with the data sets");
    int files = 0;
    for (const QString& name :
         {u"medquad-en"_s, u"stard-zh"_s, u"dureader-sample-zh"_s, u"covidqa-en-long"_s, u"drcd-zh-hant"_s,
          u"drcd-zh-hant/long"_s, u"xquad-r/en"_s, u"xquad-r/zh"_s, u"xquad-r/de"_s, u"xquad-r/ru"_s}) {
        const QDir folder(root + u'/' + name);
        const auto qrels = readQrels(folder.filePath(u"qrels/test.tsv"_s).toStdString());
        QVERIFY2(qrels, qPrintable(name));
        for (const QString& expected : QDir(folder.filePath(u"expected"_s)).entryList({u"*.txt"_s})) {
            const QString runName = expected.section(u'.', 0, 0);
            const auto run = readTrecRun(folder.filePath(u"runs/%1.trec"_s.arg(runName)).toStdString());
            QVERIFY(run);
            compareWithTrecEval(folder.filePath(u"expected/"_s + expected), *qrels, *run);
            ++files;
        }
    }
    QVERIFY(files >= 20);
}

QTEST_GUILESS_MAIN(TestMeasures)
#include "tst_measures.moc"
