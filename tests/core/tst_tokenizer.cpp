// SPDX-License-Identifier: GPL-3.0-or-later
#include "goldenfiles.h"

#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>

using rw::Backbone;
using rw::Tokenizer;

using namespace Qt::StringLiterals;

namespace {

/// Index of the first text whose ids differ, -1 if none; `message` says how.
int firstDifference(const Tokenizer& tokenizer, const std::vector<std::string>& texts,
                    const std::vector<std::vector<rw::TokenId>>& expected, QByteArray& message)
{
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const std::vector<rw::TokenId> found = tokenizer.encode(texts[i]);
        if (found == expected[i])
            continue;
        message = QByteArray::fromStdString(texts[i].substr(0, 200)) + ":";
        for (const rw::TokenId id : found)
            message += ' ' + QByteArray::number(id);
        message += " instead of";
        for (const rw::TokenId id : expected[i])
            message += ' ' + QByteArray::number(id);
        return int(i);
    }
    return -1;
}

struct Strings
{
    std::vector<std::string> texts;
    std::vector<std::vector<rw::TokenId>> ids;
};

/// `layout`: "" = as shipped, "slow" = the slow class, else the name of another layout.
Strings stringsOf(const QJsonObject& file, const QString& layout)
{
    Strings result;
    for (const QJsonValue value : file.value("strings"_L1).toArray()) {
        const QJsonObject entry = value.toObject();
        QJsonValue ids = entry.value("ids"_L1);
        const QJsonObject layouts = entry.value("layouts"_L1).toObject();
        if (layouts.contains(layout))
            ids = layouts.value(layout);
        if (layout == "slow"_L1 && entry.contains(layout))
            ids = entry.value(layout);
        result.texts.push_back(entry.value("text"_L1).toString().toStdString());
        result.ids.push_back(golden::ids(ids));
    }
    return result;
}

} // namespace

class TokenizerTest : public QObject
{
    Q_OBJECT

private slots:
    void goldens_data();
    void goldens();
    void layouts_data();
    void layouts();
    void sentencePiece_data();
    void sentencePiece();
    void specialTokens_data();
    void specialTokens();
    void invalidBytesAreReplaced();
    void threadsAgree();
    void realVocabularies_data();
    void realVocabularies();
    void missingFolder();
    void damagedSentencePiece();
};

void TokenizerTest::goldens_data()
{
    QTest::addColumn<QString>("kind");
    for (const char* kind : {"xlm-roberta", "gemma", "minicpm-layerwise"})
        QTest::newRow(kind) << QString::fromLatin1(kind);
}

void TokenizerTest::goldens()
{
    QFETCH(QString, kind);
    const auto tokenizer = Tokenizer::open(golden::modelFolder(kind), golden::backbone(kind));
    QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().what.c_str());
    QCOMPARE((*tokenizer)->info().source, std::string("tokenizer.json"));
    const Strings strings =
        stringsOf(golden::json(golden::folder() + kind + "/tokenization.json"_L1).object(), QString());
    QVERIFY(strings.texts.size() > 100);
    QByteArray message;
    QVERIFY2(firstDifference(**tokenizer, strings.texts, strings.ids, message) < 0, message);
}

void TokenizerTest::layouts_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("layout");
    for (const char* kind : {"xlm-roberta", "gemma", "minicpm-layerwise"}) {
        const QString name = QString::fromLatin1(kind);
        const QJsonObject file = golden::json(golden::folder() + name + "/tokenization.json"_L1).object();
        for (const QString& layout : file.value("layouts"_L1).toObject().keys())
            QTest::addRow("%s %s", kind, qPrintable(layout)) << name << layout;
    }
}

void TokenizerTest::layouts()
{
    QFETCH(QString, kind);
    QFETCH(QString, layout);
    const QJsonObject file = golden::json(golden::folder() + kind + "/tokenization.json"_L1).object();
    const QJsonObject blocks = file.value("layouts"_L1).toObject().value(layout).toObject();
    const QString model = golden::folder() + kind + "/model/"_L1;
    QByteArray text = golden::bytes(model + "tokenizer.json"_L1);
    const QString map = QJsonDocument::fromJson(text)
                            .object()["normalizer"_L1]["normalizers"_L1][0]["precompiled_charsmap"_L1]
                            .toString();
    constexpr const char* kKeys[] = {"added_tokens", "normalizer", "pre_tokenizer", "post_processor"};
    for (int i = 0; i < 3; ++i) {
        if (blocks.contains(QLatin1String(kKeys[i])))
            text = golden::exchanged(text, kKeys[i], kKeys[i + 1], blocks.value(QLatin1String(kKeys[i])));
    }
    text.replace("(as in tokenizer.json)", map.toLatin1());

    QTemporaryDir folder;
    QVERIFY(golden::write(folder.filePath(u"tokenizer.json"_s), text));
    const auto tokenizer = Tokenizer::open(folder.path().toStdString(), golden::backbone(kind));
    QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().what.c_str());
    const Strings strings = stringsOf(file, layout);
    QByteArray message;
    QVERIFY2(firstDifference(**tokenizer, strings.texts, strings.ids, message) < 0, message);
}

void TokenizerTest::sentencePiece_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("file");
    QTest::newRow("xlm-roberta") << u"xlm-roberta"_s << u"sentencepiece.bpe.model"_s;
    QTest::newRow("gemma") << u"gemma"_s << u"tokenizer.model"_s;
    QTest::newRow("minicpm-layerwise") << u"minicpm-layerwise"_s << u"tokenizer.model"_s;
}

void TokenizerTest::sentencePiece()
{
    QFETCH(QString, kind);
    QFETCH(QString, file);
    const QString model = golden::folder() + kind + "/model/"_L1;
    QTemporaryDir folder;
    for (const QString& name : {file, u"tokenizer_config.json"_s, u"special_tokens_map.json"_s})
        QVERIFY(QFile::copy(model + name, folder.filePath(name)));
    const auto tokenizer = Tokenizer::open(folder.path().toStdString(), golden::backbone(kind));
    QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().what.c_str());
    QCOMPARE(QString::fromStdString((*tokenizer)->info().source), file);

    const auto fast = Tokenizer::open(model.toStdString(), golden::backbone(kind));
    QVERIFY(fast);
    QCOMPARE((*tokenizer)->info().bos, (*fast)->info().bos);
    QCOMPARE((*tokenizer)->info().eos, (*fast)->info().eos);
    QCOMPARE((*tokenizer)->info().pad, (*fast)->info().pad);
    QCOMPARE((*tokenizer)->info().unk, (*fast)->info().unk);
    QCOMPARE((*tokenizer)->info().vocabularySize, (*fast)->info().vocabularySize);
    for (rw::TokenId id = 10; id < (*fast)->info().vocabularySize; id += 97) {
        QCOMPARE((*tokenizer)->piece(id), (*fast)->piece(id));
        QCOMPARE((*tokenizer)->find((*fast)->piece(id)), id);
    }

    const Strings strings =
        stringsOf(golden::json(golden::folder() + kind + "/tokenization.json"_L1).object(), u"slow"_s);
    QByteArray message;
    QVERIFY2(firstDifference(**tokenizer, strings.texts, strings.ids, message) < 0, message);

    // Without the settings the classes' own special tokens hold.
    QVERIFY(QFile::remove(folder.filePath(u"tokenizer_config.json"_s)));
    QVERIFY(QFile::remove(folder.filePath(u"special_tokens_map.json"_s)));
    const auto bare = Tokenizer::open(folder.path().toStdString(), golden::backbone(kind));
    QVERIFY(bare);
    QCOMPARE((*bare)->info().bos, (*fast)->info().bos);
    const std::string bos = (*fast)->piece((*fast)->info().bos);
    QCOMPARE((*bare)->encode("a" + bos + "b"), (*fast)->encode("a" + bos + "b"));
}

void TokenizerTest::specialTokens_data()
{
    goldens_data();
}

void TokenizerTest::specialTokens()
{
    QFETCH(QString, kind);
    const auto tokenizer = Tokenizer::open(golden::modelFolder(kind), golden::backbone(kind));
    QVERIFY(tokenizer);
    const Tokenizer::Info& info = (*tokenizer)->info();
    const QJsonObject special =
        golden::json(golden::folder() + kind + "/golden.json"_L1).object().value("special"_L1).toObject();
    QCOMPARE(info.bos, special.value("bos"_L1).toInt());
    QCOMPARE(info.eos, special.value("eos"_L1).toInt());
    QCOMPARE(info.pad, special.value("pad"_L1).toInt());
    QCOMPARE(info.unk, special.value("unk"_L1).toInt());
    QCOMPARE(info.kind, std::string(kind == "xlm-roberta"_L1 ? "unigram" : "bpe"));
    QCOMPARE(info.contentHash.size(), std::size_t(64));
    QCOMPARE((*tokenizer)->find((*tokenizer)->piece(info.eos)), info.eos);
    QCOMPARE((*tokenizer)->piece(-1), std::string());
    QCOMPARE((*tokenizer)->piece(info.vocabularySize), std::string());
    if (special.contains("mask"_L1))
        QCOMPARE((*tokenizer)->encode("a  <mask>").back(), special.value("mask"_L1).toInt());
    if (special.contains("yes"_L1))
        QCOMPARE((*tokenizer)->encode("Yes").front(), special.value("yes"_L1).toInt());
}

void TokenizerTest::invalidBytesAreReplaced()
{
    for (const char* kind : {"xlm-roberta", "gemma", "minicpm-layerwise"}) {
        const QString name = QString::fromLatin1(kind);
        const auto tokenizer = Tokenizer::open(golden::modelFolder(name), golden::backbone(name));
        QVERIFY(tokenizer);
        const std::string bad = "\xEF\xBF\xBD";
        QCOMPARE((*tokenizer)->encode("a\xFFz"), (*tokenizer)->encode("a" + bad + "z"));
        QCOMPARE((*tokenizer)->encode("\xE2\x96"), (*tokenizer)->encode(bad));
        QCOMPARE((*tokenizer)->encode("\xC0\xAF"), (*tokenizer)->encode(bad + bad));
        QCOMPARE((*tokenizer)->encode("\xED\xA0\x80x"), (*tokenizer)->encode(bad + bad + bad + "x"));
        QCOMPARE((*tokenizer)->encode("\xF0\x9F\x98 "), (*tokenizer)->encode(bad + " "));
        QCOMPARE((*tokenizer)->encode(""), std::vector<rw::TokenId>());
    }
}

void TokenizerTest::threadsAgree()
{
    // Two tokenizers in turn on each thread: remembered words must not be mixed up.
    const auto one = Tokenizer::open(golden::modelFolder(u"gemma"_s), Backbone::Gemma);
    const auto two = Tokenizer::open(golden::modelFolder(u"xlm-roberta"_s), Backbone::XlmRoberta);
    QVERIFY(one && two);
    const Strings first = stringsOf(golden::json(golden::folder() + "gemma/tokenization.json"_L1).object(), QString());
    const Strings second =
        stringsOf(golden::json(golden::folder() + "xlm-roberta/tokenization.json"_L1).object(), QString());
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&] {
            for (int round = 0; round < 5; ++round) {
                for (std::size_t i = 0; i < first.texts.size(); ++i) {
                    wrong += (*one)->encode(first.texts[i]) != first.ids[i];
                    wrong += (*two)->encode(second.texts[i]) != second.ids[i];
                }
            }
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    QCOMPARE(wrong.load(), 0);
}

void TokenizerTest::realVocabularies_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("kind");
    QTest::newRow("v2-m3") << u"bge-reranker-v2-m3"_s << u"xlm-roberta"_s;
    QTest::newRow("bge-m3") << u"xlmr-bge-m3"_s << u"xlm-roberta"_s;
    QTest::newRow("gemma") << u"bge-reranker-v2-gemma"_s << u"gemma"_s;
    QTest::newRow("mistral") << u"mistral-v0.1"_s << u"minicpm-layerwise"_s;
}

void TokenizerTest::realVocabularies()
{
    const QString root = qEnvironmentVariable("RW_REALVOCAB");
    if (root.isEmpty())
        QSKIP("RW_REALVOCAB names no folder with the real vocabularies");
    QFETCH(QString, folder);
    QFETCH(QString, kind);
    const auto tokenizer = Tokenizer::open((root + "/"_L1 + folder).toStdString(), golden::backbone(kind));
    QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().what.c_str());
    Strings strings;
    for (const QJsonValue value : golden::json(root + "/texts.json"_L1).array())
        strings.texts.push_back(value.toObject().value("text"_L1).toString().toStdString());
    const QJsonObject file = golden::json(root + "/"_L1 + folder + "/ids.json"_L1).object();
    for (const QJsonValue value : file.value("ids"_L1).toArray())
        strings.ids.push_back(golden::ids(value));
    QVERIFY(!strings.texts.empty());
    QCOMPARE(strings.texts.size(), strings.ids.size());
    QByteArray message;
    QVERIFY2(firstDifference(**tokenizer, strings.texts, strings.ids, message) < 0, message);
}

void TokenizerTest::missingFolder()
{
    QTemporaryDir folder;
    const auto tokenizer = Tokenizer::open(folder.path().toStdString(), Backbone::Gemma);
    QVERIFY(!tokenizer);
    QVERIFY(tokenizer.error().what.starts_with(folder.path().toStdString() + ": has no tokenizer; expected"));
    QVERIFY(golden::write(folder.filePath(u"tokenizer.model"_s), "not a model"));
    QVERIFY(!Tokenizer::open(folder.path().toStdString(), Backbone::Gemma));
}

/// The library would follow a damaged character map wherever it leads.
void TokenizerTest::damagedSentencePiece()
{
    QTemporaryDir folder;
    const QString name = folder.filePath(u"sentencepiece.bpe.model"_s);
    const QByteArray good = golden::bytes(golden::folder() + "xlm-roberta/model/sentencepiece.bpe.model"_L1);
    const QByteArray head = QByteArray::fromHex("00bc0200"); // size of the trie
    const qsizetype map = good.indexOf(head);
    QVERIFY(map > 0);
    QByteArray bad = good;
    bad.replace(map + 4, 4, QByteArray::fromHex("00fcff7f")); // the root's children far outside
    QVERIFY(golden::write(name, bad));
    const auto outside = Tokenizer::open(folder.path().toStdString(), Backbone::XlmRoberta);
    QVERIFY(!outside);
    QCOMPARE(outside.error().what, name.toStdString() + ": is damaged: the character map's trie points outside itself");
    for (qsizetype size = 0; size < good.size(); size += 4001) {
        QVERIFY(golden::write(name, good.first(size)));
        const auto cut = Tokenizer::open(folder.path().toStdString(), Backbone::XlmRoberta);
        if (cut)
            (*cut)->encode("some text");
    }
    QVERIFY(golden::write(name, good));
    QVERIFY(Tokenizer::open(folder.path().toStdString(), Backbone::XlmRoberta));
}

QTEST_GUILESS_MAIN(TokenizerTest)
#include "tst_tokenizer.moc"
