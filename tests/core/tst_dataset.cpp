// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/bm25.h"
#include "core/data/dataset.h"
#include "core/data/linereader.h"
#include "core/data/queryfields.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <random>
#include <zlib.h>

using namespace Qt::StringLiterals;
using namespace rw;

namespace {

QByteArray gzip(const QByteArray& content)
{
    z_stream stream{};
    deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    QByteArray packed(qsizetype(deflateBound(&stream, uLong(content.size()))), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.constData()));
    stream.avail_in = uInt(content.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = uInt(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(qsizetype(stream.total_out));
    deflateEnd(&stream);
    return packed;
}

const QByteArray corpus = R"({"_id": "d1", "title": "Apples", "text": "red apples grow"}
{"_id": "d2", "title": "", "text": " green pears "}
{"_id": 3, "text": "红苹果"}
)";
const QByteArray queries = R"({"_id": "q1", "text": "apples"}
{"_id": "q2", "text": "苹果"}
{"_id": "q3", "text": "nothing alike"}
)";
const QByteArray judgments = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq2\t3\t1\n";

bool hasFinding(const Dataset& dataset, const char* what, const char* place = "")
{
    for (const Finding& finding : dataset.findings) {
        if (finding.what.find(what) != std::string::npos && finding.place.find(place) != std::string::npos)
            return true;
    }
    for (const Finding& finding : dataset.findings)
        qInfo("%s: %s", finding.place.c_str(), finding.what.c_str());
    return false;
}

QString candidatesOf(const Dataset& dataset)
{
    QString text;
    for (const Dataset::Candidate& candidate : dataset.candidates)
        text += QString::fromStdString(dataset.queryIds[std::size_t(candidate.query)] + ":" +
                                       std::string(dataset.passageIds[std::size_t(candidate.passage)]) + " ");
    return text.trimmed();
}

} // namespace

class TestDataset : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void beirWithBm25();
    void beirWithRun();
    void collection();
    void bm25InOrder();
    void judgedCandidates();
    void gzipEverywhere();
    void flagEmbeddingFolder();
    void pairs();
    void limits();
    void queryFields();
    void answers_data();
    void answers();
    void splits();
    void findings();
    void contentHash();
    void nothingInIt_data();
    void nothingInIt();
    void lineEnds();
    void damagedGzip();
    void decompressionBomb();
    void utf16();
    void invalidUtf8();
    void terms_data();
    void terms();
    void mutations_data();
    void mutations();

private:
    void write(const QString& name, const QByteArray& content)
    {
        const QString path = m_folder->filePath(name);
        QVERIFY(QDir().mkpath(QFileInfo(path).path()));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    void writeBeir()
    {
        write(u"corpus.jsonl"_s, corpus);
        write(u"queries.jsonl"_s, queries);
        write(u"qrels/test.tsv"_s, judgments);
    }
    std::string path(const QString& name = {}) const
    {
        return (name.isEmpty() ? m_folder->path() : m_folder->filePath(name)).toStdString();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestDataset::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

void TestDataset::beirWithBm25()
{
    writeBeir();
    const auto dataset = loadDataset(path());
    QVERIFY2(dataset, dataset ? "" : dataset.error().what.c_str());
    QCOMPARE(dataset->format, "beir");
    QCOMPARE(dataset->split, "test");
    QCOMPARE(dataset->candidateSource, "bm25");
    QCOMPARE(dataset->passageIds, (TextList{"d1", "d2", "3"}));
    QCOMPARE(dataset->passageTexts, (TextList{"Apples red apples grow", "", "红苹果"})); // nothing names the second
    QCOMPARE(candidatesOf(*dataset), u"q1:d1 q2:3"_s);
    QCOMPARE(dataset->judgments.queries.at("q1").at("d1"), 2);
    QVERIFY(hasFinding(*dataset, "1 query has no candidates", "q3"));
    QVERIFY(hasFinding(*dataset, "1 query has no judgments", "q3"));
}

void TestDataset::beirWithRun()
{
    writeBeir();
    write(u"runs/other.trec"_s, "q1 Q0 d2 1 1 t\n");
    write(u"runs/bm25.trec"_s, "q1 Q0 d2 1 1 t\nq1 Q0 d1 2 1 t\nq1 Q0 gone 3 0.5 t\nq2 Q0 3 1 7 t\nq8 Q0 d1 1 1 t\n");
    const auto dataset = loadDataset(path());
    QVERIFY2(dataset, dataset ? "" : dataset.error().what.c_str());
    QCOMPARE(dataset->candidateSource, "run runs/bm25.trec");
    QCOMPARE(candidatesOf(*dataset), u"q1:d2 q1:d1 q2:3"_s); // the tie goes to the greater id
    QVERIFY(hasFinding(*dataset, "1 candidate left out", "runs/bm25.trec:3"));
    QVERIFY(hasFinding(*dataset, "1 query of the run without a text"));
    QVERIFY(hasFinding(*dataset, "2 runs in the folder"));

    const auto other = loadDataset(path(), {.run = path(u"runs/other.trec"_s)});
    QVERIFY(other);
    QCOMPARE(candidatesOf(*other), u"q1:d2"_s);
    QVERIFY(!loadDataset(path(), {.run = path(u"runs/none.trec"_s)}));
}

// Of a collection only the texts that something names are kept; all of them are in the hash and in the lengths.
void TestDataset::collection()
{
    writeBeir();
    write(u"runs/bm25.trec"_s, "q1 Q0 d2 1 1 t\n"); // d1 and 3 are judged
    QByteArray more;
    for (int i = 0; i < 500; ++i)
        more += "{\"_id\": \"x" + QByteArray::number(i) + "\", \"text\": \"nobody asks for this\"}\n";
    write(u"corpus.jsonl"_s, more + corpus);
    const auto dataset = loadDataset(path());
    QVERIFY2(dataset, dataset ? "" : dataset.error().what.c_str());
    QCOMPARE(dataset->passageIds.size(), std::size_t(503));
    QCOMPARE(dataset->passageTexts.size(), std::size_t(503));
    QCOMPARE(std::size_t(std::count_if(dataset->passageTexts.begin(), dataset->passageTexts.end(),
                                       [](std::string_view text) { return !text.empty(); })),
             std::size_t(3));
    QCOMPARE(dataset->passageTexts[500], std::string_view("Apples red apples grow"));
    QCOMPARE(dataset->passageLengths.median, std::size_t(20));
    more.replace("\"x7\", \"text\": \"nobody", "\"x7\", \"text\": \"somebody");
    write(u"corpus.jsonl"_s, more + corpus);
    QVERIFY(loadDataset(path())->contentHash != dataset->contentHash);
}

// Several queries at once, more passages than hits are kept, and queries without a hit among those that are wanted.
void TestDataset::bm25InOrder()
{
    QByteArray texts;
    for (int i = 0; i < 50; ++i)
        texts += "{\"_id\": \"d" + QByteArray::number(10 + i) + "\", \"text\": \"" +
                 QByteArray("apple ").repeated(i + 1) + (i % 2 ? "pear " : "plum ") + "\"}\n";
    write(u"corpus.jsonl"_s, texts);
    write(u"queries.jsonl"_s, "{\"_id\": \"q0\", \"text\": \"nothing of it\"}\n{\"_id\": \"q1\", \"text\": \"pear\"}\n"
                              "{\"_id\": \"q2\", \"text\": \"Apple apple\"}\n{\"_id\": \"q3\", \"text\": \"plum\"}\n");
    const auto dataset = loadDataset(path(), {.topK = 3, .maxQueries = 2});
    QVERIFY2(dataset, dataset ? "" : dataset.error().what.c_str());
    // The shorter, the better; of "apple" the more, the better.
    QCOMPARE(candidatesOf(*dataset), u"q1:d11 q1:d13 q1:d15 q2:d59 q2:d58 q2:d57"_s);
    float last = 1e9F;
    for (const auto& candidate : dataset->candidates) {
        QVERIFY(candidate.firstStageScore > 0 && (candidate.query == 1 || candidate.firstStageScore <= last));
        last = candidate.firstStageScore;
    }
}

void TestDataset::judgedCandidates()
{
    writeBeir();
    write(u"qrels/test.tsv"_s, judgments + "q1\td2\t0\nq2\td1\t-1\n");
    const auto dataset = loadDataset(path());
    QVERIFY(dataset);
    QCOMPARE(dataset->candidateSource, "judged");
    QCOMPARE(candidatesOf(*dataset), u"q1:d2 q1:d1 q2:d1 q2:3"_s);
    QVERIFY(hasFinding(*dataset, "1 judgment has a grade below 0", "qrels/test.tsv:5"));
    const auto bm25 = loadDataset(path(), {.run = "bm25"});
    QVERIFY(bm25);
    QCOMPARE(bm25->candidateSource, "bm25");
}

void TestDataset::gzipEverywhere()
{
    writeBeir();
    const auto plain = loadDataset(path());
    init();
    write(u"corpus.jsonl.gz"_s, gzip(corpus));
    write(u"queries.jsonl"_s, gzip(queries));
    write(u"qrels/test.tsv.gz"_s, gzip(judgments));
    const auto packed = loadDataset(path());
    QVERIFY2(packed, packed ? "" : packed.error().what.c_str());
    QCOMPARE(packed->contentHash, plain->contentHash);
}

void TestDataset::flagEmbeddingFolder()
{
    write(u"corpus.jsonl"_s, R"({"id": "d1", "title": "Apples", "text": "red apples grow"})"
                             "\n");
    write(u"dev_queries.jsonl"_s, R"({"id": "q1", "text": "apples"})"
                                  "\n");
    write(u"dev_qrels.jsonl"_s, R"({"qid": "q1", "docid": "d1", "relevance": 1})"
                                "\n");
    const auto dataset = loadDataset(path());
    QVERIFY2(dataset, dataset ? "" : dataset.error().what.c_str());
    QCOMPARE(dataset->format, "flagembedding");
    QCOMPARE(dataset->split, "dev");
    QCOMPARE(candidatesOf(*dataset), u"q1:d1"_s);
    QCOMPARE(dataset->judgments.queries.at("q1").at("d1"), 1);

    write(u"dev_qrels.jsonl"_s, "{\"qid\": \"q1\", \"docid\": \"d1\", \"relevance\": 1.5}\n");
    QVERIFY(!loadDataset(path()));
}

void TestDataset::pairs()
{
    write(u"pairs.jsonl"_s,
          R"({"query": "a", "pos": ["x"], "neg": ["y", "z", "x"], "pos_scores": [1], "neg_scores": [0, 0, 1]}

{"query": "a", "positive": ["z"], "negative": [], "prompt": "p"}
)");
    const auto dataset = loadDataset(path(u"pairs.jsonl"_s));
    QVERIFY2(dataset, dataset ? "" : dataset.error().what.c_str());
    QCOMPARE(dataset->format, "pairs");
    QCOMPARE(dataset->queryIds, (std::vector<std::string>{"1", "3"}));
    QCOMPARE(dataset->passageTexts, (TextList{"x", "y", "z"}));
    QCOMPARE(candidatesOf(*dataset), u"1:p1 1:p2 1:p3 3:p3"_s);
    QCOMPARE(dataset->judgments.queries.at("1").at("p1"), 1);
    QCOMPARE(dataset->judgments.queries.at("1").at("p2"), 0);
    QVERIFY(hasFinding(*dataset, "1 negative is among the positives", "pairs.jsonl:1"));
    QVERIFY(hasFinding(*dataset, "1 query has no negative passage", "pairs.jsonl:3"));
    QVERIFY(hasFinding(*dataset, "1 line has a prompt", "pairs.jsonl:3"));
}

void TestDataset::limits()
{
    writeBeir();
    write(u"runs/first.trec"_s, "q2 Q0 d1 1 3 t\nq2 Q0 d2 2 2 t\nq2 Q0 3 3 1 t\nq3 Q0 d1 1 1 t\n");
    const auto dataset = loadDataset(path(), {.topK = 2, .maxQueries = 1});
    QVERIFY(dataset);
    QCOMPARE(dataset->queryIds, std::vector<std::string>{"q2"}); // the first with candidates
    QCOMPARE(candidatesOf(*dataset), u"q2:d1 q2:d2"_s);
    QCOMPARE(dataset->judgments.queries.size(), std::size_t(1));
}

void TestDataset::queryFields()
{
    writeBeir();
    const std::string before = loadDataset(path())->contentHash;
    write(u"queries.jsonl"_s,
          R"({"_id": "q1", "text": "apples", "lang": "en", "metadata": {"topic": "fr\"uit", "year": 1990}}
{"_id": "q2", "text": "苹果", "metadata": {"topic": ["水果", "food", ""], "score": 1.5, "none": null}}
{"_id": "q3", "text": "nothing alike", "metadata": "text", "ok": true, "deep": {"a": 1}}
)");
    const auto dataset = loadDataset(path());
    QVERIFY(dataset);
    QCOMPARE(dataset->contentHash, before);
    const auto text = [&](std::size_t query) {
        QString all;
        for (const QueryField& field : parseQueryFields(dataset->queryFields[query])) {
            all += QString::fromStdString(field.name) + (field.number ? u"#"_s : u"="_s);
            for (const std::string& value : field.values)
                all += QString::fromStdString(value) + u' ';
        }
        return all;
    };
    QCOMPARE(text(0), u"lang=en topic=fr\"uit year#1990 "_s);
    QCOMPARE(text(1), u"topic=水果 food score#1.5 "_s);
    QCOMPARE(text(2), u"metadata=text ok=true "_s);
    const auto one = loadDataset(path(), {.run = "judged", .maxQueries = 1});
    QCOMPARE(one->queryFields.size(), std::size_t(1));

    write(u"pairs.jsonl"_s, R"({"query": "q", "pos": ["a"], "neg": ["b"], "type": "sts", "prompt": "p"})");
    QCOMPARE(loadDataset(path(u"pairs.jsonl"_s))->queryFields.at(0), R"({"type":"sts"})");
    QVERIFY(parseQueryFields("").empty() && parseQueryFields("{").empty() && parseQueryFields("[1]").empty());
}

void TestDataset::answers_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QByteArray>("document");
    QTest::addColumn<QByteArray>("answer"); // the text from the place on; empty: not known
    QTest::addColumn<int>("length");
    const QByteArray plain = R"("text": "one two three four")";
    const QByteArray titled = R"("title": "A title", "text": "one two three four")";
    QTest::newRow("character") << QByteArray(R"("answer_char": 4)") << plain << QByteArray("two three four") << 0;
    QTest::newRow("behind a title") << QByteArray(R"("answer_char": 4)") << titled << QByteArray("two three four") << 0;
    QTest::newRow("SQuAD's name") << QByteArray(R"("answer_start": 0)") << titled << QByteArray("one two three four")
                                  << 0;
    QTest::newRow("word") << QByteArray(R"("answer_word": 2)") << titled << QByteArray("three four") << 0;
    QTest::newRow("with its text") << QByteArray(R"("answer_char": 4, "answer": "two three ")") << titled
                                   << QByteArray("two three four") << 9;
    QTest::newRow("text elsewhere") << QByteArray(R"("answer_char": 1, "answer": "three")") << titled
                                    << QByteArray("three four") << 5;
    QTest::newRow("text alone") << QByteArray(R"("answer": "four")") << titled << QByteArray("four") << 4;
    QTest::newRow("text that is not there")
        << QByteArray(R"("answer_char": 4, "answer": "five")") << titled << QByteArray() << 0;
    QTest::newRow("behind the end") << QByteArray(R"("answer_char": 400)") << titled << QByteArray() << 0;
    QTest::newRow("no place") << QByteArray(R"("answer_char": -1)") << titled << QByteArray() << 0;
    QTest::newRow("characters of several bytes")
        << QByteArray(R"("answer_char": 3)") << QByteArray(R"("title": "水", "text": "红苹果 é x")")
        << QByteArray(" é x") << 0;
    QTest::newRow("white space cut off") << QByteArray(R"("answer_char": 3)")
                                         << QByteArray(R"("title": "", "text": "  one two")") << QByteArray("ne two")
                                         << 0;
}

/// Where the answer of q1 stands in its relevant document.
void TestDataset::answers()
{
    QFETCH(QByteArray, fields);
    QFETCH(QByteArray, document);
    QFETCH(QByteArray, answer);
    QFETCH(int, length);
    writeBeir();
    write(u"queries.jsonl"_s, "{\"_id\": \"q0\", \"text\": \"other\"}\n{\"_id\": \"q1\", \"text\": \"apples\", "
                              "\"metadata\": {" +
                                  fields + "}}\n");
    write(u"corpus.jsonl"_s, corpus + "{\"_id\": \"d4\", " + document + "}\n");
    write(u"qrels/test.tsv"_s, "query-id\tcorpus-id\tscore\nq0\td1\t1\nq0\td2\t0\nq1\td1\t0\nq1\td4\t1\n");
    const auto dataset = loadDataset(path(), {.run = "judged"});
    QVERIFY(dataset);
    QCOMPARE(dataset->answers.size(), std::size_t(answer.isEmpty() ? 0 : 1));
    if (!answer.isEmpty()) {
        const Dataset::Answer& found = dataset->answers[0];
        QCOMPARE(found.query, 1);
        const std::string passage(dataset->passageTexts[std::size_t(found.passage)]);
        QCOMPARE(QByteArray::fromStdString(passage.substr(found.begin)), answer);
        QCOMPARE(int(found.end - found.begin), length);
    }
    // Of two relevant documents nobody knows which one a bare place is about; a text says so itself.
    write(u"qrels/test.tsv"_s, "query-id\tcorpus-id\tscore\nq0\td1\t1\nq0\td2\t0\nq1\td1\t1\nq1\td4\t1\n");
    const auto two = loadDataset(path(), {.run = "judged"});
    QCOMPARE(two->answers.size(), std::size_t(length > 0 ? 1 : 0));
    // The first query is gone: the places go with their queries.
    write(u"runs/only.trec"_s, "q1 Q0 d4 1 2 t\nq1 Q0 d1 2 1 t\n");
    const auto limited = loadDataset(path(), {.maxQueries = 1});
    QCOMPARE(limited->queryIds, std::vector<std::string>{"q1"});
    for (const Dataset::Answer& one : limited->answers)
        QCOMPARE(one.query, 0);
    QCOMPARE(limited->answers.size(), two->answers.size());
}

void TestDataset::splits()
{
    writeBeir();
    write(u"qrels/dev.tsv"_s, judgments);
    QCOMPARE(loadDataset(path())->split, "test");
    QCOMPARE(loadDataset(path(), {.split = "dev"})->split, "dev");
    const auto none = loadDataset(path(), {.split = "train"});
    QVERIFY(!none);
    QVERIFY(none.error().what.find("dev, test") != std::string::npos);
    QVERIFY(QFile::rename(m_folder->filePath(u"qrels/test.tsv"_s), m_folder->filePath(u"qrels/train.tsv"_s)));
    QVERIFY(!loadDataset(path()));
}

void TestDataset::findings()
{
    writeBeir();
    write(u"corpus.jsonl"_s, corpus + "{\"_id\": \"d 4\", \"text\": \"\"}\n{\"_id\": \"3\", \"text\": \"红苹果\"}\n");
    write(u"qrels/test.tsv"_s, judgments + "q1\tD-2\t1\nq7\td1\t1\nq3\td1\t0\n");
    const auto dataset = loadDataset(path());
    QVERIFY(dataset);
    QVERIFY(hasFinding(*dataset, "1 judged document is missing from the corpus (D-2, while the corpus has d2)",
                       "qrels/test.tsv:4"));
    QVERIFY(hasFinding(*dataset, "1 judged query has no text (q7)", "qrels/test.tsv"));
    QVERIFY(hasFinding(*dataset, "1 document has no text", "corpus.jsonl:4"));
    QVERIFY(hasFinding(*dataset, "white space in the id", "corpus.jsonl:4"));
    QVERIFY(hasFinding(*dataset, "more than once with the same text", "corpus.jsonl:5"));
    QVERIFY(hasFinding(*dataset, "no relevant document", "q3"));
}

void TestDataset::contentHash()
{
    writeBeir();
    const std::string before = loadDataset(path())->contentHash;
    QCOMPARE(before.size(), std::size_t(64));
    QCOMPARE(loadDataset(path())->contentHash, before);
    write(u"qrels/test.tsv"_s, "query-id\tcorpus-id\tscore\nq2\t3\t1\nq1\td1\t2\n");
    QCOMPARE(loadDataset(path())->contentHash, before); // another order of the lines only
    write(u"qrels/test.tsv"_s, "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\t3\t1\n");
    QVERIFY(loadDataset(path())->contentHash != before);
}

void TestDataset::nothingInIt_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("no queries") << u"queries.jsonl"_s << QByteArray();
    QTest::newRow("no documents") << u"corpus.jsonl"_s << QByteArray("\n\n");
    QTest::newRow("no judgments") << u"qrels/test.tsv"_s << QByteArray("query-id\tcorpus-id\tscore\n");
    QTest::newRow("no results") << u"runs/bm25.trec"_s << QByteArray("# nothing\n");
    QTest::newRow("no candidates") << u"runs/bm25.trec"_s << QByteArray("q1 Q0 d99 1 1 t\n");
}

void TestDataset::nothingInIt()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, content);
    writeBeir();
    write(file, content);
    const auto dataset = loadDataset(path());
    QVERIFY(!dataset);
    QVERIFY2(dataset.error().what.find(QTest::currentDataTag()) != std::string::npos, dataset.error().what.c_str());
}

void TestDataset::lineEnds()
{
    write(u"text"_s, "\xEF\xBB\xBF"
                     "one\r\n\r\nthree");
    auto reader = LineReader::open(path(u"text"_s));
    QVERIFY(reader);
    QStringList lines;
    for (std::string_view line; reader->next(line);)
        lines.append(QString::fromUtf8(line.data(), qsizetype(line.size())));
    QVERIFY(reader->status());
    QCOMPARE(lines, (QStringList{u"one"_s, u""_s, u"three"_s}));
    QCOMPARE(reader->lineNumber(), 3);
}

void TestDataset::damagedGzip()
{
    write(u"qrels.gz"_s, gzip("q1 0 d1 1\nq1 0 d2 1\n").chopped(9));
    const auto cut = readQrels(path(u"qrels.gz"_s));
    QVERIFY(!cut);
    QVERIFY2(cut.error().what.find("ends early") != std::string::npos, cut.error().what.c_str());
    write(u"qrels.gz"_s, gzip("q1 0 d1 1\n") + gzip("q1 0 d2 1\n"));
    QCOMPARE(readQrels(path(u"qrels.gz"_s))->queries.at("q1").size(), std::size_t(2));
    write(u"qrels.gz"_s, gzip("q1 0 d1 1\n") + "junk");
    QVERIFY(!readQrels(path(u"qrels.gz"_s)));
}

/// 600 MB of one line without an end: an error, not a full memory.
void TestDataset::decompressionBomb()
{
    const QByteArray part = gzip(QByteArray(60'000'000, 'x'));
    QByteArray bomb;
    for (int i = 0; i < 10; ++i)
        bomb += part;
    write(u"bomb.gz"_s, bomb);
    const auto qrels = readQrels(path(u"bomb.gz"_s));
    QVERIFY(!qrels);
    QVERIFY2(qrels.error().what.find("longer than") != std::string::npos, qrels.error().what.c_str());
}

/// Lines are checked many at once; the fault is still the first of them, and everything before it is read.
void TestDataset::invalidUtf8()
{
    constexpr int count = 40000;
    for (const int bad : {0, 1, 2, count / 2, count - 1, count}) {
        QByteArray text;
        for (int line = 1; line <= count; ++line)
            text += (line == bad || (bad > 1 && line == count) ? QByteArray("\xE6\x96") : "文字 ") +
                    QByteArray::number(line) + '\n';
        write(u"text"_s, text);
        auto reader = LineReader::open(path(u"text"_s));
        QVERIFY(reader);
        int read = 0;
        for (std::string_view line; reader->next(line);)
            ++read;
        if (bad == 0) {
            QVERIFY(reader->status());
            QCOMPARE(read, count);
            continue;
        }
        QCOMPARE(read, bad - 1);
        const std::string message = reader->status().error().what;
        QVERIFY2(message.find("text:" + std::to_string(bad) + ": invalid UTF-8 at byte offset") != std::string::npos,
                 message.c_str());
    }
}

void TestDataset::utf16()
{
    write(u"qrels"_s, QByteArray("\xff\xfeq\0", 4));
    const auto qrels = readQrels(path(u"qrels"_s));
    QVERIFY(!qrels);
    QVERIFY(qrels.error().what.find("UTF-16") != std::string::npos);
}

void TestDataset::terms_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("words") << u"The Quick-brown fox_2"_s << u"the|quick|brown|fox_2"_s;
    QTest::newRow("bigrams") << u"红苹果 茶"_s << u"红苹|苹果|茶"_s;
    QTest::newRow("mixed") << u"iOS里面abc"_s << u"ios|里面|abc"_s;
    QTest::newRow("capitals") << u"ÄRGER Привет"_s << u"ärger|привет"_s;
    QTest::newRow("nothing") << u" .,!"_s << u""_s;
}

void TestDataset::terms()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    QStringList found;
    for (const std::string& term : Bm25::terms(text.toStdString()))
        found.append(QString::fromStdString(term));
    QCOMPARE(found.join(u'|'), expected);
}

void TestDataset::mutations_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("content");
    const QByteArray run = "q1 Q0 d2 1 1.5 t\nq1 Q0 d1 2 1e-3 t\nq2 Q0 3 1 7 t\n";
    QTest::newRow("corpus") << u"corpus.jsonl"_s << corpus;
    QTest::newRow("queries") << u"queries.jsonl"_s << queries;
    QTest::newRow("tsv") << u"qrels/test.tsv"_s << judgments;
    QTest::newRow("trec") << u"qrels/test.tsv"_s << QByteArray("q1 0 d1 2\nq2 0 3 1 # sure\nq2 0 d1 0\n");
    QTest::newRow("run") << u"runs/bm25.trec"_s << run;
    QTest::newRow("run.gz") << u"runs/bm25.trec"_s << gzip(run);
    QTest::newRow("corpus.gz") << u"corpus.jsonl"_s << gzip(corpus);
    QTest::newRow("pairs") << u"pairs.jsonl"_s
                           << QByteArray(
                                  R"({"query": "a\u00e4", "pos": ["x"], "neg": ["y", "z"], "neg_scores": [0, -1.5]})"
                                  "\n"
                                  R"({"query": "b", "positive": ["z"], "negative": ["x"]})");
}

/// Whatever the bytes: a value or an error of one line.
void TestDataset::mutations()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, content);
    writeBeir();
    std::mt19937 random(7);
    const auto below = [&](qsizetype limit) {
        return qsizetype(random() % std::uint32_t(limit));
    };
    constexpr int rounds = 250;
    int accepted = 0;
    for (int round = 0; round < rounds; ++round) {
        QByteArray changed = content;
        for (qsizetype i = below(4) + 1; i > 0 && !changed.isEmpty(); --i) {
            const qsizetype at = below(changed.size());
            switch (below(5)) {
            case 0:
                changed[at] = char(random() & 0xFF);
                break;
            case 1:
                changed.remove(at, below(8) + 1);
                break;
            case 2:
                changed.insert(at,
                               QByteArray::fromRawData("\0\"\n\t{}[]\\ -e9.\xED\xA0\x80\xFF", 18).mid(below(18), 2));
                break;
            case 3:
                changed.insert(at, changed.mid(below(changed.size()), 20));
                break;
            default:
                changed.truncate(at);
            }
        }
        write(file, changed);
        const auto dataset = loadDataset(file == u"pairs.jsonl"_s ? path(file) : path());
        if (dataset) {
            ++accepted;
            for (const Dataset::Candidate& candidate : dataset->candidates) {
                QVERIFY(std::size_t(candidate.query) < dataset->queryIds.size());
                QVERIFY(std::size_t(candidate.passage) < dataset->passageTexts.size());
            }
            QCOMPARE(dataset->passageIds.size(), dataset->passageTexts.size());
        } else {
            QVERIFY(dataset.error().what.starts_with(m_folder->path().toStdString()));
        }
    }
    QVERIFY(accepted < rounds);
}

QTEST_GUILESS_MAIN(TestDataset)
#include "tst_dataset.moc"
