// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/safetensors.h"
#include "tests/support/tinymodel.h"

#include <QTemporaryDir>
#include <QTest>

using namespace rw;
using namespace rw::test;

class TestSafetensors : public QObject
{
    Q_OBJECT

private slots:
    void reads()
    {
        const QTemporaryDir dir;
        const auto file = dir.filePath(QStringLiteral("model.safetensors"));
        writeFile(file, safetensors(
                            {{"a", {{2, 3}, std::vector<float>(6, 1.0F)}}, {"b", {{}, {2.0F}}}, {"c", {{0, 4}, {}}}}));
        const auto index = SafetensorsIndex::openFile(path(file));
        QVERIFY2(index, index ? "" : index.error().what.c_str());
        QCOMPARE(index->tensors.size(), std::size_t(3));
        const auto& a = index->tensors.at("a");
        QCOMPARE(a.dtype, std::string("F32"));
        QCOMPARE(a.shape, (std::vector<std::int64_t>{2, 3}));
        QCOMPARE(a.end - a.begin, std::uint64_t(24));
        QCOMPARE(index->tensors.at("b").end - index->tensors.at("b").begin, std::uint64_t(4));
        QCOMPARE(a.end, index->tensors.at("b").begin);
    }

    void headers_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<int>("data");
        QTest::addColumn<QString>("what"); // empty: accepted
        const auto row = [](const char* name, const char* header, int data, const char* what) {
            QTest::newRow(name) << QByteArray(header) << data << QString::fromUtf8(what);
        };
        row("empty object", "{}", 0, "");
        row("metadata", R"({"__metadata__": {"format": "pt"}})", 0, "");
        row("unused tail", R"({"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}})", 9, "");
        row("integer buffer", R"({"w": {"dtype": "I64", "shape": [1, 2], "data_offsets": [0, 16]}})", 16, "");
        row("no text", "", 0, "header: byte 8 is not valid JSON");
        row("list", "[]", 0, "not an object");
        row("cut", "{\"w\": {\"dtype\": \"F32\", \"sha", 4, "byte ");
        row("not utf-8", "{\"\xff\xfe\": 1}", 0, "not valid JSON");
        row("tensor is a list", R"({"w": []})", 0, "'w' is not described by an object");
        row("no dtype", R"({"w": {"shape": [1], "data_offsets": [0, 4]}})", 4, "'w' has no dtype");
        row("dtype number", R"({"w": {"dtype": 1, "shape": [1], "data_offsets": [0, 4]}})", 4, "'w' has no dtype");
        row("unknown dtype", R"({"w": {"dtype": "F99", "shape": [1], "data_offsets": [0, 4]}})", 4,
            "unknown dtype 'F99'");
        row("no shape", R"({"w": {"dtype": "F32", "data_offsets": [0, 4]}})", 4, "'w' has no shape");
        row("negative extent", R"({"w": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]}})", 4, "whole numbers");
        row("fraction", R"({"w": {"dtype": "F32", "shape": [1.5], "data_offsets": [0, 4]}})", 4, "whole numbers");
        row("huge extent", R"({"w": {"dtype": "F32", "shape": [18446744073709551615], "data_offsets": [0, 4]}})", 4,
            "whole numbers");
        row("overflow", R"({"w": {"dtype": "F32", "shape": [4294967296, 4294967296, 4], "data_offsets": [0, 4]}})", 4,
            "overflows");
        row("overflow of bytes", R"({"w": {"dtype": "F32", "shape": [4611686018427387904], "data_offsets": [0, 0]}})",
            4, "overflows");
        row("many dimensions",
            R"({"w": {"dtype": "F32", "shape": [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1], "data_offsets": [0, 4]}})", 4,
            "16 dimensions");
        row("no offsets", R"({"w": {"dtype": "F32", "shape": [1]}})", 4, "no usable data_offsets");
        row("one offset", R"({"w": {"dtype": "F32", "shape": [1], "data_offsets": [4]}})", 4, "no usable data_offsets");
        row("three offsets", R"({"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4, 8]}})", 8,
            "no usable data_offsets");
        row("negative offset", R"({"w": {"dtype": "F32", "shape": [1], "data_offsets": [-4, 0]}})", 4,
            "no usable data_offsets");
        row("backwards", R"({"w": {"dtype": "F32", "shape": [1], "data_offsets": [4, 0]}})", 4, "begin <= end");
        row("beyond the file", R"({"w": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}})", 4,
            "beyond the end of the file");
        row("offset near 2^64",
            R"({"w": {"dtype": "F32", "shape": [1], "data_offsets": [18446744073709551611, 18446744073709551615]}})", 4,
            "beyond the end of the file");
        row("wrong size", R"({"w": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}})", 4,
            "expected 8 for its shape");
        row("overlap",
            R"({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}, "b": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}})",
            8, "'a' and 'b' share bytes");
        row("twice",
            R"({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}, "a": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}})",
            8, "'a' is listed twice");
        row("line break in a name", R"({"a\nb": {"dtype": "F32"}})", 4, "'a\\x0ab' has no shape");
    }
    void headers()
    {
        QFETCH(QByteArray, header);
        QFETCH(int, data);
        QFETCH(QString, what);
        const QTemporaryDir dir;
        const auto file = dir.filePath(QStringLiteral("model.safetensors"));
        writeFile(file, safetensorsAround(header, QByteArray(data, '\0')));
        const auto index = SafetensorsIndex::openFile(path(file));
        QCOMPARE(bool(index), what.isEmpty());
        if (!index) {
            const auto text = QString::fromStdString(index.error().what);
            QVERIFY2(text.startsWith(file) && text.contains(what), qPrintable(text));
            QVERIFY(!text.contains(QLatin1Char('\n')));
        }
    }

    void malformed_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("what");
        QTest::newRow("cut") << QStringLiteral("cut-data") << QStringLiteral("beyond the end of the file");
        QTest::newRow("huge header") << QStringLiteral("huge-header") << QStringLiteral("1152921504606846976 bytes");
        QTest::newRow("overlap") << QStringLiteral("overlap") << QStringLiteral("'a' and 'b' share bytes");
        QTest::newRow("shape") << QStringLiteral("shape-size") << QStringLiteral("expected 24");
        QTest::newRow("not JSON") << QStringLiteral("not-json") << QStringLiteral("byte 10 is not valid JSON");
        QTest::newRow("three bytes") << QStringLiteral("three-bytes") << QStringLiteral("has 3 bytes");
    }
    void malformed()
    {
        QFETCH(QString, name);
        QFETCH(QString, what);
        const auto file =
            QStringLiteral(RW_TEST_DATA "/malformed/safetensors/") + name + QStringLiteral(".safetensors");
        const auto index = SafetensorsIndex::openFile(path(file));
        QVERIFY(!index);
        const auto text = QString::fromStdString(index.error().what);
        QVERIFY2(text.startsWith(file) && text.contains(what), qPrintable(text));
    }

    void everyCut()
    {
        // However a file is cut, it is an error and never read beyond its end.
        const QTemporaryDir dir;
        const auto file = dir.filePath(QStringLiteral("model.safetensors"));
        const auto whole = safetensors({{"a", {{2}, {1.0F, 2.0F}}}, {"b", {{1}, {3.0F}}}});
        for (qsizetype size = 0; size < whole.size(); ++size) {
            writeFile(file, whole.left(size));
            QVERIFY(!SafetensorsIndex::openFile(path(file)));
        }
        writeFile(file, whole);
        QVERIFY(SafetensorsIndex::openFile(path(file)));
    }

    void shards_data()
    {
        QTest::addColumn<QByteArray>("index");
        QTest::addColumn<QString>("what");
        const auto row = [](const char* name, const char* index, const char* what) {
            QTest::newRow(name) << QByteArray(index) << QString::fromUtf8(what);
        };
        row("good", R"({"metadata": {}, "weight_map": {"a": "1.safetensors", "b": "2.safetensors"}})", "");
        row("extra tensor in a shard", R"({"weight_map": {"a": "1.safetensors"}})", "");
        row("not JSON", "{\n\"weight_map\": {\n,", ".json:3: is not valid JSON");
        row("no map", "{}", "has no weight_map");
        row("empty map", R"({"weight_map": {}})", "weight_map is empty");
        row("number", "{\"weight_map\": {\n\"a\": 1}}", ".json:2: tensor 'a' names no shard");
        row("path", R"({"weight_map": {"a": "../1.safetensors"}})", "without a path");
        row("absolute", R"({"weight_map": {"a": "/1.safetensors"}})", "without a path");
        row("backslash", R"({"weight_map": {"a": "x\\1.safetensors"}})", "without a path");
        row("other file", R"({"weight_map": {"a": "pytorch_model.bin"}})", "expected a .safetensors file");
        row("missing shard", R"({"weight_map": {"a": "3.safetensors"}})", "'3.safetensors', which is missing");
        row("wrong shard", R"({"weight_map": {"a": "2.safetensors"}})", "'a' is not in '2.safetensors'");
        row("twice", R"({"weight_map": {"a": "1.safetensors", "a": "1.safetensors"}})", "listed twice");
        row("broken shard", R"({"weight_map": {"a": "broken.safetensors"}})", "broken.safetensors: has 3 bytes");
    }
    void shards()
    {
        QFETCH(QByteArray, index);
        QFETCH(QString, what);
        const QTemporaryDir dir;
        writeFile(dir.filePath(QStringLiteral("1.safetensors")),
                  safetensors({{"a", {{1}, {1.0F}}}, {"more", {{1}, {1.0F}}}}));
        writeFile(dir.filePath(QStringLiteral("2.safetensors")), safetensors({{"b", {{1}, {1.0F}}}}));
        writeFile(dir.filePath(QStringLiteral("broken.safetensors")), "abc");
        writeFile(dir.filePath(QStringLiteral("model.safetensors.index.json")), index);
        const auto opened = SafetensorsIndex::openFolder(path(dir.path()));
        QCOMPARE(bool(opened), what.isEmpty());
        if (!opened)
            QVERIFY2(QString::fromStdString(opened.error().what).contains(what), opened.error().what.c_str());
        else
            QVERIFY(!opened->tensors.contains("more"));
    }

    void noWeights()
    {
        const QTemporaryDir dir;
        QVERIFY(!SafetensorsIndex::openFolder(path(dir.path())));
        QVERIFY(!SafetensorsIndex::openFile(path(dir.path())));
        QVERIFY(!SafetensorsIndex::openFile("/dev/zero"));
    }
};

QTEST_GUILESS_MAIN(TestSafetensors)
#include "tst_safetensors.moc"
