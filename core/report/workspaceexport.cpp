// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/workspaceexport.h"

#include "core/report/csvtext.h"
#include "core/report/irmetadata.h"
#include "core/store/workspacereader.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QJsonValue>

#include <array>
#include <charconv>
#include <cstdio>

namespace rw {

namespace {

using Value = WorkspaceReader::Value;
using Format = ExportRequest::Format;

std::string csv(const Value& value)
{
    if (const auto* number = std::get_if<std::int64_t>(&value))
        return std::to_string(*number);
    if (const auto* number = std::get_if<double>(&value)) {
        std::array<char, 32> text;
        return {text.data(), std::to_chars(text.data(), text.data() + text.size(), *number).ptr};
    }
    if (const auto* text = std::get_if<std::string>(&value))
        return csvText(*text);
    return {};
}

QJsonValue json(const Value& value)
{
    if (const auto* number = std::get_if<std::int64_t>(&value))
        return qint64(*number);
    if (const auto* number = std::get_if<double>(&value))
        return *number;
    if (const auto* text = std::get_if<std::string>(&value))
        return QString::fromStdString(*text);
    return QJsonValue::Null;
}

/// Rows of a table in one of the table formats.
class TableWriter
{
public:
    TableWriter(Format format, const std::function<bool(std::string_view)>& sink)
        : m_format(format)
        , m_sink(sink)
    {
    }

    /// A table without rows has its head, too.
    bool head(const std::vector<std::string>& names)
    {
        std::string text;
        if (m_format == Format::Csv)
            line(text, names, [](const std::string& name) { return csvText(name); });
        return text.empty() || m_sink(text);
    }

    bool row(const std::vector<std::string>& names, const std::vector<Value>& values)
    {
        std::string text;
        if (m_format == Format::Csv) {
            line(text, values, [](const Value& value) { return csv(value); });
        } else {
            QJsonObject object;
            for (std::size_t i = 0; i < names.size(); ++i)
                object.insert(QString::fromStdString(names[i]), json(values[i]));
            if (m_format == Format::Json)
                text = m_rows == 0 ? "[\n" : ",\n";
            text += QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
            if (m_format == Format::JsonLines)
                text += '\n';
        }
        ++m_rows;
        return m_sink(text);
    }

    bool end() { return m_format != Format::Json || m_sink(m_rows == 0 ? "[]\n" : "\n]\n"); }

private:
    template <class Items, class ToText>
    static void line(std::string& text, const Items& items, ToText toText)
    {
        bool first = true;
        for (const auto& item : items) {
            text += first ? "" : ",";
            text += toText(item);
            first = false;
        }
        text += "\r\n"; // RFC 4180
    }

    Format m_format;
    const std::function<bool(std::string_view)>& m_sink;
    std::int64_t m_rows = 0;
};

Error notWritten()
{
    return {"the export could not be written"};
}

/// The fields of a TREC run are apart by blanks, so none may be inside.
Status checkId(const ExportRequest& request, const std::string& id)
{
    if (!id.empty() && id.find_first_of(" \t\r\n\v\f") == std::string::npos)
        return ok();
    return Error{request.workspace.string() + ": the id \"" + id + "\" has a blank in it; a TREC run cannot hold it",
                 {},
                 "export --what scores --format csv can"};
}

Status exportRun(WorkspaceReader& reader, const ExportRequest& request,
                 const std::function<bool(std::string_view)>& sink)
{
    auto run = reader.unitRun(request.unit);
    if (!run)
        return run.error();
    if (run->queries.empty())
        return Error{request.workspace.string() + ": unit " + std::to_string(request.unit) + " has no scores"};
    for (const auto& [query, documents] : run->queries) {
        if (auto status = checkId(request, query); !status)
            return status;
        for (const auto& document : documents) {
            if (auto status = checkId(request, document.document); !status)
                return status;
        }
    }
    if (request.metadata) {
        const auto metadata = irMetadata(reader, request.workspace, request.unit, run->tag);
        if (!metadata)
            return metadata.error();
        if (!sink(*metadata))
            return notWritten();
    }
    for (auto& [query, documents] : run->queries) {
        rankDocuments(documents);
        int rank = 0;
        for (const auto& document : documents) {
            // 9 significant digits: a float reads back the same, so ties stay ties.
            std::array<char, 32> score;
            std::snprintf(score.data(), score.size(), "%.9g", double(document.score));
            const std::string line = query + " Q0 " + document.document + " " + std::to_string(++rank) + " " +
                                     score.data() + " " + run->tag + "\n";
            if (!sink(line))
                return notWritten();
        }
    }
    return ok();
}

Status exportMetrics(WorkspaceReader& reader, const ExportRequest& request, TableWriter& table)
{
    const auto units = reader.units(request.run);
    if (!units)
        return units.error();
    const std::vector<std::string> names = {"unit",         "model",        "untrained", "dataset",  "max_length",
                                            "quantization", "cutoff_layer", "status",    "query_id", "measure",
                                            "value",        "base",         "ceiling"};
    if (!table.head(names))
        return notWritten();
    for (const auto& unit : *units) {
        if (request.unit != 0 && unit.id != request.unit)
            continue;
        const auto evaluation = reader.evaluateUnit(unit.id, request.measures);
        if (!evaluation)
            return evaluation.error();
        const auto row = [&](const std::string& query, std::size_t measure, Value value, Value base, Value ceiling) {
            return table.row(names, {unit.id, unit.modelName, std::int64_t(unit.untrained), unit.datasetName,
                                     std::int64_t(unit.maxLength), unit.quantization, std::int64_t(unit.cutoffLayer),
                                     unit.status, query, request.measures[measure].name, std::move(value),
                                     std::move(base), std::move(ceiling)});
        };
        for (std::size_t query = 0; query < evaluation->queryIds.size(); ++query) {
            for (std::size_t measure = 0; measure < request.measures.size(); ++measure) {
                if (!row(evaluation->queryIds[query], measure, evaluation->values[query][measure], {}, {}))
                    return notWritten();
            }
        }
        // A mean over half a unit is no mean.
        for (std::size_t measure = 0; evaluation->complete && measure < request.measures.size(); ++measure) {
            if (!row("all", measure, evaluation->mean[measure], evaluation->base[measure],
                     evaluation->ceiling[measure]))
                return notWritten();
        }
    }
    return ok();
}

} // namespace

Status exportWorkspace(const ExportRequest& request, const std::function<bool(std::string_view)>& sink)
{
    const auto reader = WorkspaceReader::open(request.workspace);
    if (!reader)
        return reader.error();
    if (request.what == ExportRequest::What::Run)
        return exportRun(**reader, request, sink);

    TableWriter table(request.format, sink);
    if (request.what == ExportRequest::What::Metrics) {
        if (auto status = exportMetrics(**reader, request, table); !status)
            return status;
    } else {
        WorkspaceReader::View view{"v_scores", request.run, request.unit};
        if (request.what == ExportRequest::What::Latency)
            view.name = "v_latency";
        else if (request.what == ExportRequest::What::Devices)
            view.name = "v_devices";
        bool written = true;
        const auto status = (*reader)->eachRow(
            view,
            [&](const auto& names, const auto& values) {
                written = table.row(names, values);
                return written;
            },
            [&](const auto& names) {
                written = table.head(names);
                return written;
            });
        if (!status)
            return status;
        if (!written)
            return notWritten();
    }
    return table.end() ? ok() : Status(notWritten());
}

} // namespace rw
