// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pairinput.h"

#include "goldenfiles.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <random>

using rw::Backbone;
using rw::Instructions;
using rw::LengthLimits;
using rw::PairAssembler;
using rw::TokenId;

using namespace Qt::StringLiterals;

namespace {

/// FlagEmbedding's null means no instruction, our nullopt its default: an empty text stands for null.
std::optional<std::string> instructionOf(const QJsonValue& value)
{
    return value.toString().toStdString();
}

PairAssembler::Parts partsOf(Backbone backbone, int separator, int prompt, int positions)
{
    PairAssembler::Parts parts;
    parts.backbone = backbone;
    parts.bos = 900001;
    parts.eos = 900002;
    parts.positions = positions;
    if (backbone != Backbone::XlmRoberta) {
        parts.separator.assign(std::size_t(separator), 900003);
        parts.prompt.assign(std::size_t(prompt), 900004);
    }
    return parts;
}

} // namespace

class PairInputTest : public QObject
{
    Q_OBJECT

private slots:
    void goldens_data();
    void goldens();
    void texts();
    void separatorCanBeCut();
    void clampedToPositions();
    void layoutAgreesWithRow();
};

void PairInputTest::goldens_data()
{
    QTest::addColumn<QString>("kind");
    for (const char* kind : {"xlm-roberta", "gemma", "minicpm-layerwise"})
        QTest::newRow(kind) << QString::fromLatin1(kind);
}

void PairInputTest::goldens()
{
    QFETCH(QString, kind);
    const Backbone backbone = golden::backbone(kind);
    const auto tokenizer = rw::Tokenizer::open(golden::modelFolder(kind), backbone);
    QVERIFY(tokenizer);

    std::map<QString, std::pair<std::string, std::string>> pairs;
    for (const QByteArray& line : golden::bytes(golden::folder() + "pairs.jsonl"_L1).split('\n')) {
        const QJsonObject pair = QJsonDocument::fromJson(line).object();
        pairs[pair.value("id"_L1).toString()] = {pair.value("query"_L1).toString().toStdString(),
                                                 pair.value("passage"_L1).toString().toStdString()};
    }
    const QJsonObject file = golden::json(golden::folder() + kind + "/golden.json"_L1).object();
    std::vector<std::vector<TokenId>> sequences;
    for (const QJsonValue sequence : file.value("sequences"_L1).toArray())
        sequences.push_back(golden::ids(sequence));
    struct Setting
    {
        Instructions instructions;
        LengthLimits limits;
    };
    std::map<QString, Setting> settings;
    for (const QJsonValue value : file.value("settings"_L1).toArray()) {
        const QJsonObject effective = value["effective"_L1].toObject();
        Setting setting;
        setting.instructions.query = instructionOf(effective.value("query_instruction"_L1));
        setting.instructions.passage = instructionOf(effective.value("passage_instruction"_L1));
        setting.instructions.prompt = instructionOf(effective.value("prompt"_L1));
        setting.instructions.queryFormat = effective.value("query_format"_L1).toString().toStdString();
        setting.instructions.passageFormat = effective.value("passage_format"_L1).toString().toStdString();
        setting.limits = {effective.value("max_length"_L1).toInt(), effective.value("query_max_length"_L1).toInt()};
        const QString name = value["name"_L1].toString();
        if (name == "default"_L1)
            setting.instructions = {}; // must come to the same
        if (name.startsWith("max-"_L1) && name.count(QLatin1Char('-')) == 1)
            QCOMPARE(LengthLimits::of(setting.limits.maxLength).queryMaxLength, setting.limits.queryMaxLength);
        settings[name] = setting;
    }

    int overLimit = 0;
    const QJsonArray records = file.value("records"_L1).toArray();
    QVERIFY(records.size() > 700);
    for (const QJsonValue value : records) {
        const QJsonObject record = value.toObject();
        const Setting& setting = settings.at(record.value("setting"_L1).toString());
        const QString id = record.value("pair"_L1).toString();
        const auto& [queryRaw, passageRaw] = pairs.at(id);
        const auto sequence = [&](const char* key) {
            return sequences.at(std::size_t(record.value(QLatin1String(key)).toInt()));
        };
        std::vector<TokenId> query = (*tokenizer)->encode(queryText(setting.instructions, backbone, queryRaw));
        std::vector<TokenId> passage = (*tokenizer)->encode(passageText(setting.instructions, backbone, passageRaw));
        const PairAssembler assembler(backbone, **tokenizer, setting.instructions, 0);
        std::vector<TokenId> row;
        assembler.assemble(query, passage, setting.limits, row);
        const PairAssembler::Layout layout = assembler.layout(int(query.size()), int(passage.size()), setting.limits);
        QCOMPARE(layout.length, int(row.size()));
        QCOMPARE(layout.overLimit, record.contains("over_limit"_L1));
        QVERIFY(!layout.queryClamped);
        overLimit += layout.overLimit;

        query.resize(std::min(query.size(), std::size_t(setting.limits.queryMaxLength)));
        passage.resize(std::min(passage.size(), std::size_t(setting.limits.maxLength)));
        QVERIFY2(query == sequence("query"), qPrintable(id));
        QVERIFY2(passage == sequence("passage"), qPrintable(id));
        QVERIFY2(row == sequence("input"), qPrintable(id));
    }
    QVERIFY(overLimit > 0);
}

void PairInputTest::texts()
{
    Instructions instructions;
    QCOMPARE(queryText(instructions, Backbone::XlmRoberta, "q"), std::string("q"));
    QCOMPARE(passageText(instructions, Backbone::XlmRoberta, "p"), std::string("p"));
    QCOMPARE(queryText(instructions, Backbone::Gemma, "q"), std::string("A: q"));
    QCOMPARE(passageText(instructions, Backbone::MiniCpmLayerwise, "p"), std::string("B: p"));
    instructions.query = "";
    instructions.queryFormat = "never {} used {}";
    QCOMPARE(queryText(instructions, Backbone::Gemma, "q"), std::string("q"));
    instructions.query = "I";
    instructions.queryFormat = "{}: \\n{}!\\n";
    QCOMPARE(queryText(instructions, Backbone::Gemma, "q {} \\n"), std::string("I: \nq {} \\n!\n"));
    instructions.queryFormat = "{{{1}}} {0}{";
    QCOMPARE(queryText(instructions, Backbone::Gemma, "q"), std::string("{q} I{"));
    instructions.queryFormat = "{}";
    QCOMPARE(queryText(instructions, Backbone::Gemma, "q"), std::string("I"));
}

/// A Llama separator has two ids. Where the query leaves room for one of them the library drops the other.
void PairInputTest::separatorCanBeCut()
{
    const PairAssembler assembler(partsOf(Backbone::MiniCpmLayerwise, 2, 3, 0));
    const LengthLimits limits = {10, 100};
    // limit 10 + 2 + 3; 1 + 13 before the separator leave one id of two
    PairAssembler::Layout layout = assembler.layout(13, 5, limits);
    QCOMPARE(layout.passage, 0);
    QCOMPARE(layout.separator, 1);
    QVERIFY(!layout.overLimit);
    QCOMPARE(layout.length, 1 + 13 + 1 + 2 + 3);
    layout = assembler.layout(14, 5, limits);
    QCOMPARE(layout.passage, 5);
    QCOMPARE(layout.separator, 2);
    QVERIFY(layout.overLimit);
}

void PairInputTest::clampedToPositions()
{
    const PairAssembler assembler(partsOf(Backbone::XlmRoberta, 0, 0, 64));
    // The query alone is too long: uncut while the row fits, then the end of the query goes.
    PairAssembler::Layout layout = assembler.layout(50, 4, {40, 60});
    QVERIFY(layout.overLimit && !layout.queryClamped);
    QCOMPARE(layout.length, 58);
    layout = assembler.layout(60, 4, {40, 60});
    QVERIFY(layout.overLimit && layout.queryClamped);
    QCOMPARE(layout.query, 56);
    QCOMPARE(layout.passage, 4);
    QCOMPARE(layout.length, 64);
    // A limit above the positions cuts the passage.
    layout = assembler.layout(30, 500, {512, 384});
    QVERIFY(!layout.overLimit && !layout.queryClamped);
    QCOMPARE(layout.query, 30);
    QCOMPARE(layout.length, 64);
    // ... and the query where that is not enough
    layout = assembler.layout(300, 10, {512, 384});
    QVERIFY(layout.queryClamped);
    QCOMPARE(layout.passage, 10);
    QCOMPARE(layout.length, 64);
}

void PairInputTest::layoutAgreesWithRow()
{
    std::mt19937 random(7);
    const auto pick = [&random](int most) {
        return int(random() % unsigned(most + 1));
    };
    for (int i = 0; i < 30000; ++i) {
        const Backbone backbone = Backbone(pick(2));
        const int positions = pick(3) == 0 ? 0 : 1 + pick(120);
        const PairAssembler assembler(partsOf(backbone, pick(3), pick(12), positions));
        const LengthLimits limits = {pick(90), pick(90)};
        const std::vector<TokenId> query(std::size_t(pick(100)), 1);
        const std::vector<TokenId> passage(std::size_t(pick(100)), 2);
        const PairAssembler::Layout layout = assembler.layout(int(query.size()), int(passage.size()), limits);
        std::vector<TokenId> row = {77};
        assembler.assemble(query, passage, limits, row);
        QCOMPARE(int(row.size()), layout.length + 1);
        QCOMPARE(row.front(), 77);
        QCOMPARE(int(std::count(row.begin(), row.end(), 1)), layout.query);
        QCOMPARE(int(std::count(row.begin(), row.end(), 2)), layout.passage);
        QVERIFY(layout.query <= limits.queryMaxLength && layout.passage <= limits.maxLength);

        const PairAssembler::Parts& parts = assembler.parts();
        const bool encoder = backbone == Backbone::XlmRoberta;
        const int fixed = encoder ? 4 : 1 + int(parts.separator.size() + parts.prompt.size());
        if (positions > fixed + int(parts.separator.size()))
            QVERIFY(layout.length <= positions);
        if (!layout.overLimit) {
            const int rest = encoder ? 0 : 2 * int(parts.separator.size() + parts.prompt.size());
            QVERIFY(layout.length <= limits.maxLength + rest);
        }
        QVERIFY(!layout.queryClamped || positions > 0);
    }
}

QTEST_GUILESS_MAIN(PairInputTest)
#include "tst_pairinput.moc"
