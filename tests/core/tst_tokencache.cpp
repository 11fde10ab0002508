// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokencache.h"

#include "core/text/tokencachelayout.h"
#include "goldenfiles.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <map>

using namespace Qt::StringLiterals;
using rw::Backbone;
using rw::TokenCache;
using rw::TokenId;

class TokenCacheTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void roundTrip_data();
    void roundTrip();
    void emptySets();
    void cancelled();
    void unwritableFolder();
    void everyChangedByteIsSeen();
    void everyCutIsSeen();
    void wrongNumbersWithRightChecksum_data();
    void wrongNumbersWithRightChecksum();
    void keyNamesEverything();

private:
    TokenCache::Input input(const QString& kind, int texts) const;
    std::filesystem::path path(const char* name) const { return m_folder.filePath(QLatin1String(name)).toStdString(); }
    QByteArray small();

    QTemporaryDir m_folder;
    std::map<QString, std::unique_ptr<rw::Tokenizer>> m_tokenizers;
    std::vector<std::string> m_texts;
    std::vector<std::string_view> m_views;
};

void TokenCacheTest::initTestCase()
{
    for (const char* kind : {"xlm-roberta", "gemma", "minicpm-layerwise"}) {
        const QString name = QString::fromLatin1(kind);
        auto tokenizer = rw::Tokenizer::open(golden::modelFolder(name), golden::backbone(name));
        QVERIFY(tokenizer);
        m_tokenizers[name] = std::move(*tokenizer);
    }
    for (const QByteArray& line : golden::bytes(golden::folder() + "pairs.jsonl"_L1).split('\n')) {
        const QJsonObject pair = QJsonDocument::fromJson(line).object();
        m_texts.push_back(pair.value("query"_L1).toString().toStdString());
        m_texts.push_back(pair.value("passage"_L1).toString().toStdString());
    }
    for (int i = 0; i < 5; ++i)
        m_views.insert(m_views.end(), m_texts.begin(), m_texts.end());
}

TokenCache::Input TokenCacheTest::input(const QString& kind, int texts) const
{
    TokenCache::Input input;
    input.tokenizer = m_tokenizers.at(kind).get();
    input.backbone = golden::backbone(kind);
    input.positions = 512;
    const std::span<const std::string_view> all = m_views;
    input.queries = all.first(std::size_t(texts));
    input.passages = all.subspan(0, std::min(all.size(), std::size_t(2 * texts)));
    return input;
}

void TokenCacheTest::roundTrip_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<int>("texts");
    QTest::addColumn<int>("threads");
    QTest::newRow("encoder, one thread") << u"xlm-roberta"_s << 300 << 1;
    QTest::newRow("encoder, four threads") << u"xlm-roberta"_s << 450 << 4;
    QTest::newRow("gemma") << u"gemma"_s << 400 << 3;
    QTest::newRow("llama") << u"minicpm-layerwise"_s << 1 << 8;
}

void TokenCacheTest::roundTrip()
{
    QFETCH(QString, kind);
    QFETCH(int, texts);
    QFETCH(int, threads);
    TokenCache::Input in = input(kind, texts);
    in.threads = threads;
    in.instructions.query = "Question: ";
    std::atomic<int> most = 0;
    in.progress = [&most](int finished) {
        int seen = most;
        while (seen < finished && !most.compare_exchange_weak(seen, finished)) {
        }
    };
    const rw::Status status = TokenCache::write(path("cache"), in);
    QVERIFY2(status, status ? "" : status.error().what.c_str());
    QCOMPARE(most.load(), int(in.queries.size() + in.passages.size()));
    QCOMPARE(QDir(m_folder.path()).entryList(QDir::Files), QStringList{u"cache"_s});

    auto cache = TokenCache::open(path("cache"));
    QVERIFY2(cache, cache ? "" : cache.error().what.c_str());
    QCOMPARE(cache->key(), TokenCache::keyOf(in));
    QCOMPARE(cache->queries(), int(in.queries.size()));
    QCOMPARE(cache->passages(), int(in.passages.size()));
    const TokenCache moved = std::move(*cache);
    const auto equal = [](std::span<const TokenId> a, const std::vector<TokenId>& b) {
        return std::equal(a.begin(), a.end(), b.begin(), b.end());
    };
    for (int i = 0; i < moved.queries(); ++i) {
        const std::string text = queryText(in.instructions, in.backbone, in.queries[std::size_t(i)]);
        QVERIFY(equal(moved.query(i), in.tokenizer->encode(text)));
    }
    for (int i = 0; i < moved.passages(); ++i) {
        const std::string text = passageText(in.instructions, in.backbone, in.passages[std::size_t(i)]);
        QVERIFY(equal(moved.passage(i), in.tokenizer->encode(text)));
    }
    const rw::PairAssembler fresh(in.backbone, *in.tokenizer, in.instructions, in.positions);
    std::vector<TokenId> fromCache;
    std::vector<TokenId> expected;
    moved.assembler().assemble(moved.query(0), moved.passage(1), rw::LengthLimits::of(64), fromCache);
    fresh.assemble(moved.query(0), moved.passage(1), rw::LengthLimits::of(64), expected);
    QCOMPARE(fromCache, expected);
    QCOMPARE(moved.assembler().parts().positions, 512);
}

void TokenCacheTest::emptySets()
{
    TokenCache::Input in = input(u"gemma"_s, 0);
    in.threads = 2;
    QVERIFY(TokenCache::write(path("empty"), in));
    const auto cache = TokenCache::open(path("empty"));
    QVERIFY(cache);
    QCOMPARE(cache->queries(), 0);
    QCOMPARE(cache->passages(), 0);
    QVERIFY(QFile::remove(m_folder.filePath(u"empty"_s)));
}

void TokenCacheTest::cancelled()
{
    TokenCache::Input in = input(u"xlm-roberta"_s, 450);
    std::atomic<bool> cancel = false;
    in.threads = 3;
    in.cancelled = &cancel;
    in.progress = [&cancel](int) {
        cancel = true;
    };
    const rw::Status status = TokenCache::write(path("cancelled"), in);
    QVERIFY(!status);
    QCOMPARE(status.error().what, std::string("cancelled"));
    QVERIFY(QDir(m_folder.path()).entryList({u"cancelled*"_s}, QDir::Files).isEmpty());
}

void TokenCacheTest::unwritableFolder()
{
    const std::filesystem::path file = path("no/such/folder/cache");
    const rw::Status status = TokenCache::write(file, input(u"gemma"_s, 1));
    QVERIFY(!status);
    QVERIFY(status.error().what.starts_with(file.string() + ": cannot be written: "));
    QVERIFY(!TokenCache::open(file));
}

/// A cache of three short texts.
QByteArray TokenCacheTest::small()
{
    TokenCache::Input in = input(u"minicpm-layerwise"_s, 1);
    in.instructions.prompt = "Yes?";
    return TokenCache::write(path("small"), in) ? golden::bytes(m_folder.filePath(u"small"_s)) : QByteArray();
}

void TokenCacheTest::everyChangedByteIsSeen()
{
    const QByteArray good = small();
    QVERIFY(good.size() > 100);
    const QString name = m_folder.filePath(u"changed"_s);
    for (qsizetype i = 0; i < good.size(); ++i) {
        for (const int bits : {1, 128, 255}) {
            QByteArray bad = good;
            bad[i] = char(bad[i] ^ bits);
            QVERIFY(golden::write(name, bad));
            const auto cache = TokenCache::open(name.toStdString());
            QVERIFY2(!cache, QByteArray::number(i));
            QVERIFY(cache.error().what.starts_with(name.toStdString() + ": is "));
        }
    }
}

void TokenCacheTest::everyCutIsSeen()
{
    const QByteArray good = small();
    const QString name = m_folder.filePath(u"cut"_s);
    for (qsizetype size = 0; size < good.size(); ++size) {
        QVERIFY(golden::write(name, good.first(size)));
        QVERIFY2(!TokenCache::open(name.toStdString()), QByteArray::number(size));
    }
    QVERIFY(golden::write(name, good + '\0'));
    QVERIFY(!TokenCache::open(name.toStdString()));
    QVERIFY(golden::write(name, good));
    QVERIFY(TokenCache::open(name.toStdString()));
}

void TokenCacheTest::wrongNumbersWithRightChecksum_data()
{
    QTest::addColumn<int>("at");
    QTest::addColumn<qint64>("value");
    QTest::addColumn<int>("bytes");
    const int numbers = int(rw::TokenCacheLayout::kNumbersAt);
    QTest::newRow("backbone") << numbers << qint64(3) << 4;
    QTest::newRow("addBos") << numbers + 4 << qint64(2) << 4;
    QTest::newRow("bos") << numbers + 8 << qint64(1 << 20) << 4;
    QTest::newRow("no bos") << numbers + 8 << qint64(-1) << 4;
    QTest::newRow("eos") << numbers + 12 << qint64(-5) << 4;
    QTest::newRow("positions") << numbers + 16 << qint64(-1) << 4;
    QTest::newRow("vocabulary") << numbers + 20 << qint64(10) << 4;
    QTest::newRow("no vocabulary") << numbers + 20 << qint64(0) << 4;
    QTest::newRow("separator") << numbers + 24 << qint64(0x7FFFFFFF) << 4;
    QTest::newRow("negative separator") << numbers + 24 << qint64(-2) << 4;
    QTest::newRow("prompt") << numbers + 28 << qint64(0x7FFFFFFF) << 4;
    QTest::newRow("queries") << numbers + 32 << qint64(0x7FFFFFFF) << 4;
    QTest::newRow("one query more") << numbers + 32 << qint64(2) << 4;
    QTest::newRow("passages") << numbers + 36 << qint64(-1) << 4;
    QTest::newRow("separator id") << numbers + 40 << qint64(123456) << 4;
    QTest::newRow("first offset") << -32 << qint64(1) << 8;
    QTest::newRow("huge offset") << -24 << qint64(1) * (1ll << 62) << 8;
    QTest::newRow("negative offset") << -16 << qint64(-1) << 8;
    QTest::newRow("last offset") << -8 << qint64(1) << 8;
    QTest::newRow("id") << 0 << qint64(-1) << 4;
    QTest::newRow("large id") << 0 << qint64(3000) << 4;
}

void TokenCacheTest::wrongNumbersWithRightChecksum()
{
    using Layout = rw::TokenCacheLayout;
    QFETCH(int, at);
    QFETCH(qint64, value);
    QFETCH(int, bytes);
    QByteArray file = small();
    Layout::Numbers numbers;
    std::memcpy(&numbers, file.constData() + Layout::kNumbersAt, sizeof numbers);
    // Places at or below zero count from where the ids begin.
    const int place = at > 0 ? at : int(Layout::idsAt(numbers)) + at;
    QCOMPARE(Layout::texts(numbers), std::uint64_t(3));
    std::memcpy(file.data() + place, &value, std::size_t(bytes));
    const std::string_view all(file.constData(), std::size_t(file.size()));
    const rw::Checksum sum =
        rw::checksum(all.substr(Layout::kKeyAt, Layout::kKeyBytes), all.substr(Layout::kNumbersAt));
    std::memcpy(file.data() + Layout::kChecksumAt, sum.data(), sizeof sum);
    const QString name = m_folder.filePath(u"wrong"_s);
    QVERIFY(golden::write(name, file));
    const auto cache = TokenCache::open(name.toStdString());
    QVERIFY(!cache);
    QVERIFY(cache.error().what.find("do not fit; expected") != std::string::npos);
}

void TokenCacheTest::keyNamesEverything()
{
    const TokenCache::Input base = input(u"gemma"_s, 3);
    std::vector<std::string> keys = {TokenCache::keyOf(base)};
    const auto add = [&](const auto& change) {
        TokenCache::Input other = base;
        change(other);
        keys.push_back(TokenCache::keyOf(other));
    };
    add([](auto& in) { in.instructions.query = "A: "; });
    add([](auto& in) { in.instructions.passage = ""; });
    add([](auto& in) { in.instructions.passage = "A: "; });
    add([](auto& in) { in.instructions.prompt = "A: "; });
    add([](auto& in) { in.instructions.queryFormat = "{} {}"; });
    add([](auto& in) { in.instructions.passageFormat = "{} {}"; });
    add([](auto& in) { in.positions = 8192; });
    add([](auto& in) { in.backbone = Backbone::MiniCpmLayerwise; });
    add([](auto& in) { in.queries = in.queries.first(2); });
    add([](auto& in) { in.passages = in.passages.first(5); });
    add([](auto& in) { std::swap(in.queries, in.passages); });
    add([this](auto& in) { in.tokenizer = m_tokenizers.at(u"xlm-roberta"_s).get(); });
    std::sort(keys.begin(), keys.end());
    QVERIFY(std::adjacent_find(keys.begin(), keys.end()) == keys.end());
    QCOMPARE(keys.front().size(), std::size_t(64));

    TokenCache::Input threads = base;
    threads.threads = 7;
    QCOMPARE(TokenCache::keyOf(threads), TokenCache::keyOf(base));
}

QTEST_GUILESS_MAIN(TokenCacheTest)
#include "tst_tokencache.moc"
