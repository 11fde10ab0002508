// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset.h"
#include "core/data/typeddata.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace rw;

/// What was typed is read again as it was.
class TestTypedData : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::filesystem::path folder(const char* name) const
    {
        return m_folder.filePath(QLatin1String(name)).toStdString();
    }

private slots:
    void comesBack()
    {
        const std::string quoted = "she said \"no\"\tand\nleft \xE4\xBD\xA0\xE5\xA5\xBD";
        const auto status = writeTypedData(
            folder("typed"),
            {{"first", {"b", quoted, "a"}, {-1, 1, 0}}, {"second", {"a"}, {}}, {"first", {"c", "a"}, {-1, 2}}});
        QVERIFY2(status, status ? "" : status.error().what.c_str());
        const auto data = loadDataset(folder("typed"));
        QVERIFY2(data, data ? "" : data.error().what.c_str());
        QCOMPARE(data->format, std::string("beir"));
        QCOMPARE(data->queryTexts, (std::vector<std::string>{"first", "second"}));
        QCOMPARE(std::vector<std::string>(data->passageTexts.begin(), data->passageTexts.end()),
                 (std::vector<std::string>{"b", quoted, "a", "c"})); // equal ones once
        std::vector<std::pair<int, int>> candidates;
        for (const auto& candidate : data->candidates)
            candidates.emplace_back(candidate.query, candidate.passage);
        // In the order typed, those of the same query together.
        QCOMPARE(candidates, (std::vector<std::pair<int, int>>{{0, 0}, {0, 1}, {0, 2}, {0, 3}, {1, 2}}));
        const auto& judged = data->judgments.queries.at("q1");
        QCOMPARE(judged.size(), std::size_t(2));
        QCOMPARE(judged.at("p2"), 1);
        QCOMPARE(judged.at("p3"), 2); // the later one holds
    }

    void withoutJudgments()
    {
        QVERIFY(writeTypedData(folder("bare"), {{"q", {"x", "y"}, {}}}));
        QVERIFY(!std::filesystem::exists(folder("bare") / "qrels"));
        const auto data = loadDataset(folder("bare"));
        QVERIFY2(data, data ? "" : data.error().what.c_str());
        QCOMPARE(data->candidates.size(), std::size_t(2));
    }

    void refuses()
    {
        QVERIFY(!writeTypedData(folder("none"), {}));
        QVERIFY(!writeTypedData(folder("none"), {{"", {"x"}, {}}}));
        QVERIFY(!writeTypedData(folder("none"), {{"q", {}, {}}}));
        QVERIFY(!std::filesystem::exists(folder("none")));
        // What is there already stays as it is.
        QVERIFY(writeTypedData(folder("kept"), {{"q", {"x"}, {}}}));
        const auto again = writeTypedData(folder("kept"), {{"other", {"x"}, {}}});
        QVERIFY(!again);
        QVERIFY2(again.error().what.find("not empty") != std::string::npos, again.error().what.c_str());
        QCOMPARE(loadDataset(folder("kept"))->queryTexts.front(), std::string("q"));
    }
};

QTEST_GUILESS_MAIN(TestTypedData)
#include "tst_typeddata.moc"
