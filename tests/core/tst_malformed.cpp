// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset.h"
#include "core/data/textrecords.h"
#include "core/metrics/evaluation.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace rw;

namespace {

std::string caseFile(const QString& file)
{
    return (QStringLiteral(RW_TEST_DATA "/malformed/") + file).toStdString();
}

/// What a reader made of a file: a fault, or findings and a few words about the content.
struct Outcome
{
    bool accepted = false;
    QString error;
    std::vector<Finding> findings;
    QString content;
};

template <class T>
Outcome outcome(const Result<T>& result, std::vector<Finding> findings, const QString& content)
{
    return {bool(result), result ? QString() : QString::fromStdString(result.error().what), std::move(findings),
            content};
}

Outcome readQrelsCase(const std::string& file)
{
    std::vector<Finding> findings;
    const auto qrels = readQrels(file, &findings);
    QString content = {};
    if (qrels) {
        for (const auto& [query, documents] : qrels->queries) {
            const std::map<std::string, int> sorted(documents.begin(), documents.end());
            for (const auto& [document, grade] : sorted)
                content += QString::fromStdString(query + " " + document + " ") + QString::number(grade) + u';';
        }
    }
    return outcome(qrels, findings, content);
}

Outcome readRunCase(const std::string& file)
{
    std::vector<Finding> findings;
    const auto run = readTrecRun(file, &findings);
    QString content = {};
    if (run) {
        for (auto [query, documents] : run->queries) {
            rankDocuments(documents);
            content += QString::fromStdString(query) + u':';
            for (const ScoredDocument& entry : documents)
                content += u' ' + QString::fromStdString(entry.document);
            content += u';';
        }
    }
    return outcome(run, findings, content);
}

Outcome readTextsCase(const std::string& file)
{
    std::vector<Finding> findings;
    const auto records = readTextRecords(file, "document", "documents", &findings);
    QString content = {};
    if (records) {
        for (std::size_t i = 0; i < records->ids.size(); ++i)
            content += QString::fromStdString(records->ids[i] + "=" + records->texts[i] + ";");
    }
    return outcome(records, findings, content);
}

Outcome readPairsCase(const std::string& file)
{
    const auto dataset = loadDataset(file);
    return outcome(dataset, dataset ? dataset->findings : std::vector<Finding>(), QString());
}

} // namespace

class TestMalformed : public QObject
{
    Q_OBJECT

private slots:
    void cases_data();
    void cases();
    void everyCaseIsHere();
    void unknownQueryIsLeftOut();

private:
    /// What is expected beyond the error: line 0 = no line in the message.
    struct Expected
    {
        QString file;
        int errorLine = -1;    // -1: accepted
        QString mentions = {}; // in the error or the first finding
        int findings = 0;
        QString content = {};
    };
    static QList<Expected> expectations();
};

QList<TestMalformed::Expected> TestMalformed::expectations()
{
    const QString wellFormed = u"q1: d1 d2;q2: d3;"_s;
    return {
        {u"qrels/three-columns.qrels"_s, 1, u"3 columns"_s},
        {u"qrels/grade-word.qrels"_s, 1, u"high"_s},
        {u"qrels/grade-float.qrels"_s, 1, u"whole number"_s},
        {u"qrels/negative.qrels"_s, -1, u"below 0"_s, 1, u"q1 d1 -1;q1 d2 1;"_s},
        {u"qrels/duplicate-conflict.qrels"_s, 4, u"judged again"_s},
        {u"qrels/duplicate-same.qrels"_s, -1, u"1 judgment"_s, 1, u"q1 d1 1;q1 d2 0;q2 d3 2;"_s},
        {u"qrels/bom-crlf.qrels"_s, -1, {}, 0, u"q1 d1 1;q1 d2 0;q2 d3 2;"_s},
        {u"qrels/beir-header-in-trec.qrels"_s, 2, u"BEIR TSV"_s},
        {u"qrels/empty.qrels"_s, 0, u"no judgments"_s},
        {u"qrels/comments.qrels"_s, -1, {}, 0, u"q1 d#2 1;q1 d1 1;"_s},
        {u"runs/five-columns.run"_s, 1, u"5 columns"_s},
        {u"runs/nan.run"_s, 4, u"nan"_s},
        {u"runs/inf.run"_s, 4, u"1e999"_s},
        {u"runs/decimal-comma.run"_s, 1, u"decimal point"_s},
        {u"runs/duplicate-doc.run"_s, 4, u"d1"_s},
        {u"runs/rank-against-score.run"_s, -1, u"1 line has a rank"_s, 1, u"q1: d2 d1;"_s},
        {u"runs/interleaved.run"_s, -1, {}, 0, wellFormed},
        {u"runs/unknown-query.run"_s, -1, {}, 0, wellFormed + u"q9: d1;"_s},
        {u"runs/two-tags.run"_s, -1, u"1 line has another run tag"_s, 1, u"q1: d1 d2;"_s},
        {u"runs/no-final-newline.run"_s, -1, {}, 0, wellFormed},
        {u"runs/all-tied.run"_s, -1, {}, 0, u"q1: d2 d1;q2: d3;"_s},
        {u"jsonl/cut-last-line.jsonl"_s, 3, u"invalid JSON"_s},
        {u"jsonl/no-id.jsonl"_s, 2, u"_id"_s},
        {u"jsonl/number-id.jsonl"_s, -1, {}, 0, u"7=one;"_s},
        {u"jsonl/duplicate-id.jsonl"_s, 4, u"d1"_s},
        {u"jsonl/null-text.jsonl"_s, 1, u"null"_s},
        {u"jsonl/empty-text.jsonl"_s, -1, u"1 document has no text"_s, 1, u"d1=;d2=two;"_s},
        {u"jsonl/gb18030.jsonl"_s, 1, u"byte offset 23, it looks like GB18030"_s},
        {u"jsonl/array.json"_s, 1, u"JSON array"_s},
        {u"jsonl/blank-lines.jsonl"_s, -1, {}, 0, u"d1=one;d2=two;"_s},
        {u"jsonl/lone-surrogate.jsonl"_s, 1, u"surrogate"_s},
        {u"jsonl/gzip-named-jsonl.jsonl"_s, -1, {}, 0, u"d1=one;d2=two;d3=three;"_s},
        {u"pairs/pos-string.jsonl"_s, 1, u"list of strings"_s},
        {u"pairs/scores-length.jsonl"_s, 1, u"neg_scores"_s},
        {u"pairs/no-neg.jsonl"_s, 1, u"neg"_s},
    };
}

void TestMalformed::cases_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("errorLine");
    QTest::addColumn<QString>("mentions");
    QTest::addColumn<int>("findings");
    QTest::addColumn<QString>("content");
    for (const Expected& entry : expectations())
        QTest::newRow(qPrintable(entry.file))
            << entry.file << entry.errorLine << entry.mentions << entry.findings << entry.content;
}

void TestMalformed::cases()
{
    QFETCH(QString, file);
    QFETCH(int, errorLine);
    QFETCH(QString, mentions);
    QFETCH(int, findings);
    QFETCH(QString, content);
    const std::string path = caseFile(file);
    QVERIFY(QFile::exists(QString::fromStdString(path)));
    const Outcome found = file.startsWith(u"qrels/"_s)   ? readQrelsCase(path)
                          : file.startsWith(u"runs/"_s)  ? readRunCase(path)
                          : file.startsWith(u"jsonl/"_s) ? readTextsCase(path)
                                                         : readPairsCase(path);
    if (errorLine >= 0) {
        QVERIFY(!found.accepted);
        const QString place = errorLine > 0 ? u":%1: "_s.arg(errorLine) : u": "_s;
        QVERIFY2(found.error.startsWith(QString::fromStdString(path) + place), qPrintable(found.error));
        QVERIFY2(found.error.contains(mentions), qPrintable(found.error));
        QVERIFY2(!found.error.contains(u'\n'), "one line");
        return;
    }
    QVERIFY2(found.accepted, qPrintable(found.error));
    QCOMPARE(int(found.findings.size()), findings);
    if (findings > 0) {
        QVERIFY2(QString::fromStdString(found.findings[0].what).contains(mentions), found.findings[0].what.c_str());
        QVERIFY(QString::fromStdString(found.findings[0].place).startsWith(QString::fromStdString(path) + u':'));
        QCOMPARE(found.findings[0].count, std::int64_t(1));
    }
    QCOMPARE(found.content, content);
}

void TestMalformed::everyCaseIsHere()
{
    QFile file(QString::fromStdString(caseFile(u"cases.json"_s)));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QStringList wanted;
    for (const QJsonValue& entry : QJsonDocument::fromJson(file.readAll()).array())
        wanted.append(entry.toObject()[u"file"_s].toString());
    QStringList tested;
    for (const Expected& entry : expectations())
        tested.append(entry.file);
    QCOMPARE(tested, wanted);
}

void TestMalformed::unknownQueryIsLeftOut()
{
    const auto qrels = readQrels(caseFile(u"qrels/bom-crlf.qrels"_s));
    const auto run = readTrecRun(caseFile(u"runs/unknown-query.run"_s));
    QVERIFY(qrels && run);
    const Evaluation evaluation = evaluate(*parseMeasure("AP,num_q"), *qrels, *run, true);
    QCOMPARE(evaluation.all[0], 1.0);
    QCOMPARE(evaluation.all[1], 2.0);
    QCOMPARE(evaluation.unjudged, std::vector<std::string>{"q9"});
}

QTEST_GUILESS_MAIN(TestMalformed)
#include "tst_malformed.moc"
