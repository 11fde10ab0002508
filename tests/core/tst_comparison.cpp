// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/comparison.h"
#include "core/report/reference.h"
#include "core/report/workspaceexport.h"
#include "core/stats/random.h"
#include "tests/support/smallstore.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace rw;
using namespace rw::test;

namespace {

constexpr int kManyQueries = 60;
constexpr int kManyCandidates = 12;

SystemRef unitRef(std::int64_t unit)
{
    return {SystemRef::Kind::Unit, unit, {}};
}

SystemRef runRef(const QString& file)
{
    return {SystemRef::Kind::Run, 0, file.toStdString()};
}

const SystemRef firstStage{SystemRef::Kind::FirstStage, 0, {}};

} // namespace

/// Systems whose differences are known: a scorer that sees the grades through noise, and others made of it.
class tst_Comparison : public QObject
{
    Q_OBJECT

private:
    QString file(const char* name) const { return m_folder->filePath(QLatin1String(name)); }

    void score(std::int64_t unit, const std::function<float(int)>& of, int end = kManyQueries * kManyCandidates)
    {
        std::vector<RunWriter::Scored> scores;
        for (int pair = 0; pair < end; ++pair)
            scores.push_back({unit, pair, of(pair)});
        BatchRecord batch;
        batch.unit = unit;
        m_store->writer->postChunk(std::move(scores), m_store->worker, {batch});
    }

    /// As good as `noise` lets it be.
    float noisy(int pair, double noise, std::uint64_t seed) const
    {
        const int query = pair / kManyCandidates;
        const auto judged = m_data.judgments.queries.at("q" + std::to_string(query));
        const auto grade = judged.find("d" + std::to_string(query + pair % kManyCandidates));
        Random random(seed * 100003 + std::uint64_t(pair));
        return float((grade == judged.end() ? 0 : grade->second) + noise * (random.uniform() - 0.5));
    }

    QString exportRun(std::int64_t unit, const char* name)
    {
        ExportRequest request;
        request.workspace = m_store->path;
        request.what = ExportRequest::What::Run;
        request.format = ExportRequest::Format::Trec;
        request.unit = unit;
        QByteArray text;
        const auto status = exportWorkspace(request, [&](std::string_view part) {
            text.append(part.data(), qsizetype(part.size()));
            return true;
        });
        if (!status)
            qFatal("%s", status.error().what.c_str());
        put(file(name), text);
        return file(name);
    }

    ComparisonRequest request(const SystemRef& baseline, std::vector<SystemRef> systems) const
    {
        ComparisonRequest request;
        request.baseline = baseline;
        request.systems = std::move(systems);
        request.measures = *parseMeasure("nDCG@10,RR@10");
        return request;
    }

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_store = std::make_unique<Store>(file("w.rwb"), kManyQueries, kManyCandidates);
        m_data = smallDataset(kManyQueries, kManyCandidates);
    }

    void unitAgainstItsOwnRun()
    {
        const auto unit = m_store->units[0];
        score(unit, [this](int pair) { return noisy(pair, 4, 1); });
        const auto reader = m_store->reader();
        const QString run = exportRun(unit, "same.trec");
        const auto found = compareSystems(*reader, request(unitRef(unit), {runRef(run)}));
        QVERIFY2(found, found ? "" : found.error().what.c_str());
        const SystemDifference& same = found->differences[0];
        QVERIFY(same.system.badge == Badge::None);
        QCOMPARE(same.system.judgedQueries, kManyQueries);
        QVERIFY(same.verdicts[0].kind == Verdict::Kind::Identical && same.adjustedP[0] == 1);
        QCOMPARE(same.agreement->drift->maxAbs, 0.0);
        QCOMPARE(same.agreement->tauB.mean, 1.0);
        QCOMPARE(same.agreement->rbo.low, 1.0);
        QCOMPARE(same.agreement->flippedPairs, 0.0);
        QVERIFY(same.agreement->worst.empty() && same.agreement->worstQueries.empty());

        // The same numbers as for the unit alone, and those of the first stage.
        const auto due = *reader->evaluateUnit(unit, found->measures);
        QCOMPARE(found->baseline.values[0].value, due.mean[0]);
        QCOMPARE(found->baseline.values[0].base, due.base[0]);
        QCOMPARE(found->baseline.values[0].ceiling, due.ceiling[0]);
        QVERIFY(found->baseline.values[0].interval->low < due.mean[0] &&
                due.mean[0] < found->baseline.values[0].interval->high);
        const auto before = compareSystems(*reader, request(firstStage, {unitRef(unit)}));
        QVERIFY(before);
        QVERIFY(std::abs(before->baseline.values[0].value - due.base[0]) < 1e-12);
        QVERIFY(std::abs(before->differences[0].paired[0].difference - (due.mean[0] - due.base[0])) < 1e-12);
        QVERIFY(before->differences[0].verdicts[0].kind == Verdict::Kind::Better);
        QVERIFY(!before->differences[0].agreement->drift); // an order has no scores
        QVERIFY(before->differences[0].agreement->tauB.mean < 0.5);
    }

    void roundedScoresKeepQuality()
    {
        score(m_store->units[0], [this](int pair) { return noisy(pair, 4, 1); });
        score(m_store->units[1], [this](int pair) { return std::round(noisy(pair, 4, 1) * 256) / 256; });
        const auto reader = m_store->reader();
        const auto found = compareSystems(*reader, request(unitRef(m_store->units[0]), {}));
        QVERIFY(found);
        QCOMPARE(found->differences.size(), std::size_t(1)); // the other unit of the run
        const SystemDifference& rounded = found->differences[0];
        QCOMPARE(rounded.system.ref.unit, m_store->units[1]);
        QCOMPARE(rounded.system.name, "small 256 fp32");
        QVERIFY(rounded.verdicts[0].keeps);
        const ScoreDrift& drift = *rounded.agreement->drift;
        QVERIFY(drift.maxAbs > 0.001 && drift.maxAbs <= 1.0 / 512 && drift.p99Abs <= drift.maxAbs);
        QVERIFY(*drift.pearson > 0.999);
        QCOMPARE(rounded.agreement->worst.size(), std::size_t(20));
        const Agreement::Pair& worst = rounded.agreement->worst[0];
        QCOMPARE(double(std::abs(worst.baseline - worst.score)), drift.maxAbs);
        QVERIFY(worst.queryText.starts_with("query ") && worst.passageText.starts_with("passage "));
        QCOMPARE("passage " + worst.passage.substr(1), worst.passageText);
    }

    void worseAndFamily()
    {
        score(m_store->units[0], [this](int pair) { return noisy(pair, 1, 1); });
        score(m_store->units[1], [this](int pair) { return noisy(pair, 30, 2); });
        const auto reader = m_store->reader();
        const QString worse = exportRun(m_store->units[1], "worse.trec");
        ComparisonRequest family = request(unitRef(m_store->units[0]), std::vector<SystemRef>(200, runRef(worse)));
        QElapsedTimer timer;
        timer.start();
        const auto found = compareSystems(*reader, family);
        QVERIFY(found);
        QVERIFY2(timer.elapsed() < 60000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(found->differences.size(), std::size_t(200));
        const SystemDifference& last = found->differences.back();
        QVERIFY(last.verdicts[0].kind == Verdict::Kind::Worse && !last.verdicts[0].keeps);
        QVERIFY(std::abs(last.adjustedP[0] - std::min(1.0, 200 * last.paired[0].randomisation.p)) < 1e-12);
        QVERIFY(last.agreement->flippedToWrong > 0.1 && last.agreement->overlapAt1 < 1);
        QCOMPARE(last.agreement->worstQueries.size(), std::size_t(5));

        family.systems.resize(2);
        family.allPairs = true;
        const auto pairs = compareSystems(*reader, family);
        QCOMPARE(pairs->tukey.size(), std::size_t(2));
        QCOMPARE(pairs->tukeyNames.size(), std::size_t(3));
        QVERIFY(pairs->tukey[0].p[0][1] < 0.01 && pairs->tukey[0].p[1][2] == 1);
        QCOMPARE(*pairs->measureAgreement[0][0], 1.0);
    }

    void badges()
    {
        score(m_store->units[0], [this](int pair) { return noisy(pair, 4, 1); });
        score(
            m_store->units[1], [this](int pair) { return noisy(pair, 4, 2); }, 100);
        const auto reader = m_store->reader();
        const QString all = exportRun(m_store->units[0], "all.trec");
        QByteArray constant;
        QByteArray missing;
        for (const QByteArray& line : contents(all).split('\n')) {
            const auto fields = line.split(' ');
            if (fields.size() < 6)
                continue;
            constant += fields[0] + " Q0 " + fields[2] + " 0 0.5 constant\n";
            if (fields[0] != "q7")
                missing += line + '\n';
        }
        put(file("constant.trec"), constant);
        put(file("missing.trec"), missing);
        const auto found = compareSystems(
            *reader, request(unitRef(m_store->units[0]), {unitRef(m_store->units[1]), runRef(file("constant.trec")),
                                                          runRef(file("missing.trec"))}));
        QVERIFY(found);
        const auto sentenceOf = [&](std::size_t i) {
            return sentence(found->differences[i].verdicts[0]);
        };
        QVERIFY(found->differences[0].system.badge == Badge::Unfinished);
        QCOMPARE(sentenceOf(0), "do not compare yet: 52 of 60 queries are missing");
        QVERIFY(found->differences[1].system.badge == Badge::Constant);
        QCOMPARE(found->differences[1].system.tiedAt10, 1.0);
        const TieBounds& ties = found->differences[1].system.values[0].ties;
        QVERIFY(ties.worst < *ties.expected && *ties.expected < ties.best);
        QCOMPARE(found->differences[1].agreement->tauB.undefined, kManyQueries);
        QVERIFY(found->differences[2].system.badge == Badge::MissingQueries);
        QCOMPARE(sentenceOf(2), "do not compare: 1 of 60 queries is missing");
        for (const SystemDifference& difference : found->differences)
            QVERIFY(difference.paired.empty() && difference.adjustedP.empty() && difference.verdicts.size() == 2);
        // A baseline that lacks queries is no baseline.
        const auto turned =
            compareSystems(*reader, request(runRef(file("missing.trec")), {unitRef(m_store->units[0])}));
        QVERIFY(turned && turned->differences[0].paired.empty());
        QCOMPARE(sentence(turned->differences[0].verdicts[0]), "do not compare: 1 of 60 queries is missing");
    }

    void slices()
    {
        score(m_store->units[0], [this](int pair) { return noisy(pair, 2, 1); });
        score(m_store->units[1],
              [this](int pair) { return pair / kManyCandidates < 20 ? noisy(pair, 60, 2) : noisy(pair, 2, 1); });
        QByteArray lines;
        for (int query = 0; query < 50; ++query)
            lines += "q" + QByteArray::number(query) + (query < 20 ? "\tfirst\n" : "\tsecond\n");
        put(file("slices.tsv"), lines);
        const auto reader = m_store->reader();
        ComparisonRequest asked = request(unitRef(m_store->units[0]), {unitRef(m_store->units[1])});
        asked.slices = file("slices.tsv").toStdString();
        const auto found = compareSystems(*reader, asked);
        QVERIFY(found);
        const auto& parts = found->differences[0].slices;
        QCOMPARE(parts.size(), std::size_t(2));
        QCOMPARE(parts[0].slice, "first");
        QCOMPARE(parts[0].paired[0].queries, 20);
        QVERIFY(parts[0].paired[0].interval->high < 0);
        QCOMPARE(parts[1].paired[0].queries, 30);
        QCOMPARE(parts[1].paired[0].difference, 0.0);

        const auto failure = [&](const QByteArray& text) {
            put(file("slices.tsv"), text);
            const auto wrong = compareSystems(*reader, asked);
            return wrong ? std::string("no error") : wrong.error().what;
        };
        QVERIFY(failure("q1\n").find("slices.tsv:1: expected a query id") != std::string::npos);
        QVERIFY(failure("q1\ta\nq1\tb\n").find("slices.tsv:2: query q1 a second time") != std::string::npos);
        QVERIFY(failure("other\ta\n").find("names no judged query") != std::string::npos);
        QVERIFY(failure("").find("no lines") != std::string::npos);
    }

    void slicesByField()
    {
        score(m_store->units[0], [this](int pair) { return noisy(pair, 2, 1); });
        score(m_store->units[1],
              [this](int pair) { return pair / kManyCandidates < 20 ? noisy(pair, 60, 2) : noisy(pair, 2, 1); });
        // The same data set with fields: they are taken over, whatever the scores.
        for (int query = 0; query < kManyQueries; ++query) {
            const std::string topic = query < 20 ? "a" : query < 54 ? "b" : "c";
            const QJsonObject fields{{u"topic"_qs, QString::fromStdString(topic)},
                                     {u"year"_qs, 1900 + query},
                                     {u"level"_qs, query % 2 == 0 ? 10 : 9},
                                     {u"text"_qs, QString::number(query) + u" words"_qs}};
            m_data.queryFields.push_back(
                query == 59 ? "" : QJsonDocument(fields).toJson(QJsonDocument::Compact).toStdString());
        }
        QCOMPARE(*m_store->workspace->addDataset(m_data), m_store->dataset);
        const auto reader = m_store->reader();
        ComparisonRequest asked = request(unitRef(m_store->units[0]), {unitRef(m_store->units[1]), firstStage});
        asked.sliceFields = {"topic", "year", "level", "lang", "relevant", "query_length"};
        const auto found = compareSystems(*reader, asked);
        QVERIFY2(found, found ? "" : found.error().what.c_str());
        const auto text = [&](std::size_t i) {
            QString all;
            for (const QuerySlices::Slice& slice : found->slices[i].slices)
                all += QString::fromStdString(slice.name) + u':' + QString::number(slice.places.size()) + u' ';
            return all + QString::number(found->slices[i].without);
        };
        QCOMPARE(found->slices.size(), std::size_t(6));
        QCOMPARE(text(0), u"a:20 b:34 c:5 1"_qs);
        QCOMPARE(text(1), u"1900 to 1914:15 1915 to 1929:15 1930 to 1944:15 1945 to 1958:14 1"_qs);
        QCOMPARE(text(2), u"9:29 10:30 1"_qs); // as numbers, not as texts
        QCOMPARE(text(3), u"en:60 0"_qs);
        QCOMPARE(text(4), u"4:60 0"_qs);      // of each four, one of them no candidate
        QCOMPARE(text(5), u"7:10 8:50 0"_qs); // "query 7", "query 17"

        // One family: all slices of both systems.
        const auto& parts = found->differences[0].slices;
        QCOMPARE(found->sliceComparisons, 2 * parts.size());
        QCOMPARE(parts[0].field, "topic");
        QVERIFY(parts[0].verdicts[0].kind == Verdict::Kind::Worse);
        QVERIFY(parts[0].adjustedP[0] > parts[0].paired[0].randomisation.p && parts[0].adjustedP[0] < 0.05);
        QVERIFY(parts[1].verdicts[0].kind == Verdict::Kind::Identical);
        QVERIFY(parts[2].verdicts[0].kind == Verdict::Kind::TooFewQueries ||
                parts[2].verdicts[0].kind == Verdict::Kind::Identical);
        QCOMPARE(parts[2].paired[0].queries, 5);
        // The differences over all queries do not pay for the slices.
        asked.sliceFields.clear();
        QCOMPARE(compareSystems(*reader, asked)->differences[0].adjustedP, found->differences[0].adjustedP);

        const auto failure = [&](const std::string& field) {
            asked.sliceFields = {field};
            const auto wrong = compareSystems(*reader, asked);
            return wrong ? std::string("no error") : wrong.error().what;
        };
        QCOMPARE(failure("colour"),
                 "the queries of data set small have no field \"colour\"; expected one of level, text, "
                 "topic, year, lang, query_length, relevant");
        QVERIFY(failure("text").find("has 59 values") != std::string::npos);
    }

    void whatCannotBeCompared()
    {
        score(m_store->units[0], [this](int pair) { return noisy(pair, 2, 1); });
        const auto reader = m_store->reader();
        const auto failure = [&](const SystemRef& baseline, std::vector<SystemRef> systems) {
            const auto found = compareSystems(*reader, request(baseline, std::move(systems)));
            return found ? std::string("no error") : found.error().what;
        };
        QCOMPARE(failure(unitRef(99), {}), "there is no unit 99 in the workspace");
        QCOMPARE(failure(unitRef(m_store->units[0]), {unitRef(99)}), "there is no unit 99 in the workspace");
        QVERIFY(failure(firstStage, {firstStage}).find("no unit is compared") == 0);
        put(file("other.trec"), "zz Q0 d1 1 1 t\n");
        QVERIFY(failure(unitRef(m_store->units[0]), {runRef(file("other.trec"))}).find("has no query of") !=
                std::string::npos);
        QVERIFY(failure(unitRef(m_store->units[0]), {runRef(file("none.trec"))}).find("cannot be opened") !=
                std::string::npos);

        const auto other = m_store->workspace->addDataset(smallDataset(3, 4, "other")).value();
        const auto started = m_store->writer->start({"second", "key2", "batch", "machine", "1", "{}", "{}"},
                                                    {smallUnit(m_store->model, other, 12)}, false);
        QVERIFY(started);
        const std::string message = failure(unitRef(m_store->units[0]), {unitRef(started->units[0])});
        QVERIFY2(message.find("expected units of one data set") != std::string::npos, message.c_str());
    }

    void verdictRules_data()
    {
        QTest::addColumn<int>("queries");
        QTest::addColumn<double>("mean");
        QTest::addColumn<double>("spread");
        QTest::addColumn<int>("kind");
        QTest::addColumn<bool>("keeps");
        QTest::newRow("better") << 50 << 0.05 << 0.05 << int(Verdict::Kind::Better) << true;
        QTest::newRow("worse") << 50 << -0.05 << 0.05 << int(Verdict::Kind::Worse) << false;
        QTest::newRow("a little worse") << 50 << -0.001 << 0.001 << int(Verdict::Kind::Worse) << true;
        QTest::newRow("keeps") << 50 << 0.0 << 0.005 << int(Verdict::Kind::Keeps) << true;
        QTest::newRow("open") << 50 << 0.0 << 0.2 << int(Verdict::Kind::Open) << false;
        QTest::newRow("too few") << 8 << 0.05 << 0.05 << int(Verdict::Kind::TooFewQueries) << true;
    }

    void verdictRules()
    {
        QFETCH(int, queries);
        QFETCH(double, mean);
        QFETCH(double, spread);
        QFETCH(int, kind);
        QFETCH(bool, keeps);
        std::vector<double> a;
        std::vector<double> b;
        for (int i = 0; i < queries; ++i) {
            a.push_back(0.5);
            b.push_back(0.5 + mean + spread * (i % 2 ? 1 : -1));
        }
        const PairedComparison paired = comparePaired(a, b);
        const Verdict verdict = verdictOf(paired, paired.randomisation.p, "nDCG@10", "holm", 0.01);
        QCOMPARE(int(verdict.kind), kind);
        QCOMPARE(verdict.keeps, keeps);
        const QString text = QString::fromStdString(sentence(verdict));
        QVERIFY(!text.contains(QStringLiteral("significant")));
        if (verdict.kind == Verdict::Kind::Open)
            QVERIFY2(text.contains(QStringLiteral("no difference can be shown with 50 queries")) &&
                         text.contains(QStringLiteral("the smallest one that could be shown is 0.08")),
                     qPrintable(text));
        if (verdict.kind == Verdict::Kind::Keeps)
            QVERIFY2(text.startsWith(QStringLiteral("keeps at least 99 % of the baseline's nDCG@10 (95 % sure)")),
                     qPrintable(text));
        // What a correction takes away is undecided, not "no difference".
        Verdict corrected = verdict;
        corrected.kind = Verdict::Kind::Open;
        corrected.interval = Interval{-0.06, -0.01};
        corrected.p = 0.06;
        const QString undecided = QString::fromStdString(sentence(corrected));
        QVERIFY2(undecided.startsWith(QStringLiteral("undecided: difference")) &&
                     undecided.contains(QStringLiteral("p = 0.0600 after")),
                 qPrintable(undecided));
        // No p value without the size of the difference and its interval.
        if (text.contains(QStringLiteral("p ")))
            QVERIFY(text.contains(QStringLiteral("95 % interval")));
    }

    // Verdicts of a family in its order; what is not compared yet makes no other verdict stronger than it will be.
    void family()
    {
        std::vector<double> a;
        std::vector<double> b;
        for (int i = 0; i < 40; ++i) {
            a.push_back(0.5);
            b.push_back(0.5 - 0.03 + 0.08 * (i % 2 ? 1 : -1));
        }
        const PairedComparison paired = comparePaired(a, b);
        QVERIFY(paired.randomisation.p > 0.005 && paired.randomisation.p < 0.05);
        const auto alone = familyVerdicts({nullptr, &paired}, "nDCG@10");
        QVERIFY(!alone[0] && alone[1]);
        QCOMPARE(int(alone[1]->kind), int(Verdict::Kind::Worse));
        QCOMPARE(alone[1]->p, paired.randomisation.p);
        const auto early = familyVerdicts({nullptr, &paired}, "nDCG@10", 30);
        QCOMPARE(int(early[1]->kind), int(Verdict::Kind::Open));
        QCOMPARE(early[1]->p, std::min(1.0, 31 * paired.randomisation.p));
    }

    void reference()
    {
        const auto unit = [](std::int64_t id, std::int64_t model, int length, const char* quantization, int layer = 0) {
            UnitRecord record;
            record.id = id;
            record.model = model;
            record.maxLength = length;
            record.quantization = quantization;
            record.cutoffLayer = layer;
            return record;
        };
        std::vector<UnitRecord> units{unit(1, 1, 512, "int8"), unit(2, 1, 512, "fp32"), unit(3, 1, 1024, "int4"),
                                      unit(4, 2, 512, "fp32", 28), unit(5, 2, 512, "bf16", 40)};
        std::vector<ValuedUnit> valued;
        for (const auto& one : units)
            valued.push_back({&one, one.id == 4 ? 0.8 : 0.7});
        QCOMPARE(defaultReference(valued), 5); // of the model of unit 4 the deepest layer
        units[3].untrained = units[4].untrained = true;
        QCOMPARE(defaultReference(valued), 3);
        QCOMPARE(defaultReference({}), 0);
        QVERIFY(isBetterReference(units[1], units[0]) && !isBetterReference(units[0], units[1]));
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Store> m_store;
    Dataset m_data;
};

QTEST_GUILESS_MAIN(tst_Comparison)
#include "tst_comparison.moc"
