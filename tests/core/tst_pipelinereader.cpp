// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pipelinereader.h"

#include "goldenfiles.h"

#include <QTemporaryDir>
#include <QTest>

#include <random>

using namespace Qt::StringLiterals;
using rw::PipelineReader;

namespace {

constexpr const char* kUnigram = R"({
"added_tokens": [{"id": 0, "content": "<unk>", "special": true}, {"id": 4, "content": "<new>", "lstrip": false}],
"normalizer": {"type": "Sequence", "normalizers": [{"type": "Strip", "strip_left": false, "strip_right": true},
  {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}, {"type": "Prepend", "prepend": ""}]},
"pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"},
  {"type": "Split", "pattern": {"String": "-"}, "behavior": "Isolated", "invert": false},
  {"type": "Metaspace", "replacement": "_", "prepend_scheme": "always", "split": true}]},
"model": {"type": "Unigram", "unk_id": 0, "byte_fallback": false,
  "vocab": [["<unk>", 0], ["_a", -1.5], ["b", -2.25e0], ["_", -3]]}})";

constexpr const char* kBpe = R"({
"added_tokens": null, "normalizer": null, "pre_tokenizer": null,
"model": {"type": "BPE", "dropout": null, "unk_token": "<unk>", "fuse_unk": true, "byte_fallback": true,
  "continuing_subword_prefix": null, "end_of_word_suffix": "", "ignore_merges": false,
  "vocab": {"<unk>": 0, "a": 1, "b": 2, "ab": 3, "abb": 7}, "merges": ["a b", ["ab", "b"]]}})";

rw::Result<rw::JsonTokenizer::Pipeline> read(const QByteArray& text)
{
    return PipelineReader("tokenizer.json", {text.constData(), std::size_t(text.size())}).read();
}

} // namespace

class PipelineReaderTest : public QObject
{
    Q_OBJECT

private slots:
    void smallOnesAreRead();
    void faultsAreNamed_data();
    void faultsAreNamed();
    void everyCutIsAnError_data();
    void everyCutIsAnError();
    void damageNeverCrashes_data();
    void damageNeverCrashes();
    void damagedSettings();
};

void PipelineReaderTest::smallOnesAreRead()
{
    auto unigram = read(kUnigram);
    QVERIFY2(unigram, unigram ? "" : unigram.error().what.c_str());
    const rw::JsonTokenizer words(std::move(*unigram));
    QCOMPARE(words.encode("ab <new>  a-b  "), (std::vector<rw::TokenId>{1, 2, 4, 1, 3, 0, 3, 2}));
    QCOMPARE(words.info().vocabularySize, 5);
    auto bpe = read(kBpe);
    QVERIFY2(bpe, bpe ? "" : bpe.error().what.c_str());
    const rw::JsonTokenizer pairs(std::move(*bpe));
    QCOMPARE(pairs.encode("aabbabxxa"), (std::vector<rw::TokenId>{1, 7, 3, 0, 1}));
    QCOMPARE(pairs.info().vocabularySize, 8);
    QCOMPARE(pairs.piece(5), std::string());
}

void PipelineReaderTest::faultsAreNamed_data()
{
    QTest::addColumn<bool>("bpe");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QByteArray>("message");
    const auto add = [](const char* name, bool bpe, const char* before, const char* after, const char* message) {
        QTest::newRow(name) << bpe << QByteArray(before) << QByteArray(after) << QByteArray(message);
    };
    add("no model", false, "\"model\"", "\"other\"", "has no model; expected an object");
    add("model is a list", true, "\"model\": {", "\"model\": [], \"x\": {", "has no model");
    add("unknown model", false, "Unigram", "WordPiece", "model.type is \"WordPiece\"; known are Unigram and BPE");
    add("no vocabulary", false, "\"vocab\"", "\"other\"", "model.vocab is missing; expected");
    add("vocabulary of the other kind", true, "BPE", "Unigram", "model.vocab is no list");
    add("vocabulary of the other kind, too", false, "Unigram", "BPE", "model.vocab is no object");
    add("no pieces", false, "[[\"<unk>\", 0], [\"_a\", -1.5], [\"b\", -2.25e0], [\"_\", -3]]", "[]",
        "model.vocab is empty");
    add("no pieces by id", true, "{\"<unk>\": 0, \"a\": 1, \"b\": 2, \"ab\": 3, \"abb\": 7}", "{}",
        "model.vocab is empty");
    add("piece without score", false, "[\"b\", -2.25e0]", "[\"b\"]",
        "model.vocab[2] is wrong; expected [piece, score]");
    add("score is text", false, "-2.25e0", "\"-2.25\"", "model.vocab[2] is wrong");
    add("piece is a number", false, "\"b\", -2.25e0", "7, -2.25e0", "model.vocab[2] is wrong");
    add("infinite score", false, "-2.25e0", "-2.25e999", "is not JSON");
    add("no unknown piece", false, "\"unk_id\": 0,", "",
        "model.unk_id is missing or out of range; expected a number below 4");
    add("unknown piece is null", false, "\"unk_id\": 0,", "\"unk_id\": null,", "model.unk_id is missing");
    add("unknown piece beyond", false, "\"unk_id\": 0,", "\"unk_id\": 4,", "model.unk_id is missing or out of range");
    add("negative unknown piece", false, "\"unk_id\": 0,", "\"unk_id\": -1,",
        "model.unk_id is missing or out of range");
    add("huge unknown piece", false, "\"unk_id\": 0,", "\"unk_id\": 9223372036854775807,", "model.unk_id is missing");
    add("byte_fallback is text", false, "\"byte_fallback\": false", "\"byte_fallback\": \"no\"", "model.byte_fallback");
    add("negative id", true, "\"b\": 2", "\"b\": -2", "model.vocab has a wrong id for \"b\"");
    add("huge id", true, "\"b\": 2", "\"b\": 4294967298",
        "model.vocab has a wrong id for \"b\"; expected a number below");
    add("id is text", true, "\"b\": 2", "\"b\": \"2\"", "model.vocab has a wrong id for \"b\"");
    add("no merges", true, "\"merges\"", "\"other\"", "model.merges is missing");
    add("merge of one", true, "\"a b\"", "\"ab\"", "model.merges[0] is wrong; expected");
    add("merge of three", true, "\"a b\"", "\"a b b\"", "model.merges[0] is wrong; expected");
    add("merge list of three", true, "[\"ab\", \"b\"]", "[\"ab\", \"b\", \"b\"]", "model.merges[1] is wrong; expected");
    add("merge is a number", true, "\"a b\"", "12", "model.merges[0] is wrong");
    add("merge of no pieces", true, "\"a b\"", "\"a c\"", "model.merges[0] (a c) is not made of pieces");
    add("merge to no piece", true, "\"a b\"", "\"b a\"", "model.merges[0] (b a) is not made of pieces");
    add("unknown token not there", true, "\"unk_token\": \"<unk>\"", "\"unk_token\": \"?\"",
        "model.unk_token is not in");
    add("unknown token is a number", true, "\"unk_token\": \"<unk>\"", "\"unk_token\": 3", "model.unk_token is not in");
    add("dropout", true, "\"dropout\": null", "\"dropout\": 0.1", "model.dropout is set");
    add("word ends", true, "\"end_of_word_suffix\": \"\"", "\"end_of_word_suffix\": \"</w>\"",
        "end_of_word_suffix is set");
    add("fuse_unk is a number", true, "\"fuse_unk\": true", "\"fuse_unk\": 1", "model.fuse_unk");
    add("unknown normalizer", false, "\"type\": \"Strip\"", "\"type\": \"Lowercase\"",
        "normalizer[0] is of type \"Lowercase\"; known are");
    add("normalizer without type", false, "\"type\": \"Strip\", ", "", "normalizer[0] is of type \"\"; known are");
    add("normalizer is text", true, "\"normalizer\": null", "\"normalizer\": \"NFC\"", "normalizer is of type \"\"");
    add("sequence without list", false, "\"normalizers\"", "\"other\"",
        "normalizer has no normalizers; expected a list");
    add("strip is text", false, "\"strip_left\": false", "\"strip_left\": \"\"", "normalizer[0] has a strip_left");
    add("regular expression", false, " {2,}", "\\\\s+", "normalizer[1] has the regular expression");
    add("no pattern", false, "\"pattern\": {\"Regex\"", "\"other\": {\"Regex\"", "normalizer[1] has no pattern");
    add("pattern is text", false, "{\"Regex\": \" {2,}\"}", "\"  \"", "normalizer[1] has an empty or unknown pattern");
    add("no content", false, "\"content\": \" \"", "\"other\": \" \"", "normalizer[1] has no content");
    add("no prepend", false, "\"prepend\": \"\"", "\"other\": \"\"", "normalizer[2] has no prepend");
    add("no charsmap", false, "\"type\": \"Strip\"", "\"type\": \"Precompiled\"",
        "normalizer[0] has no precompiled_charsmap");
    add("charsmap is not base64", false, "\"type\": \"Strip\"",
        "\"type\": \"Precompiled\", \"precompiled_charsmap\": \"A*BC\"", "that is not base64");
    add("charsmap cut", false, "\"type\": \"Strip\"", "\"type\": \"Precompiled\", \"precompiled_charsmap\": \"AAA=\"",
        "normalizer[0] is damaged: the character map is cut off");
    add("unknown pre-tokenizer", false, "\"WhitespaceSplit\"", "\"ByteLevel\"",
        "pre_tokenizer[0] is of type \"ByteLevel\"; known are");
    add("no pre-tokenizers", false, "\"pretokenizers\"", "\"other\"", "pre_tokenizer has no pretokenizers");
    add("unknown behavior", false, "\"Isolated\"", "\"isolated\"", "pre_tokenizer[1] has the behavior \"isolated\"");
    add("empty split", false, "{\"String\": \"-\"}", "{\"String\": \"\"}", "pre_tokenizer[1] has an empty");
    add("invert is a number", false, "\"invert\": false", "\"invert\": 0", "pre_tokenizer[1] has an invert");
    add("no replacement", false, "\"replacement\": \"_\"", "\"replacement\": \"\"",
        "pre_tokenizer[2] has no replacement");
    add("unknown scheme", false, "\"always\"", "\"sometimes\"",
        "pre_tokenizer[2] has the prepend_scheme \"sometimes\"");
    add("split is text", false, "\"split\": true", "\"split\": \"yes\"", "pre_tokenizer[2] has a split");
    add("added tokens are text", true, "\"added_tokens\": null", "\"added_tokens\": \"<s>\"",
        "added_tokens is no list");
    add("added token is a number", true, "\"added_tokens\": null", "\"added_tokens\": [5]",
        "added_tokens[0] has no content");
    add("added id is text", false, "\"id\": 4", "\"id\": \"4\"", "added_tokens[1] has no content or id");
    add("added id in a gap", false, "\"id\": 4", "\"id\": 5", "added_tokens[1] (\"<new>\") has the id 5; expected 4");
    add("huge added id", false, "\"id\": 4", "\"id\": 9223372036854775807", "expected 4");
    add("added flag is text", false, "\"lstrip\": false", "\"lstrip\": \"no\"", "added_tokens[1] has an lstrip");
    add("added token of blanks", false, "\"content\": \"<new>\", ", "\"content\": \"  \", \"normalized\": true, ",
        "nothing is left of");
    add("a list", true, "{\n\"added_tokens\": null", "[{\"added_tokens\": null", "is not JSON");
    add("two values", true, "\"abb\": 7}", "\"abb\": 7} 8", "is not JSON");
}

void PipelineReaderTest::faultsAreNamed()
{
    QFETCH(bool, bpe);
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(QByteArray, message);
    QByteArray text = bpe ? kBpe : kUnigram;
    const qsizetype at = text.indexOf(before);
    QVERIFY(at >= 0);
    text.replace(at, before.size(), after);
    const auto pipeline = read(text);
    QVERIFY(!pipeline);
    const std::string& what = pipeline.error().what;
    QVERIFY2(what.starts_with("tokenizer.json: ") && what.find(message.toStdString()) != std::string::npos,
             what.c_str());
    QVERIFY2(what.find('\n') == std::string::npos, what.c_str());
}

void PipelineReaderTest::everyCutIsAnError_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("unigram") << QByteArray(kUnigram);
    QTest::newRow("bpe") << QByteArray(kBpe);
}

void PipelineReaderTest::everyCutIsAnError()
{
    QFETCH(QByteArray, text);
    for (qsizetype size = 0; size < text.size(); ++size)
        QVERIFY2(!read(text.first(size)), QByteArray::number(size));
}

void PipelineReaderTest::damageNeverCrashes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("rounds");
    QTest::newRow("unigram") << QByteArray(kUnigram) << 4000;
    QTest::newRow("bpe") << QByteArray(kBpe) << 4000;
    for (const char* kind : {"xlm-roberta", "gemma", "minicpm-layerwise"}) {
        const QString path = golden::folder() + QLatin1String(kind) + "/model/tokenizer.json"_L1;
        QTest::newRow(kind) << golden::bytes(path) << 60;
    }
}

/// Bytes exchanged, repeated and left out anywhere: an Error or a pipeline that encodes.
void PipelineReaderTest::damageNeverCrashes()
{
    QFETCH(QByteArray, text);
    QFETCH(int, rounds);
    constexpr std::string_view kBytes = "{}[]\",:0123456789-.etfn \\AZaz/+=\xFF";
    std::mt19937 random(3);
    int readable = 0;
    for (int round = 0; round < rounds; ++round) {
        QByteArray bad = text;
        for (int i = int(random() % 3); i >= 0; --i) {
            const qsizetype at = qsizetype(random() % std::uint32_t(bad.size()));
            const int how = int(random() % 8);
            if (how == 0)
                bad.remove(at, 1 + qsizetype(random() % 20));
            else if (how == 1)
                bad.insert(at, bad.mid(qsizetype(random() % std::uint32_t(bad.size())), 1 + qsizetype(random() % 20)));
            else
                bad[at] = kBytes[random() % kBytes.size()];
        }
        auto pipeline = read(bad);
        if (!pipeline) {
            QVERIFY(pipeline.error().what.starts_with("tokenizer.json: "));
            continue;
        }
        ++readable;
        const rw::JsonTokenizer tokenizer(std::move(*pipeline));
        for (const std::string_view sample :
             {"ab  <new> a-b\r\n", "Ǆ é ﬁ 東京 か\xE3\x82\x99 \U0001F600", "<mask></s>"}) {
            for (const rw::TokenId id : tokenizer.encode(sample))
                QVERIFY(id >= 0 && id < tokenizer.info().vocabularySize);
        }
    }
    QVERIFY(readable > 0);
}

void PipelineReaderTest::damagedSettings()
{
    QTemporaryDir folder;
    const std::filesystem::path path = folder.path().toStdString();
    QVERIFY(golden::write(folder.filePath(u"tokenizer.json"_s), kBpe));
    QVERIFY(rw::Tokenizer::open(path, rw::Backbone::Gemma));
    const auto xlm = rw::Tokenizer::open(path, rw::Backbone::XlmRoberta);
    QVERIFY(!xlm && xlm.error().what.find("has no <s> or no </s>") != std::string::npos);
    QVERIFY(golden::write(folder.filePath(u"tokenizer_config.json"_s),
                          "{\"bos_token\": {\"content\": \"ab\"}, \"x\": 1e999}"));
    const auto named = rw::Tokenizer::open(path, rw::Backbone::Gemma);
    QVERIFY(!named || (*named)->info().bos == 3);
    QVERIFY(golden::write(folder.filePath(u"tokenizer_config.json"_s), "{\"added_tokens_decoder\": {\"-1\": {}}}"));
    const auto wrong = rw::Tokenizer::open(path, rw::Backbone::Gemma);
    QVERIFY(!wrong && wrong.error().what.find("added_tokens_decoder has a wrong entry") != std::string::npos);
    QVERIFY(golden::write(folder.filePath(u"special_tokens_map.json"_s), "[]"));
    const auto list = rw::Tokenizer::open(path, rw::Backbone::Gemma);
    QVERIFY(!list && list.error().what.find("special_tokens_map.json: is not a JSON object") != std::string::npos);
}

QTEST_GUILESS_MAIN(PipelineReaderTest)
#include "tst_pipelinereader.moc"
