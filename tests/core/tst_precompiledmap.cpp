// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/precompiledmap.h"

#include <QTest>

#include <cstring>
#include <functional>
#include <map>

using rw::PrecompiledMap;

namespace {

using Units = std::vector<std::uint32_t>;

/// A Darts trie in which every node has its own block of 256 units: wasteful, but simple enough to be right.
/// `damage` may spoil units and texts before they are put together.
std::string charsMap(const std::map<std::string, std::string>& entries,
                     const std::function<void(Units&, std::string&)>& damage = {})
{
    std::map<std::string, std::uint32_t> nodes = {{"", 0}};
    for (const auto& [key, text] : entries) {
        for (std::size_t length = 1; length <= key.size(); ++length)
            nodes.try_emplace(key.substr(0, length), std::uint32_t(nodes.size()));
    }
    const auto base = [](std::uint32_t node) {
        return 256 * (node + 1);
    };
    Units units(256 * (nodes.size() + 1));
    std::string texts;
    units[0] = base(0) << 10;
    for (const auto& [key, node] : nodes) {
        if (key.empty())
            continue;
        const std::uint32_t label = static_cast<unsigned char>(key.back());
        const std::uint32_t unit = base(nodes.at(key.substr(0, key.size() - 1))) ^ label;
        units[unit] = (unit ^ base(node)) << 10 | label;
        if (const auto entry = entries.find(key); entry != entries.end()) {
            units[unit] |= 1u << 8;
            units[base(node)] = 1u << 31 | std::uint32_t(texts.size());
            texts += entry->second + '\0';
        }
    }
    if (damage)
        damage(units, texts);
    const auto size = std::uint32_t(units.size() * 4);
    std::string result(sizeof size + size, '\0');
    std::memcpy(result.data(), &size, sizeof size);
    std::memcpy(result.data() + sizeof size, units.data(), size);
    return result + texts;
}

const std::map<std::string, std::string> kEntries = {
    {"a", "X"}, {"e", "E"}, {"e\xCC\x81", "long"}, {"\r", " "}, {"か", "K"}, {"\xCC\x81", ""},
};

} // namespace

class PrecompiledMapTest : public QObject
{
    Q_OBJECT

private slots:
    void replaces_data();
    void replaces();
    void damaged_data();
    void damaged();
};

void PrecompiledMapTest::replaces_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto add = [](const char* name, const char* text, const char* expected) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(expected);
    };
    add("nothing", "", "");
    add("plain", "xyz", "xyz");
    add("ASCII", "abaa", "XbXX");
    add("rest of the cluster is lost", "a\u0323b", "Xb");
    add("first match, not the longest", "e\u0301", "E");
    add("no match at the start: each character", "b\u0301b\u0323", "bb\u0323");
    add("cluster of 6 bytes and more: each character", "a\u0323\u0323\u0323", "X\u0323\u0323\u0323");
    add("CR LF is one cluster", "a\r\nb\n\r", "X b\n ");
    add("kana and mark have 6 bytes", "か\u3099か", "K\u3099K");
    add("after other scripts", "東a京é", "東X京é");
    QTest::newRow("zero") << QByteArray("a\0b", 3) << QByteArray("X\0b", 3);
}

void PrecompiledMapTest::replaces()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    const auto map = PrecompiledMap::parse(charsMap(kEntries));
    QVERIFY2(map, map ? "" : map.error().what.c_str());
    std::string result = "before ";
    map->apply({text.constData(), std::size_t(text.size())}, result);
    QCOMPARE(QByteArray::fromStdString(result), "before " + expected);
}

void PrecompiledMapTest::damaged_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("message");
    const auto add = [](const char* name, const std::string& bytes, const char* message) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << QByteArray(message);
    };
    const std::string good = charsMap(kEntries);
    add("empty", "", "is cut off");
    add("head cut", good.substr(0, 3), "is cut off");
    add("trie cut", good.substr(0, 1000), "expected a multiple of 4 that fits");
    add("no trie", std::string(8, '\0'), "expected a multiple of 4 that fits");
    add("odd trie", std::string("\x05\0\0\0abcdefgh", 12), "expected a multiple of 4 that fits");
    add("huge trie", std::string("\xFC\xFF\xFF\xFF\0\0\0\0", 8), "expected a multiple of 4 that fits");
    add("root outside", charsMap(kEntries, [](Units& units, std::string&) { units[0] = 0x1FFFFF << 10; }),
        "points outside itself");
    add("leaf outside",
        charsMap(kEntries, [](Units& units, std::string&) { units[256 ^ 'a'] = 0x1FFFFFu << 10 | 1u << 8 | 'a'; }),
        "points outside itself");
    add("circle",
        charsMap(kEntries, [](Units& units, std::string&) { units[256 ^ 'b'] = std::uint32_t('b') << 10 | 'b'; }),
        "runs in a circle");
    add("no texts", charsMap(kEntries, [](Units&, std::string& texts) { texts.clear(); }), "points to a text at");
    add("text beyond the end", charsMap({{"a", "X"}}, [](Units& units, std::string&) { units[512] = 1u << 31 | 3; }),
        "points to a text at 3; expected the start of a character among 2 bytes");
    add("text inside a character",
        charsMap({{"a", "é"}}, [](Units& units, std::string&) { units[512] = 1u << 31 | 1; }), "points to a text at 1");
    add("texts that are not UTF-8", charsMap({{"a", "\xC3"}}), "are not UTF-8");
}

void PrecompiledMapTest::damaged()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, message);
    const auto map = PrecompiledMap::parse({bytes.constData(), std::size_t(bytes.size())});
    QVERIFY(!map);
    QVERIFY2(map.error().what.find(message.toStdString()) != std::string::npos, map.error().what.c_str());
}

QTEST_GUILESS_MAIN(PrecompiledMapTest)
#include "tst_precompiledmap.moc"
