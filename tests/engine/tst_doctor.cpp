// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/facts.h"
#include "core/engine/pathcheck.h"
#include "tests/support/cli.h"
#include "tests/support/tinymodel.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace rw;
using namespace rw::test;
using namespace Qt::StringLiterals;
using engine::PathCheck;

namespace {

/// Scores of the rows themselves, with a fault put in.
class FakeModel : public engine::Model
{
public:
    enum class Fault { None, Drift, Neighbours, Order, NotANumber, Layers, Fails };
    explicit FakeModel(Fault fault)
        : m_fault(fault)
    {
    }

    Status check(std::span<const std::vector<TokenId>>, std::span<const int>) const override { return ok(); }
    Result<engine::Trace> trace(std::span<const TokenId>) override { return Error{"none"}; }
    Result<std::vector<float>> score(std::span<const std::vector<TokenId>> rows, std::span<const int> layers,
                                     const std::atomic<bool>*) override
    {
        if (m_fault == Fault::Fails)
            return Error{"out of order"};
        std::vector<float> scores;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            for (const int layer : layers) {
                float score = float(rows[i].front() + layer);
                if (m_fault == Fault::Drift)
                    score += 0.01F;
                if (m_fault == Fault::Neighbours && rows.size() > 1)
                    score += 0.001F;
                if (m_fault == Fault::Order)
                    score += 0.001F * float(rows[i].front() < rows.front().front());
                if (m_fault == Fault::NotANumber)
                    score = NAN;
                if (m_fault == Fault::Layers && layers.size() == 1)
                    score += 0.001F;
                scores.push_back(score);
            }
        }
        return scores;
    }

private:
    Fault m_fault;
};

using Fault = FakeModel::Fault;

/// The doctor's JSON about the processor alone: tests must not depend on a GPU.
const QStringList kQuick = {u"--devices"_s, u"cpu"_s, u"--threads"_s, u"2"_s, u"--quiet"_s};

} // namespace

class tst_Doctor : public QObject
{
    Q_OBJECT

private:
    Call doctor(const QStringList& arguments) const
    {
        return m_cli.call(QStringList{u"doctor"_s} + arguments + kQuick);
    }

    /// A golden model's folder that may be changed.
    QString copied(const char* kind) const
    {
        const QString target = m_folder.filePath(QLatin1String(QTest::currentTestFunction()));
        QDir().mkpath(target);
        const QDir source(goldenModel(kind));
        for (const auto& name : source.entryList(QDir::Files)) {
            if (!QFile::copy(source.filePath(name), target + u'/' + name))
                qFatal("%s cannot be copied", qPrintable(name));
            QFile::setPermissions(target + u'/' + name, QFile::ReadOwner | QFile::WriteOwner);
        }
        return target;
    }

private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        m_cli.setFolder(m_folder.path());
        m_cli.set("XDG_CACHE_HOME", m_folder.path());
    }

    // A fault of each kind is found by the check that is meant for it.
    void faults_data()
    {
        QTest::addColumn<int>("fault");
        QTest::addColumn<bool>("lossy");
        QTest::addColumn<QString>("failed");
        QTest::addColumn<QString>("warned");
        const auto row = [](const char* name, Fault fault, bool lossy, const QString& failed, const QString& warned) {
            QTest::newRow(name) << int(fault) << lossy << failed << warned;
        };
        row("none", Fault::None, false, {}, {});
        row("drift", Fault::Drift, false, u"first,second"_s, {});
        row("small drift of a lossy type", Fault::Drift, true, {}, {});
        row("neighbours", Fault::Neighbours, false,
            u"first,second,alone or among strangers,alone or all together,each group in a batch of its own"_s, {});
        row("neighbours of a lossy type", Fault::Neighbours, true,
            u"alone or among strangers,alone or all together,each group in a batch of its own"_s, {});
        row("order", Fault::Order, true, u"in another order"_s, {});
        row("layers", Fault::Layers, true, u"one cut-off layer at a time"_s, {});
        row("not a number", Fault::NotANumber, true,
            u"alone or among strangers,alone or all together,each group in a batch of its own,in another order,on 1 thread,one cut-off layer at a time"_s,
            u"first,second"_s);
    }
    void faults()
    {
        QFETCH(int, fault);
        QFETCH(bool, lossy);
        QFETCH(QString, failed);
        QFETCH(QString, warned);
        engine::TrialRows trial;
        trial.rows = {{1, 7}, {2, 7, 7}, {3}};
        trial.groups = {{"first", 0, 1}, {"second", 1, 3}};
        trial.cutoffLayers = {10, 20};
        FakeModel plain(Fault::None);
        const auto reference = engine::scoresOneByOne(plain, trial);
        QVERIFY(bool(reference));
        QCOMPARE(reference->size(), std::size_t(6));
        QCOMPARE(engine::scoreUnit(*reference), 12.0);
        FakeModel model{Fault(fault)};
        const auto checks = engine::checkPaths(
            model, trial, *reference, lossy ? Quantization::Int8 : Quantization::Fp32, Backbone::XlmRoberta, true, 2);
        QVERIFY(bool(checks));
        QStringList failures;
        QStringList warnings;
        for (const auto& one : *checks) {
            if (one.verdict() == PathCheck::Verdict::Failed)
                failures.append(QString::fromStdString(one.what));
            if (one.verdict() == PathCheck::Verdict::Warning)
                warnings.append(QString::fromStdString(one.what));
        }
        QCOMPARE(failures.join(u','), failed);
        QCOMPARE(warnings.join(u','), warned);
    }

    void failureIsPassedOn()
    {
        engine::TrialRows trial;
        trial.rows = {{1}};
        trial.groups = {{"one", 0, 1}};
        FakeModel model(Fault::Fails);
        const std::vector<float> reference = {1};
        const auto checks =
            engine::checkPaths(model, trial, reference, Quantization::Fp32, Backbone::XlmRoberta, true, 1);
        QVERIFY(!checks);
        QCOMPARE(checks.error().what, std::string("out of order"));
    }

    void openmp()
    {
        const std::string maps = "7f00-7f01 r--p 00000000 00:01 1 /opt/torch/lib/libgomp-a34b.so.1\n"
                                 "7f01-7f02 r-xp 00001000 00:01 1 /opt/torch/lib/libgomp-a34b.so.1\n"
                                 "7f02-7f03 rw-p 00000000 00:00 0 \n"
                                 "7f03-7f04 r-xp 00000000 00:01 2 /usr/lib/libompl.txt/libc.so.6\n"
                                 "7f04-7f05 r-xp 00000000 00:01 3 /usr/lib/my libs/libiomp5.so\n";
        const std::vector<std::string> wanted = {"/opt/torch/lib/libgomp-a34b.so.1", "/usr/lib/my libs/libiomp5.so"};
        QVERIFY(engine::openmpLibraries(maps) == wanted);
        QCOMPARE(engine::engineFacts().openmp.size(), std::size_t(1)); // of this process
    }

    void usage_data()
    {
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QString>("error");
        QTest::newRow("nothing") << u""_s << u"one model folder or --shape NAME"_s;
        QTest::newRow("two") << u"a b"_s << u"one model folder or --shape NAME"_s;
        QTest::newRow("type") << u"a --quantizations fp8"_s << u"--quantizations takes fp32"_s;
        QTest::newRow("device") << u"a --devices tpu"_s << u"is no device"_s;
        QTest::newRow("threads") << u"a --threads 0"_s << u"--threads"_s;
        QTest::newRow("layers of a folder") << u"a --layers 2"_s << u"--layers goes with --shape"_s;
        QTest::newRow("shape") << u"--shape bge-large"_s << u"expected one of bge-reranker-v2-m3"_s;
    }
    void usage()
    {
        QFETCH(QString, arguments);
        QFETCH(QString, error);
        const auto call = m_cli.call(QStringList{u"doctor"_s} + arguments.split(u' ', Qt::SkipEmptyParts));
        QCOMPARE(call.code, 2);
        QVERIFY2(call.err.contains(error.toUtf8()), call.err);
        QVERIFY(call.out.isEmpty());
    }

    // Sound models of all backbones in all types of the processor.
    void goldens_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<bool>("layerwise");
        QTest::newRow("xlm-roberta") << goldenModel("xlm-roberta") << false;
        QTest::newRow("gemma") << goldenModel("gemma") << false;
        QTest::newRow("minicpm-layerwise") << goldenModel("minicpm-layerwise") << true;
    }
    void goldens()
    {
        QFETCH(QString, model);
        QFETCH(bool, layerwise);
        const auto call = doctor({model, u"--json"_s});
        QVERIFY2(call.code == 0, call.out + call.err);
        QVERIFY2(call.err.isEmpty(), call.err);
        const auto document = call.json().object();
        QCOMPARE(document[u"failures"].toInt(-1), 0);
        QVERIFY(document[u"tokenizer"].toBool());
        QVERIFY(document[u"onednn"].toString().startsWith(u"v3"));
        QVERIFY(document[u"libtorch"].toString().startsWith(u"2."));
        QCOMPARE(document[u"openmp"].toArray().size(), 1);
        QCOMPARE(document[u"operators"].toArray().size(), 4);
        QCOMPARE(document[u"threads"].toInt(), 2);
        QCOMPARE(document[u"cutoff_layers"].toArray().size(), layerwise ? 3 : 0);
        QMap<QString, int> perType;
        bool drifted = false;
        for (const auto value : document[u"checks"].toArray()) {
            const auto one = value.toObject();
            const auto type = one[u"quantization"].toString();
            ++perType[type];
            QVERIFY(one[u"pairs"].toInt() > 0);
            QVERIFY(one[u"tolerance"].toDouble() > 0);
            QVERIFY(one[u"verdict"].toString() != u"failed");
            // Bf16 that drifts not at all was not computed in bf16.
            drifted = drifted || (type == u"bf16" && one[u"largest"].toDouble() > 1e-4);
            if (type == u"fp32")
                QVERIFY(one[u"largest"].toDouble() < 2e-5);
        }
        QVERIFY(drifted);
        const int checks = layerwise ? 12 : 11;
        QCOMPARE(perType, (QMap<QString, int>{
                              {u"bf16"_s, checks}, {u"fp32"_s, checks}, {u"int4"_s, checks}, {u"int8"_s, checks}}));
    }

    void table()
    {
        const auto call = doctor({goldenModel("gemma"), u"--quantizations"_s, u"fp32,fp32"_s});
        QVERIFY2(call.code == 0, call.err);
        for (const char* part : {"gemma, 3 layers", "LibTorch 2.", "oneDNN v", "OpenMP: /", "2 threads",
                                 "mkldnn::_linear_pointwise", "long pairs", "one query, many passages",
                                 "one pair at several lengths", "Nothing is out of tolerance, 0 warnings."})
            QVERIFY2(call.out.contains(part), call.out);
        QCOMPARE(call.out.count("long pairs"), 1);
    }

    void shape()
    {
        const auto call = doctor({u"--shape"_s, u"bge-reranker-base"_s, u"--layers"_s, u"1"_s, u"--quantizations"_s,
                                  u"int8"_s, u"--json"_s});
        QVERIFY2(call.code == 0, call.out + call.err);
        QCOMPARE(call.json()[u"model"].toString(), u"bge-reranker-base"_s);
        QVERIFY(call.json()[u"untrained"].toBool());
        QCOMPARE(call.json()[u"warnings"].toInt(-1), 0);
    }

    void noTokenizer()
    {
        const auto model = copied("xlm-roberta");
        for (const auto& name : {u"/tokenizer.json"_s, u"/sentencepiece.bpe.model"_s})
            QVERIFY(QFile::remove(model + name));
        const auto call = doctor({model, u"--quantizations"_s, u"fp32"_s});
        QVERIFY2(call.code == 0, call.out + call.err);
        QVERIFY2(call.out.contains("no tokenizer: made-up token ids"), call.out);
        QVERIFY2(call.out.contains("1 warnings"), call.out);
    }

    void brokenTokenizer()
    {
        const auto model = copied("xlm-roberta");
        writeFile(model + u"/tokenizer.json"_s, "{\"model\": 3}");
        const auto call = doctor({model});
        QCOMPARE(call.code, 1);
        QVERIFY2(call.err.contains("tokenizer.json"), call.err);
        QCOMPARE(call.err.count('\n'), 1);
        QVERIFY(call.out.isEmpty());
    }

    void brokenFolder_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("error");
        QTest::newRow("missing") << u"no-such-folder"_s << u"no-such-folder"_s;
        QTest::newRow("empty") << u"."_s << u"config.json"_s;
    }
    void brokenFolder()
    {
        QFETCH(QString, model);
        QFETCH(QString, error);
        const auto call = doctor({model, u"--json"_s});
        QCOMPARE(call.code, 1);
        QVERIFY2(call.err.contains(error.toUtf8()), call.err);
        QCOMPARE(call.err.count('\n'), 1);
        QVERIFY(call.out.isEmpty());
    }

    void cutWeights()
    {
        const auto model = copied("xlm-roberta");
        QFile weights(model + u"/model.safetensors"_s);
        QVERIFY(weights.resize(weights.size() / 2));
        const auto call = doctor({model});
        QCOMPARE(call.code, 1);
        QVERIFY2(call.err.contains("model.safetensors"), call.err);
        QCOMPARE(call.err.count('\n'), 1);
    }

    // Scores that are no numbers are no agreement, though both paths give them.
    void notANumber()
    {
        const auto model = copied("xlm-roberta");
        QFile weights(model + u"/model.safetensors"_s);
        QVERIFY(weights.open(QIODevice::ReadWrite));
        const auto head = weights.read(8);
        quint64 length = 0;
        std::memcpy(&length, head.constData(), 8);
        const auto header = QJsonDocument::fromJson(weights.read(qint64(length))).object();
        const auto begin = header[u"classifier.out_proj.bias"][u"data_offsets"][0].toInteger(-1);
        QVERIFY(begin >= 0);
        QVERIFY(weights.seek(8 + qint64(length) + begin));
        QCOMPARE(weights.write(QByteArray::fromHex("0000c07f")), 4); // NaN
        weights.close();
        const auto call = doctor({model, u"--quantizations"_s, u"fp32,bf16"_s, u"--json"_s});
        QCOMPARE(call.code, 1);
        const auto document = call.json().object();
        QVERIFY(document[u"failures"].toInt() > 0);
        for (const auto value : document[u"checks"].toArray()) {
            QVERIFY(value[u"largest"].isNull());
            QVERIFY(value[u"verdict"].toString() != u"ok");
        }
        const auto text = doctor({model, u"--quantizations"_s, u"fp32"_s});
        QCOMPARE(text.code, 1);
        QVERIFY2(text.out.contains("not a number") && text.out.contains("11 failed"), text.out);
    }

    void wrongType()
    {
        const auto call = doctor({goldenModel("gemma"), u"--quantizations"_s, u"fp32,fp16"_s});
        QCOMPARE(call.code, 1);
        QVERIFY2(call.err.contains("can run fp16; cpu can run fp32, bf16, int8, int4"), call.err);
    }

private:
    QTemporaryDir m_folder;
    Cli m_cli;
};

QTEST_GUILESS_MAIN(tst_Doctor)
#include "tst_doctor.moc"
