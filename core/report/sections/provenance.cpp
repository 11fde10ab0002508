// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/buildid.h"
#include "core/report/documenttext.h"
#include "core/report/sections/cells.h"
#include "core/report/sections/sections.h"
#include "core/report/sections/withoutfolders.h"
#include "core/report/yamltext.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <set>

namespace rw {

namespace {

std::string sha256(const std::string& text)
{
    return QCryptographicHash::hash(QByteArray::fromStdString(text), QCryptographicHash::Sha256).toHex().toStdString();
}

/// Of what the numbers of the report are made of: identities of all units, and of each its value for every query.
std::string resultsHash(const ReportData& data)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const auto add = [&](const std::string& text) {
        hash.addData(QByteArray::fromStdString(text + '\n'));
    };
    std::map<std::int64_t, std::string> models, datasets;
    for (const auto& model : data.models)
        models[model.id] = model.fingerprint;
    for (const auto& dataset : data.datasets)
        datasets[dataset.id] = dataset.contentHash;
    for (const auto& unit : data.units) {
        const auto facts = data.facts.units.find(unit.id);
        add(models[unit.model] + ' ' + datasets[unit.dataset] + ' ' + std::to_string(unit.maxLength) + ' ' +
            unit.quantization + ' ' + std::to_string(unit.cutoffLayer) + ' ' + std::to_string(unit.scored) +
            (facts == data.facts.units.end() ? "" : ' ' + facts->second.options));
        for (const auto& part : data.parts)
            if (const auto* result = ReportData::resultOf(part, unit.id))
                for (const auto& values : result->valuesByQuery)
                    for (const double value : values)
                        add(allDigits(value));
    }
    return hash.result().toHex().toStdString();
}

void addModels(std::string& out, const ReportData& data)
{
    out += "models:\n";
    for (const auto& model : data.models) {
        out += "  - name: " + yamlText(model.name) + "\n    backbone: " + yamlText(model.backbone) +
               "\n    fingerprint: " + yamlText(model.fingerprint) +
               "\n    parameters: " + std::to_string(model.parameters) +
               "\n    untrained: " + (model.untrained ? "true" : "false") + "\n";
        if (data.request.showPaths)
            out += "    path: " + yamlText(model.path) + "\n";
        if (const auto facts = data.facts.models.find(model.id); facts != data.facts.models.end())
            out += "    dtype_stored: " + yamlText(facts->second.weightsDtype) +
                   "\n    weight_bytes: " + std::to_string(facts->second.weightBytes) + "\n";
        std::set<std::string> quantizations, options;
        std::set<int> layers;
        std::set<std::pair<int, int>> lengths;
        std::set<std::int64_t> engines;
        for (const auto& unit : data.units) {
            const auto facts = data.facts.units.find(unit.id);
            if (unit.model != model.id || facts == data.facts.units.end())
                continue;
            quantizations.insert(unit.quantization);
            if (unit.cutoffLayer > 0)
                layers.insert(unit.cutoffLayer);
            lengths.insert({unit.maxLength, facts->second.queryMaxLength});
            options.insert(facts->second.options);
            engines.insert(facts->second.engine);
        }
        const auto list = [&](const char* key, const auto& values, auto text) {
            if (values.empty())
                return;
            out += std::string("    ") + key + ": [";
            std::string separator;
            for (const auto& value : values) {
                out += separator + text(value);
                separator = ", ";
            }
            out += "]\n";
        };
        list("dtype_run", quantizations, [](const std::string& one) { return yamlText(one); });
        list("layer_cutoff", layers, [](int one) { return std::to_string(one); });
        list("max_length", lengths, [](const auto& one) { return std::to_string(one.first); });
        list("query_max_length", lengths, [](const auto& one) { return std::to_string(one.second); });
        list("engine", engines, [](std::int64_t one) { return std::to_string(one); });
        // JSON is YAML.
        list("input", options, [](const std::string& one) { return one.empty() ? std::string("{}") : one; });
    }
}

void addData(std::string& out, const ReportData& data)
{
    out += "data:\n";
    for (const auto& dataset : data.datasets) {
        out += "  - name: " + yamlText(dataset.name) + "\n    content_sha256: " + yamlText(dataset.contentHash) + "\n";
        if (data.request.showPaths)
            out += "    path: " + yamlText(dataset.path) + "\n";
        if (const auto facts = data.facts.data.find(dataset.id); facts != data.facts.data.end())
            out += "    qrels_sha256: " + yamlText(facts->second.judgmentsHash) +
                   "\n    candidates_sha256: " + yamlText(facts->second.candidatesHash) + "\n";
        out += "    candidates_from: " + yamlText(data.shown(dataset.candidateSource)) +
               "\n    queries: " + std::to_string(dataset.queries) +
               "\n    documents: " + std::to_string(dataset.passages) +
               "\n    pairs: " + std::to_string(dataset.candidates) +
               "\n    judgments: " + std::to_string(dataset.judgments) + "\n";
    }
}

void addHardware(std::string& out, const ReportData& data)
{
    out += "hardware:\n  machine: " + yamlText(data.run.machine) + "\n  workers:\n";
    for (const auto& lane : data.facts.lanes) {
        out += "    - device: " + yamlText(lane.device) + "\n      name: " + yamlText(lane.name) +
               "\n      features: " + yamlText(lane.features) + "\n      threads: " + std::to_string(lane.threads) +
               "\n      build: " + yamlText(lane.build) + "\n      libtorch: " + yamlText(lane.libtorch) + "\n";
        if (!lane.driver.empty())
            out += "      driver: " + yamlText(lane.driver) + "\n";
    }
}

void addConditions(std::string& out, const ReportData& data)
{
    std::int64_t throttled = 0, foreign = 0, reused = 0, pairs = 0, scored = 0;
    bool isMeasured = false;
    for (const auto& lane : data.facts.lanes) {
        throttled += lane.throttled.value_or(0);
        foreign += lane.foreignOnGpu.value_or(0);
        isMeasured |= lane.throttled.has_value();
    }
    std::int64_t failed = 0;
    for (const auto& unit : data.units) {
        reused += unit.reused;
        pairs += unit.pairs;
        scored += unit.scored;
        failed += unit.status == "failed";
    }
    out +=
        "conditions:\n  looks_throttled: " + (isMeasured ? std::to_string(throttled) : "null") +
        "\n  looks_with_others_on_gpu: " + (isMeasured ? std::to_string(foreign) : "null") +
        "\n  foreign_processors: " + (data.facts.foreignCores ? numberText(*data.facts.foreignCores, "%.3f") : "null") +
        "\nintegrity:\n  configurations: " + std::to_string(data.units.size()) +
        "\n  failed: " + std::to_string(failed) + "\n  pairs: " + std::to_string(pairs) +
        "\n  scored: " + std::to_string(scored) + "\n  reused: " + std::to_string(reused) +
        "\n  retried_batches: " + std::to_string(data.facts.retriedBatches) +
        "\n  problems: " + std::to_string(data.problems.size()) + "\n";
}

} // namespace

std::string provenanceYaml(const ReportData& data)
{
    std::string out = "report:\n  schema: 1\n  results_sha256: " + yamlText(resultsHash(data)) +
                      "\n  app_version: " + yamlText(RW_VERSION) + "\n  build_id: " + yamlText(buildId()) +
                      "\n  compiler: " + yamlText(__VERSION__) + "\n";
    out += "run:\n  uuid: " + yamlText(data.facts.uuid) + "\n  started: " + yamlText(data.run.startedAt) +
           "\n  finished: " + yamlText(data.run.endedAt) + "\n  status: " + yamlText(data.run.status) +
           "\n  user_label: " + yamlText(data.run.name) + "\n  scenario: " + yamlText(data.facts.scenario) +
           "\n  program: " + yamlText(data.facts.program) +
           "\n  spec_sha256: " + yamlText(sha256(experimentText(data.run.experiment, data.request.showPaths))) +
           "\n  command: \"rerank-cli run experiment.json --workspace new.rwb\"\n";
    addModels(out, data);
    addData(out, data);
    out +=
        "metrics:\n  measure: " + yamlText(data.measure()) +
        "\n  gain: " + yamlText(data.request.measure.exponentialGain ? "exponential" : "linear") +
        "\n  relevance_level: " + std::to_string(data.request.measure.relevanceLevel) +
        "\n  unjudged: " + yamlText(data.request.measure.judgedOnly ? "left out" : "not relevant") +
        "\n  tie_rule: \"score desc, docid desc (bytes), float32\"\n  oracle: \"trec_eval-9.0.8\"\n"
        "stats:\n  tests: [\"paired randomisation\"]\n  permutations: 100000\n  bootstrap: 10000\n  ci: \"BCa 95 %\"\n"
        "  correction: \"Holm\"\n  alpha: 0.05\n  margin: 0.01\n  seeds: {permutation: 0, bootstrap: 0}\n";
    addHardware(out, data);
    out += "starts:\n";
    for (const auto& [at, json] : data.starts) {
        out += "  - at: " + yamlText(at) + "\n";
        const auto object =
            QJsonDocument::fromJson(QByteArray::fromStdString(jsonText(json, data.request.showPaths))).object();
        out += yamlBlock(object, 2);
    }
    if (data.starts.empty())
        out.insert(out.size() - 1, " []");
    addConditions(out, data);
    return out;
}

Document::Section provenanceSection(const ReportData& data)
{
    Document::Section section;
    section.blocks.push_back(plain("What every number above rests on, for people and programs (YAML):"));
    section.blocks.push_back(Document::Code{provenanceYaml(data), "yaml"});
    section.blocks.push_back(plain(
        std::string("To repeat it, save the experiment as experiment.json") +
        (data.request.showPaths ? ""
                                : ", put the models into models/ and the data into data/ beside it (links will do),") +
        " and call: rerank-cli run experiment.json --workspace new.rwb"));
    section.blocks.push_back(Document::Code{experimentText(data.run.experiment, data.request.showPaths), "json"});
    return section;
}

} // namespace rw
