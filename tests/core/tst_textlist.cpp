// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/textlist.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace rw;

namespace {

std::string text(std::size_t i)
{
    return "text " + std::to_string(i) + std::string(i * 37 % 5000, char('a' + i % 26));
}

} // namespace

class tst_TextList : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_cache = std::make_unique<QTemporaryDir>();
        qputenv("XDG_CACHE_HOME", m_cache->path().toLocal8Bit());
    }

    void keepsWhatItGets_data()
    {
        QTest::addColumn<int>("inMemory");
        QTest::addColumn<bool>("folder");
        QTest::newRow("in memory") << int(TextList::kInMemory) << true;
        QTest::newRow("in a file") << 0 << true;
        QTest::newRow("first in memory, then in a file") << (3 << 20) << true;
        QTest::newRow("no file can be made") << 0 << false;
    }

    void keepsWhatItGets()
    {
        QFETCH(int, inMemory);
        QFETCH(bool, folder);
        if (!folder)
            qputenv("XDG_CACHE_HOME", "/dev/null");
        constexpr std::size_t kTexts = 12000; // 30 MB
        TextList list{std::size_t(inMemory)};
        QVERIFY(list.empty());
        std::vector<std::string_view> views;
        for (std::size_t i = 0; i < kTexts; ++i) {
            list.push_back(text(i));
            views.push_back(list[i]);
        }
        QCOMPARE(list.size(), kTexts);
        QCOMPARE(list.bytesInFile() > 0, folder && inMemory < int(TextList::kInMemory));
        // The file has no name: nothing stays behind, however the program ends.
        QVERIFY(!folder || QDir(m_cache->path() + QStringLiteral("/rerank-workbench")).isEmpty());
        const TextList moved = std::move(list);
        for (std::size_t i = 0; i < kTexts; ++i) {
            QCOMPARE(moved[i], std::string_view(text(i)));
            QCOMPARE(views[i].data(), moved[i].data()); // still where it was
        }
        TextList copy = moved;
        QVERIFY(copy == moved);
        copy.push_back("more");
        QVERIFY(copy != moved);
        QCOMPARE(moved.size(), kTexts);
    }

    void unusual()
    {
        TextList list(0);
        const std::string large(40 << 20, 'x'); // larger than a part of the file
        list.push_back("");
        list.push_back(large);
        list.push_back(std::string_view("a\0b", 3));
        QCOMPARE(list[0], std::string_view());
        QVERIFY(list[1] == large);
        QCOMPARE(list[2].size(), std::size_t(3));
        QCOMPARE((TextList{"a", "b"}), (TextList{"a", "b"}));
        QVERIFY((TextList{"a", "b"}) != (TextList{"a"}));
    }

private:
    std::unique_ptr<QTemporaryDir> m_cache;
};

QTEST_GUILESS_MAIN(tst_TextList)
#include "tst_textlist.moc"
