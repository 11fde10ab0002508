// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/clitest.h"

using namespace rw::test;

/// What a run has stored: list, export, eval, compare, merge.
class tst_CliResults : public CliTest
{
    Q_OBJECT

private slots:
    void init() { prepare(); }

    void runListExportEval()
    {
        const auto run = call("run e.json --workspace w.rwb --json");
        QVERIFY2(run.code == 0, run.err);
        const auto unit = run.json()[QStringLiteral("units")][0];
        QCOMPARE(unit[QStringLiteral("scored")].toInt(), kPairs);
        const double ndcg = unit[QStringLiteral("measures")][QStringLiteral("nDCG@10")].toDouble();
        QVERIFY(ndcg > 0 && ndcg < 1);
        auto listed = call("list --workspace w.rwb --json").json()[QStringLiteral("runs")].toArray();
        QCOMPARE(listed.size(), 1);
        QCOMPARE(listed[0][QStringLiteral("status")].toString(), QStringLiteral("finished"));
        const auto table = call("list --workspace w.rwb --run 1 -m nDCG@10 -m RR@10").out;
        QVERIFY2(table.contains(QByteArray::number(ndcg, 'f', 4)) && table.contains("RR@10"), table);
        QCOMPARE(call("list --workspace w.rwb --run 9").code, 1);

        const auto trec = call("export --workspace w.rwb --what run --unit 1 --output unit.trec");
        QVERIFY2(trec.code == 0 && trec.out.isEmpty(), trec.err);
        QByteArray qrels;
        const auto rows = call("export --workspace w.rwb --what scores --format jsonl").out.trimmed().split('\n');
        QCOMPARE(rows.size(), kPairs);
        for (const auto& row : rows) {
            const auto object = QJsonDocument::fromJson(row).object();
            qrels += object[QStringLiteral("query_id")].toString().toUtf8() + " 0 " +
                     object[QStringLiteral("passage_id")].toString().toUtf8() + " " +
                     QByteArray::number(object[QStringLiteral("grade")].toInt()) + "\n";
        }
        put("qrels", qrels);
        const auto eval = call("eval --qrels qrels --run unit.trec -m nDCG@10 --json");
        QVERIFY2(eval.code == 0, eval.err);
        QCOMPARE(eval.json()[QStringLiteral("measures")][QStringLiteral("nDCG@10")].toDouble(), ndcg);

        for (const char* what : {"scores", "metrics", "latency", "devices"}) {
            const QByteArray command = QByteArray("export --workspace w.rwb --what ") + what;
            const auto array = call(command + " --format json").json().array();
            const auto lines = call(command + " --format jsonl").out.split('\n');
            const auto csv = call(command).out.split('\n');
            QVERIFY2(!array.isEmpty() || what == QByteArray("devices"), what);
            QCOMPARE(lines.size() - 1, array.size());
            QCOMPARE(csv.size() - 2, array.size()); // less its head and what follows the last line
            QVERIFY(csv[0].contains("unit") || csv[0].contains("device"));
            QCOMPARE(call(command + " --json").json().array(), array);
        }
        for (const auto& row : call("export --workspace w.rwb --what metrics --json").json().array())
            QVERIFY(row.toObject().contains(QStringLiteral("untrained")));
        QCOMPARE(call("export --workspace w.rwb --what run --unit 9").code, 1);
        QCOMPARE(call("export --workspace w.rwb --what scores --output no/such/file").code, 1);
    }

    void compareAndGate()
    {
        put("e.json",
            R"({"models": [{"path": "model"}], "datasets": [{"path": "data.jsonl"}], "max_lengths": [64, 512]})");
        QCOMPARE(call("run e.json --workspace w.rwb -q").code, 0);
        const auto compared = call("compare --workspace w.rwb --baseline 1 2 first-stage -m nDCG@10 -m RR@10 --json");
        QVERIFY2(compared.code == 0, compared.err);
        const auto json = compared.json();
        const auto units = call("list --workspace w.rwb --run 1 --json").json()[QStringLiteral("units")].toArray();
        const auto mean = [&](int i) {
            return units[i][QStringLiteral("measures")][QStringLiteral("nDCG@10")].toDouble();
        };
        const auto ndcg = [](const QJsonValue& system) {
            return system[QStringLiteral("differences")][QStringLiteral("nDCG@10")];
        };
        const auto second = json[QStringLiteral("systems")][0];
        QCOMPARE(ndcg(second)[QStringLiteral("baseline")].toDouble(), mean(0));
        QCOMPARE(ndcg(second)[QStringLiteral("value")].toDouble(), mean(1));
        for (const char* key : {"interval", "p", "corrected_p", "effect_size", "better", "same", "worse", "loss_bound"})
            QVERIFY2(!ndcg(second)[QLatin1String(key)].isUndefined(), key);
        QVERIFY(ndcg(second)[QStringLiteral("corrected_p")].toDouble() >= ndcg(second)[QStringLiteral("p")].toDouble());
        QVERIFY(second[QStringLiteral("agreement")][QStringLiteral("drift")][QStringLiteral("max")].toDouble() > 0);
        QVERIFY(json[QStringLiteral("systems")][1][QStringLiteral("agreement")][QStringLiteral("drift")].isNull());
        const auto table = call("compare --workspace w.rwb --baseline 1 --all-pairs");
        QVERIFY2(table.code == 0 && table.out.contains("better/same/worse") && table.out.contains("Tukey"), table.out);
        QVERIFY(table.out.contains(QByteArray::number(mean(1), 'f', 4)));
        QCOMPARE(call("compare --workspace w.rwb --baseline 9").code, 1);

        QCOMPARE(call("export --workspace w.rwb --what run --unit 1 --output unit.trec").code, 0);
        const auto same = call("gate --workspace w.rwb --baseline 1 unit.trec --noninferior nDCG@10:0% --json");
        QVERIFY2(same.code == 0 && same.json()[QStringLiteral("status")] == QStringLiteral("passed"), same.out);
        const auto low = call("gate --workspace w.rwb --baseline 1 2 --at-least nDCG@10:1 --noninferior nDCG@10:100%");
        QVERIFY2(low.code == 1 && low.out.contains("failed      nDCG@10:1: nDCG@10 is 0."), low.out);
        QVERIFY2(low.out.contains("passed      nDCG@10:100%"), low.out);
        const auto few = call("gate --workspace w.rwb 1 --p99 1h --at-least nDCG@10:0");
        QCOMPARE(few.code, 2);
        const auto times = call("gate --workspace w.rwb 1 --p99 1000s");
        QVERIFY2(times.code == 3 && times.out.contains("p99 needs 299 passes"), times.out);
        QByteArray lines = contents("unit.trec");
        lines.truncate(lines.size() / 2);
        lines.truncate(lines.lastIndexOf('\n') + 1);
        put("half.trec", lines);
        const auto half = call("gate --workspace w.rwb --baseline 1 half.trec --noninferior nDCG@10:1%");
        QVERIFY2(half.code == 3 && half.out.startsWith("incomplete  nDCG@10:1%: do not compare:"), half.out);
        const auto listed = call("compare --workspace w.rwb --baseline 1 half.trec");
        QVERIFY2(listed.code == 3 && listed.out.contains("missing queries"), listed.out);
    }

    /// Slices by a field of the queries and answers beyond the cut, from the data to the table.
    void compareSlicesAndAnswers()
    {
        QByteArray lines;
        for (int query = 0; query < 24; ++query) {
            const QByteArray id = QByteArray::number(query);
            QByteArray filler;
            for (int word = 0; word < 24; ++word)
                filler += "word" + QByteArray::number(word * 7 + query) + ' ';
            const bool isEarly = query % 3 == 0;
            const QByteArray answer = "number " + id + " here";
            const QJsonObject line{
                {QStringLiteral("query"), QString::fromUtf8("which one is number " + id)},
                {QStringLiteral("topic"), query < 15 ? QStringLiteral("first") : QStringLiteral("second")},
                {QStringLiteral("answer"), QString::fromUtf8(answer)},
                {QStringLiteral("pos"),
                 QJsonArray{QString::fromUtf8(isEarly ? answer + ' ' + filler : filler + answer)}},
                {QStringLiteral("neg"), QJsonArray{QString::fromUtf8("other " + id), QString::fromUtf8(filler)}}};
            lines += QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n';
        }
        put("fields.jsonl", lines);
        put("f.json",
            R"({"models": [{"path": "model"}], "datasets": [{"path": "fields.jsonl"}], "max_lengths": [32, 512]})");
        QCOMPARE(call("run f.json --workspace f.rwb -q").code, 0);
        const auto compared =
            call("compare --workspace f.rwb --baseline 2 1 --slice-by topic --slice-by answer_at --json");
        QVERIFY2(compared.code == 1 && compared.err.contains("expected one of answer, topic, lang"), compared.err);
        const auto json = call("compare --workspace f.rwb --baseline 2 1 --slice-by topic --json").json();
        const auto answers = [&](const QJsonValue& system) {
            const auto of = system[QStringLiteral("answers")];
            return std::vector{of[QStringLiteral("known")].toInt(), of[QStringLiteral("beyond_cut")].toInt()};
        };
        QCOMPARE(answers(json[QStringLiteral("baseline")]), (std::vector{24, 0}));
        QCOMPARE(answers(json[QStringLiteral("systems")][0]), (std::vector{24, 16}));
        const auto slices = json[QStringLiteral("systems")][0][QStringLiteral("slices")].toArray();
        QCOMPARE(slices.size(), 2);
        QCOMPARE(slices[0][QStringLiteral("slice")].toString(), QStringLiteral("first"));
        QCOMPARE(slices[0][QStringLiteral("queries")].toInt(), 15);
        const auto second = slices[1][QStringLiteral("differences")][QStringLiteral("nDCG@10")];
        QCOMPARE(second[QStringLiteral("few_queries")].toBool(), true);
        for (const char* key : {"interval", "corrected_p", "verdict", "difference"})
            QVERIFY2(!second[QLatin1String(key)].isUndefined(), key);
        QCOMPARE(json[QStringLiteral("slices")][QStringLiteral("comparisons")].toInt(), 2);
        const auto table = call("compare --workspace f.rwb --baseline 2 1 --slice-by topic");
        for (const char* part :
             {"nDCG@10 by topic", "9 (few)", "identical", "66.7 %",
              "of 24 relevant passages with a known answer, 16 have it beyond the cut", "2 comparisons a measure"})
            QVERIFY2(table.out.contains(part), part + QByteArray(" is not in ") + table.out);
        const auto listed = call("list --workspace f.rwb --run 1 --json").json()[QStringLiteral("units")].toArray();
        QCOMPARE(answers(listed[0]), (std::vector{24, 16}));
    }

    void evalPrintsLikeTrecEval()
    {
        const QByteArray folder = RW_TEST_DATA "/metric-fixtures/";
        for (const char* kind : {"all", "perquery"}) {
            QFile file(QString::fromUtf8(folder + "expected/compat." + kind + ".txt"));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray expected = file.readAll();
            QByteArray arguments = "eval --qrels " + folder + "compat.qrels --run " + folder + "compat.run";
            if (kind == QByteArray("perquery"))
                arguments += " --per-query";
            QByteArray measures;
            for (const QByteArray& line : expected.split('\n')) {
                const QByteArray name = line.split('\t')[0].trimmed();
                if (!name.isEmpty() && name != "runid")
                    measures += " -m " + name;
            }
            const bool withTag = expected.contains("runid");
            const auto result = call(arguments + (withTag ? QByteArray() : measures));
            QCOMPARE(result.code, 0);
            QCOMPARE(result.out, expected);
        }
        const QByteArray trec = RW_TEST_DATA "/trec-eval/";
        QFile file(QString::fromUtf8(trec + "out.test.aqcM"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto lines = call("eval -c -M100 --per-query -m all_trec --qrels " + trec + "qrels.test --run " + trec +
                                "results.trunc -q")
                               .out.split('\n');
        QList<QByteArray> expected;
        for (const QByteArray& line : file.readAll().split('\n')) {
            if (!line.startsWith("rbp") && !line.startsWith("unj_")) // of v10
                expected.append(line);
        }
        QCOMPARE(lines, expected);
        const auto strict =
            call("eval -c -l2 -J -m NumRel --qrels " + trec + "qrels.rel_level --run " + trec + "results.test -q");
        QVERIFY2(strict.out.contains("\tall\t97\n"), strict.out);
        const auto profiles = call("eval --profiles --qrels " + trec + "qrels.test --run " + trec + "results.test");
        QVERIFY2(profiles.code == 0 && profiles.out.contains("sentence-transformers  ndcg@10"), profiles.out);
        QCOMPARE(call("eval --profiles -c --qrels " + trec + "qrels.test --run " + trec + "results.test").code, 2);
        QCOMPARE(call("eval -l0 --qrels " + trec + "qrels.test --run " + trec + "results.test").code, 2);
    }

    /// With -c trec_eval v9.0.8 has a num_rel of all grades above 0 whatever -l says. A plus sign before a number is
    /// let pass.
    void evalCompleteLikeTrecEval()
    {
        put("c.qrels", "q1 0 a 1\nq1 0 b 2\nq1 0 c 0\nq2 0 a +1\nq2 0 b -1\n");
        put("c.run", "q1 Q0 c 1 +3.5 t\nq1 Q0 b 2 2 t\nq1 Q0 a 3 1 t\nq9 Q0 a 1 1 t\n");
        const auto result = call("eval -c -l2 -m num_q -m num_rel -m map -m P.5 --qrels c.qrels --run c.run -q");
        QCOMPARE(result.out, QByteArray("num_q                 \tall\t2\n"
                                        "num_rel               \tall\t3\n"
                                        "map                   \tall\t0.2500\n"
                                        "P_5                   \tall\t0.1000\n"));
        put("c.run", "q1 Q0 c 1 +-3.5 t\n");
        QCOMPARE(call("eval --qrels c.qrels --run c.run").code, 1);
    }

    void mergeWorkspaces()
    {
        for (const char* name : {"a", "b"})
            QCOMPARE(call(QByteArray("run e.json -q --workspace ") + name + ".rwb").code, 0);
        auto merged = call("merge a.rwb b.rwb --json");
        QVERIFY2(merged.code == 0, merged.err);
        QCOMPARE(merged.json()[QStringLiteral("merged")][0][QStringLiteral("scores")].toInt(), kPairs);
        QCOMPARE(call("list --workspace a.rwb --json").json()[QStringLiteral("runs")].toArray().size(), 2);
        merged = call("merge a.rwb b.rwb");
        QVERIFY2(merged.code == 0 && merged.out.contains("0 scores are new; 600 scores were there already"),
                 merged.out);
        put("e.json", contents("e.json").replace("\"max_lengths\"", "\"reuse_scores\": false, \"max_lengths\""));
        m_cli.set("FAKE_WORKER", QStringLiteral("other-scores"));
        QCOMPARE(call("run e.json -q --workspace c.rwb").code, 0);
        merged = call("merge a.rwb c.rwb");
        QCOMPARE(merged.code, 1);
        // Both runs of A contradict it.
        QVERIFY2(merged.err.count('\n') == 1 && merged.err.contains("1200 scores contradict"), merged.err);
        QVERIFY2(merged.out.count("\n") == 100 && merged.out.contains("pair 0: "), merged.out);
        QCOMPARE(call("list --workspace a.rwb --json").json()[QStringLiteral("runs")].toArray().size(), 2);
    }
};

QTEST_GUILESS_MAIN(tst_CliResults)
#include "tst_cliresults.moc"
