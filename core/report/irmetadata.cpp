// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/irmetadata.h"

#include "core/report/sections/withoutfolders.h"
#include "core/report/yamltext.h"
#include "core/store/runfacts.h"
#include "core/store/workspacereader.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace rw {

namespace {

std::string platformOf(const RunFacts& facts, const QJsonObject& start)
{
    const QJsonObject machine = start[QLatin1String("machine")].toObject();
    const QJsonObject libraries = start[QLatin1String("libraries")].toObject();
    const auto text = [](const QJsonValue& value) {
        return yamlText(value.toString().toStdString());
    };
    std::string out =
        "platform:\n  hardware:\n    cpu:\n      model: " + text(machine[QLatin1String("processor")]) +
        "\n      number of cores: " + std::to_string(machine[QLatin1String("cores")].toInt()) +
        "\n    ram: " + yamlText(std::to_string(qint64(machine[QLatin1String("memory_bytes")].toDouble())) + " bytes") +
        "\n";
    std::string gpus;
    for (const auto& lane : facts.lanes)
        if (lane.device != "cpu")
            gpus += "      - model: " + yamlText(lane.name) + "\n        driver: " + yamlText(lane.driver) + "\n";
    if (!gpus.empty())
        out += "    gpu:\n" + gpus;
    out += "  operating system:\n    distribution: " + text(machine[QLatin1String("os")]) +
           "\n    kernel: " + text(machine[QLatin1String("kernel")]) + "\n  software:\n    libraries:\n";
    for (auto it = libraries.begin(); it != libraries.end(); ++it)
        out += "      " + it.key().toStdString() + ": " + text(*it) + "\n";
    if (!facts.lanes.empty())
        out += "      libtorch: " + yamlText(facts.lanes.front().libtorch) + "\n";
    return out + "    retrieval toolkit: [" + yamlText("Rerank Workbench " + facts.program) + "]\n";
}

} // namespace

Result<std::string> irMetadata(WorkspaceReader& reader, const std::filesystem::path& workspace, std::int64_t unit,
                               const std::string& tag)
{
    const auto units = reader.units();
    const auto models = reader.models();
    const auto datasets = reader.datasets();
    for (const Error* error :
         {units ? nullptr : &units.error(), models ? nullptr : &models.error(), datasets ? nullptr : &datasets.error()})
        if (error)
            return *error;
    const auto own = std::find_if(units->begin(), units->end(), [&](const UnitRecord& one) { return one.id == unit; });
    if (own == units->end())
        return Error{workspace.string() + ": there is no unit " + std::to_string(unit)};
    const auto model =
        std::find_if(models->begin(), models->end(), [&](const ModelRecord& one) { return one.id == own->model; });
    const auto dataset = std::find_if(datasets->begin(), datasets->end(),
                                      [&](const DatasetRecord& one) { return one.id == own->dataset; });
    const auto facts = runFacts(workspace, own->run);
    const auto starts = reader.starts(own->run);
    if (!facts)
        return facts.error();
    if (!starts)
        return starts.error();
    const QJsonObject start = starts->empty()
                                  ? QJsonObject()
                                  : QJsonDocument::fromJson(QByteArray::fromStdString(starts->front().second)).object();
    const auto data = facts->data.find(own->dataset);
    const auto input = facts->units.find(own->id);
    const std::string candidates = yamlText(withoutFolders(dataset->candidateSource));

    std::string yaml =
        "schema version: 0.2\ntag: " + yamlText(tag) + "\n" + platformOf(*facts, start) +
        "implementation:\n  executable:\n    cmd: \"rerank-cli run experiment.json --workspace "
        "new.rwb\"\n  source:\n    lang: [\"c++\"]\n    commit: " +
        yamlText(start[QLatin1String("program")].toObject()[QLatin1String("build_id")].toString().toStdString()) +
        "\ndata:\n  test collection:\n    name: " + yamlText(dataset->name) +
        "\n    content sha256: " + yamlText(dataset->contentHash) + "\n";
    if (data != facts->data.end())
        yaml += "    qrels sha256: " + yamlText(data->second.judgmentsHash) +
                "\n    candidates sha256: " + yamlText(data->second.candidatesHash) + "\n";
    yaml += "method:\n  automatic: true\n  score ties: \"score desc, docid desc (bytes), float32\"\n  retrieval:\n"
            "    - name: " +
            candidates + "\n    - name: " + yamlText(own->modelName) + "\n      method: " + yamlText(model->backbone) +
            "\n      reranks: " + candidates + "\n      fingerprint: " + yamlText(model->fingerprint) +
            "\n      untrained: " + (own->untrained ? "true" : "false") +
            "\n      max length: " + std::to_string(own->maxLength) +
            "\n      quantization: " + yamlText(own->quantization) + "\n";
    if (own->cutoffLayer > 0)
        yaml += "      cutoff layer: " + std::to_string(own->cutoffLayer) + "\n";
    if (input != facts->units.end() && !input->second.options.empty())
        yaml += "      input: " + input->second.options + "\n"; // JSON is YAML

    std::string out = "# ir_metadata.start\n";
    for (std::size_t begin = 0; begin < yaml.size();) {
        const std::size_t end = yaml.find('\n', begin);
        out += "# " + yaml.substr(begin, end - begin) + "\n";
        begin = end + 1;
    }
    return out + "# ir_metadata.end\n";
}

} // namespace rw
