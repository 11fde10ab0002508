// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/worker/doctor.h"

#include "app/worker/builtinpairs.h"
#include "app/worker/bytetokenizer.h"
#include "core/engine/facts.h"
#include "core/engine/fast/operatorschemas.h"
#include "core/engine/kernels/comparison.h"
#include "core/model/shapes.h"
#include "core/telemetry/telemetry.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>
#include <iostream>
#include <new>
#include <optional>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace rw::worker {

namespace {

constexpr std::uint64_t kSeed = 1;

QString text(std::string_view from)
{
    return QString::fromUtf8(from.data(), qsizetype(from.size()));
}

QJsonValue numberOrNull(double value)
{
    return std::isfinite(value) ? QJsonValue(value) : QJsonValue();
}

QString verdictName(engine::PathCheck::Verdict verdict)
{
    switch (verdict) {
    case engine::PathCheck::Verdict::Fine:
        return u"ok"_s;
    case engine::PathCheck::Verdict::Warning:
        return u"warning"_s;
    case engine::PathCheck::Verdict::Failed:
        break;
    }
    return u"failed"_s;
}

class Doctor
{
public:
    Doctor(std::string device, int threads)
        : m_device(std::move(device))
        , m_threads(threads)
    {
        engine::setThreads(m_threads);
    }

    QJsonObject answer(const QJsonObject& request)
    {
        const QString type = request[u"type"].toString();
        try {
            const auto done = type == u"machine" ? machine()
                              : type == u"model" ? model(request)
                              : type == u"check" ? check(request)
                                                 : Result<QJsonObject>(Error{"unknown request \"" + type.toStdString() +
                                                                             "\"; expected machine, model or check"});
            if (done)
                return *done;
            return {{u"error"_s, text(done.error().what)}, {u"hint"_s, text(done.error().hint)}};
        } catch (const std::bad_alloc&) {
            return {{u"error"_s, u"not enough memory"_s}};
        }
    }

private:
    Result<QJsonObject> machine()
    {
        const auto facts = engine::engineFacts();
        QJsonArray openmp;
        for (const auto& file : facts.openmp)
            openmp.append(text(file));
        QJsonArray operators;
        for (const auto& one : engine::operatorSchemas()) {
            operators.append(QJsonObject{
                {u"name"_s, text(one.name)}, {u"expected"_s, text(one.expected)}, {u"found"_s, text(one.found)}});
        }
        QJsonArray sets;
        for (const auto& one : engine::compareKernels()) {
            sets.append(QJsonObject{{u"isa"_s, text(engine::toString(one.isa))},
                                    {u"what"_s, text(one.what)},
                                    {u"largest"_s, numberOrNull(one.largest)},
                                    {u"tolerance"_s, one.tolerance},
                                    {u"verdict"_s, one.same() ? u"ok"_s : u"failed"_s}});
        }
        return QJsonObject{{u"libtorch"_s, text(facts.libtorch)},
                           {u"onednn"_s, text(facts.onednn)},
                           {u"libtorch_capability"_s, text(facts.libtorchCapability)},
                           {u"kernels"_s, text(facts.kernels)},
                           {u"threads"_s, m_threads},
                           {u"openmp"_s, openmp},
                           {u"operators"_s, operators},
                           {u"instruction_sets"_s, sets}};
    }

    Result<QJsonObject> model(const QJsonObject& request)
    {
        m_reference.clear();
        const int wantedLayers = request[u"layers"].toInt();
        if (wantedLayers < 0)
            return Error{"layers is wrong; expected a whole number from 0"};
        auto folder = request.contains(u"shape"_s)
                          ? randomModel(request[u"shape"].toString().toStdString(), wantedLayers, kSeed)
                          : ModelFolder::open(request[u"model"].toString().toStdString());
        if (!folder)
            return folder.error();
        m_folder = std::move(*folder);
        const auto& config = m_folder->config;
        const bool hasTokenizer = !m_folder->tokenizerKind.empty();
        std::unique_ptr<Tokenizer> tokenizer;
        if (hasTokenizer) {
            auto opened = Tokenizer::open(m_folder->path, config.backbone);
            if (!opened)
                return opened.error();
            tokenizer = std::move(*opened);
            const auto yes = tokenizer->encode("Yes");
            m_yes = yes.empty() ? -1 : yes.front();
        } else {
            if (config.vocabularySize < ByteTokenizer::kLeastVocabulary)
                return Error{m_folder->path.string() + ": has no tokenizer, and its vocabulary of " +
                             std::to_string(config.vocabularySize) + " is too small for made-up tokens"};
            tokenizer = std::make_unique<ByteTokenizer>(config.vocabularySize);
            m_yes = config.vocabularySize / 2;
        }
        m_trial = builtInPairs(config, *tokenizer);

        const auto start = monotonicNs();
        auto plain = load(Quantization::Fp32, "cpu", true);
        if (!plain)
            return plain.error();
        auto reference = engine::scoresOneByOne(**plain, m_trial);
        if (!reference)
            return reference.error();
        m_reference = std::move(*reference);
        QJsonArray layers;
        for (const int layer : m_trial.cutoffLayers)
            layers.append(layer);
        qint64 tokens = 0;
        for (const auto& row : m_trial.rows)
            tokens += qint64(row.size());
        return QJsonObject{{u"backbone"_s, text(toString(config.backbone))},
                           {u"layers"_s, config.layers},
                           {u"parameters"_s, qint64(m_folder->parameters)},
                           {u"untrained"_s, m_folder->untrained},
                           {u"cutoff_layers"_s, layers},
                           {u"tokenizer"_s, hasTokenizer},
                           {u"pairs"_s, qint64(m_trial.rows.size())},
                           {u"tokens"_s, tokens},
                           {u"seconds"_s, double(monotonicNs() - start) / 1e9}};
    }

    Result<QJsonObject> check(const QJsonObject& request)
    {
        if (!m_folder || m_reference.empty())
            return Error{"no model is loaded; expected model before check"};
        const auto quantization = quantizationFromString(request[u"quantization"].toString().toStdString());
        if (!quantization)
            return Error{"quantization is wrong; expected fp32, bf16, fp16, int8 or int4"};
        const bool fast = m_device == "cpu";
        auto model = load(*quantization, m_device, !fast);
        if (!model)
            return model.error();
        const auto checks = engine::checkPaths(**model, m_trial, m_reference, *quantization, m_folder->config.backbone,
                                               fast, m_threads);
        if (!checks)
            return checks.error();
        QJsonArray list;
        for (const auto& one : *checks) {
            list.append(QJsonObject{{u"what"_s, text(one.what)},
                                    {u"pairs"_s, qint64(one.pairs)},
                                    {u"largest"_s, numberOrNull(one.largest)},
                                    {u"tolerance"_s, one.tolerance},
                                    {u"verdict"_s, verdictName(one.verdict())}});
        }
        return QJsonObject{{u"fast"_s, fast}, {u"unit"_s, engine::scoreUnit(m_reference)}, {u"checks"_s, list}};
    }

    Result<std::unique_ptr<engine::Model>> load(Quantization quantization, const std::string& device, bool plain) const
    {
        engine::LoadOptions options;
        options.quantization = quantization;
        options.device = device;
        options.plain = plain;
        options.yesToken = m_yes;
        options.deepestLayer = m_trial.cutoffLayers.empty() ? 0 : m_trial.cutoffLayers.back();
        return engine::Model::load(*m_folder, options);
    }

    std::string m_device;
    int m_threads;
    std::optional<ModelFolder> m_folder;
    TokenId m_yes = -1;
    engine::TrialRows m_trial;
    std::vector<float> m_reference; // of the plain path in fp32
};

} // namespace

void doctor(Channel& channel, const std::string& device, int threads)
{
    Doctor doctor(device, threads);
    for (std::string line; std::getline(std::cin, line);) {
        QJsonParseError fault;
        const auto request = QJsonDocument::fromJson(QByteArray::fromStdString(line), &fault);
        const auto answer = request.isObject()
                                ? doctor.answer(request.object())
                                : QJsonObject{{u"error"_s, u"not a JSON object: "_s + fault.errorString()}};
        channel.sendLine(QJsonDocument(answer).toJson(QJsonDocument::Compact) + '\n');
    }
    ::_exit(0);
}

} // namespace rw::worker
