// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/sections/cells.h"
#include "core/report/sections/sections.h"

#include <cmath>
#include <set>
#include <tuple>

namespace rw {

namespace {

template <class T>
std::string joined(const std::set<T>& values)
{
    std::string text;
    for (const auto& value : values) {
        text += text.empty() ? "" : ", ";
        if constexpr (std::is_same_v<T, std::string>)
            text += value;
        else
            text += std::to_string(value);
    }
    return text;
}

Document::Table modelsTable(const ReportData& data)
{
    Document::Table table{
        "models",
        "Models",
        {"model", "backbone", "parameters", "layers", "usable length", "weights", "size", "fingerprint"},
        {}};
    for (const auto& model : data.models) {
        const auto facts = data.facts.models.find(model.id);
        const bool known = facts != data.facts.models.end() && facts->second.weightBytes > 0;
        table.rows.push_back(
            {textCell(model.name + (model.untrained ? " (untrained)" : "")), textCell(model.backbone),
             countCell(model.parameters), countCell(model.layers), countCell(model.maxLength),
             known ? textCell(facts->second.weightsDtype) : noCell(),
             known ? Document::Cell{bytesText(facts->second.weightBytes), double(facts->second.weightBytes)} : noCell(),
             textCell(model.fingerprint)});
    }
    return table;
}

Document::Table datasetsTable(const ReportData& data)
{
    Document::Table table{"datasets",
                          "Data sets",
                          {"data set", "format", "split", "candidates from", "queries", "passages", "candidates",
                           "judgments", "content SHA-256"},
                          {}};
    for (const auto& dataset : data.datasets)
        table.rows.push_back({textCell(dataset.name), textCell(dataset.format), textCell(dataset.split),
                              textCell(data.shown(dataset.candidateSource)), countCell(dataset.queries),
                              countCell(dataset.passages), countCell(dataset.candidates), countCell(dataset.judgments),
                              textCell(dataset.contentHash)});
    return table;
}

} // namespace

Document::Section setupSection(const ReportData& data)
{
    Document::Section section;
    std::set<int> lengths, layers;
    std::set<std::string> quantizations;
    for (const auto& unit : data.units) {
        lengths.insert(unit.maxLength);
        quantizations.insert(unit.quantization);
        if (unit.cutoffLayer > 0)
            layers.insert(unit.cutoffLayer);
    }
    section.blocks.push_back(plain(
        "Length limits: " + joined(lengths) + " tokens. Quantizations: " + joined(quantizations) + "." +
        (layers.empty() ? "" : " Cut-off layers: " + joined(layers) + ".") + " Machine: " + data.run.machine + "."));
    section.blocks.push_back(modelsTable(data));
    section.blocks.push_back(datasetsTable(data));
    return section;
}

} // namespace rw
