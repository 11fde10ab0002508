// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/experiment.h"

#include "core/base/mappedfile.h"
#include "core/base/sha256.h"
#include "core/metrics/measures.h"

#include <simdjson.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <limits>
#include <set>

namespace rw {

namespace {

namespace od = simdjson::ondemand;

constexpr int kMaxLength = 1 << 20;

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

QJsonObject datasetJson(const Experiment::DatasetEntry& dataset)
{
    QJsonObject object{{QStringLiteral("path"), text(dataset.path.string())}};
    if (!dataset.options.split.empty())
        object.insert(QStringLiteral("split"), text(dataset.options.split));
    if (!dataset.options.format.empty())
        object.insert(QStringLiteral("format"), text(dataset.options.format));
    if (dataset.options.run)
        object.insert(QStringLiteral("run"), text(dataset.options.run->string()));
    if (dataset.options.topK > 0)
        object.insert(QStringLiteral("top_k"), dataset.options.topK);
    if (dataset.options.maxQueries > 0)
        object.insert(QStringLiteral("max_queries"), dataset.options.maxQueries);
    return object;
}

/// Walks the document once. The first fault sticks, with the line of the value that it is about.
class Parser
{
public:
    Parser(const std::string& fileName, const std::filesystem::path& folder, const simdjson::padded_string& text)
        : m_fileName(fileName)
        , m_folder(folder)
        , m_text(text)
    {
    }

    Result<Experiment> parse()
    {
        od::parser parser;
        od::document document;
        if (const auto code = parser.iterate(m_text).get(document))
            return at(1, "is not JSON: " + std::string(simdjson::error_message(code)));
        od::object object;
        if (document.get_object().get(object))
            return at(1, "an experiment is a JSON object { … }; something else was found");

        eachField(object, [this](std::string_view key, od::value value) { field(key, value); });
        if (!m_error)
            checkWhole();
        if (m_error)
            return *m_error;
        return m_experiment;
    }

private:
    Error at(int line, const std::string& what) const
    {
        return {m_fileName + ":" + std::to_string(line) + ": " + what};
    }

    int lineOf(const char* place) const
    {
        const auto offset = std::clamp<std::ptrdiff_t>(place - m_text.data(), 0, std::ptrdiff_t(m_text.size()));
        return 1 + int(std::count(m_text.begin(), m_text.begin() + offset, '\n'));
    }

    /// The line comes from the token itself: reading the value moves the parser on.
    static const char* placeOf(od::value& value) { return value.raw_json_token().data(); }

    void fault(const char* place, const std::string& what)
    {
        if (!m_error)
            m_error = at(lineOf(place), what);
    }

    template <class Handler>
    void eachField(od::object& object, Handler handler)
    {
        std::set<std::string> seen;
        for (auto field : object) {
            std::string_view key;
            od::value value;
            if (field.error() || field.unescaped_key().get(key) || field.value().get(value)) {
                syntax(field.error());
                return;
            }
            const std::string name(key);
            if (!seen.insert(name).second)
                fault(placeOf(value), "the key \"" + name + "\" is there twice");
            handler(std::string_view(name), value);
            if (m_error)
                return;
        }
    }

    template <class Handler>
    void eachItem(std::string_view key, od::value& value, Handler handler)
    {
        const char* place = placeOf(value);
        od::array array;
        if (value.get_array().get(array)) {
            fault(place, "\"" + std::string(key) + "\" must be a list [ … ]");
            return;
        }
        int items = 0;
        for (auto item : array) {
            od::value element;
            if (item.get(element)) {
                syntax(item.error());
                return;
            }
            handler(element);
            ++items;
            if (m_error)
                return;
        }
        if (items == 0)
            fault(place, "\"" + std::string(key) + "\" is an empty list; at least one entry is needed");
    }

    void syntax(simdjson::error_code code)
    {
        if (!m_error)
            m_error = at(1, "is not JSON: " + std::string(simdjson::error_message(code)));
    }

    std::string text(std::string_view key, od::value& value)
    {
        const char* place = placeOf(value);
        std::string_view result;
        if (value.get_string().get(result)) {
            fault(place, "\"" + std::string(key) + "\" must be a text in quotation marks");
            return {};
        }
        return std::string(result);
    }

    std::int64_t integer(std::string_view key, od::value& value, std::int64_t least, std::int64_t most)
    {
        const char* place = placeOf(value);
        std::int64_t result = 0;
        if (value.get_int64().get(result) || result < least || result > most) {
            fault(place, "\"" + std::string(key) + "\" must be a whole number from " + std::to_string(least) + " to " +
                             std::to_string(most));
            return least;
        }
        return result;
    }

    bool flag(std::string_view key, od::value& value)
    {
        const char* place = placeOf(value);
        bool result = false;
        if (value.get_bool().get(result))
            fault(place, "\"" + std::string(key) + "\" must be true or false");
        return result;
    }

    std::vector<int> integers(std::string_view key, od::value& value, int least, int most)
    {
        std::vector<int> result;
        eachItem(key, value, [&](od::value& item) {
            const char* place = placeOf(item);
            const int number = int(integer(key, item, least, most));
            if (!m_error && std::find(result.begin(), result.end(), number) != result.end())
                fault(place, "\"" + std::string(key) + "\" has " + std::to_string(number) + " twice");
            result.push_back(number);
        });
        std::sort(result.begin(), result.end());
        return result;
    }

    std::filesystem::path path(std::string_view key, od::value& value)
    {
        const char* place = placeOf(value);
        const std::string result = text(key, value);
        if (result.empty())
            fault(place, "\"" + std::string(key) + "\" must name a file or folder");
        const auto whole = (m_folder / result).lexically_normal();
        return whole.has_filename() ? whole : whole.parent_path(); // "models/a/" is "models/a"
    }

    /// Where candidates come from: a file, or one of the words for what needs none.
    std::filesystem::path run(std::string_view key, od::value& value)
    {
        const auto file = path(key, value);
        std::error_code ignored;
        const bool isWord = file.filename() == "bm25" || file.filename() == "judged";
        const bool isAlone = file.parent_path() == m_folder.lexically_normal();
        return isWord && isAlone && !std::filesystem::exists(file, ignored) ? file.filename() : file;
    }

    std::string instructionFormat(std::string_view key, od::value& value)
    {
        const char* place = placeOf(value);
        const std::string format = text(key, value);
        const auto first = format.find("{}");
        const auto second = first == std::string::npos ? first : format.find("{}", first + 2);
        if (second == std::string::npos || format.find("{}", second + 2) != std::string::npos)
            fault(place, "\"" + std::string(key) + "\" must have two {}: for the instruction and for the text");
        return format;
    }

    void device(od::value& value)
    {
        const char* place = placeOf(value);
        const std::string name = text("devices", value);
        if (!Experiment::isDevice(name))
            fault(place, "\"" + name + "\" is no device; a device is auto, cpu or cuda:N");
        m_experiment.devices.push_back(name);
    }

    void measure(od::value& value)
    {
        const char* place = placeOf(value);
        const std::string name = text("measures", value);
        if (const auto known = parseMeasure(name); !known)
            fault(place, known.error().what);
        m_experiment.measures.push_back(name);
    }

    void field(std::string_view key, od::value& value)
    {
        if (key == "name") {
            m_experiment.name = text(key, value);
        } else if (key == "models") {
            eachItem(key, value, [this](od::value& item) { model(item); });
        } else if (key == "datasets") {
            eachItem(key, value, [this](od::value& item) { dataset(item); });
        } else if (key == "max_lengths") {
            m_experiment.maxLengths = integers(key, value, 1, kMaxLength);
        } else if (key == "query_max_length") {
            m_experiment.queryMaxLength = int(integer(key, value, 1, kMaxLength));
        } else if (key == "quantizations") {
            m_experiment.quantizations.clear();
            eachItem(key, value, [this](od::value& item) { quantization(item); });
        } else if (key == "devices") {
            m_experiment.devices.clear();
            eachItem(key, value, [this](od::value& item) { device(item); });
        } else if (key == "threads") {
            m_experiment.threads = int(integer(key, value, 1, 4096));
        } else if (key == "batch_tokens") {
            m_experiment.batchTokens = int(integer(key, value, 1, 1 << 24));
        } else if (key == "warmup_batches") {
            m_experiment.warmupBatches = int(integer(key, value, 0, 1000));
        } else if (key == "repeats") {
            m_experiment.repeats = int(integer(key, value, 1, 1000));
        } else if (key == "scenario") {
            scenario(value);
        } else if (key == "reuse_scores") {
            m_experiment.reuseScores = flag(key, value);
        } else if (key == "share_lengths") {
            m_experiment.shareLengths = flag(key, value);
        } else if (key == "measures") {
            m_experiment.measures.clear();
            eachItem(key, value, [this](od::value& item) { measure(item); });
        } else if (key == "seed") {
            m_experiment.seed = std::uint64_t(integer(key, value, 0, std::numeric_limits<std::int64_t>::max()));
        } else if (key == "backend") {
            backend(value);
        } else {
            fault(placeOf(value), "unknown key \"" + std::string(key) +
                                      "\"; known are name, models, datasets, max_lengths, query_max_length, "
                                      "quantizations, devices, threads, batch_tokens, warmup_batches, repeats, "
                                      "share_lengths, reuse_scores, scenario, "
                                      "measures, seed, backend");
        }
    }

    void backend(od::value& value)
    {
        const char* place = placeOf(value);
        if (text("backend", value) != "local")
            fault(place, "this version has only the backend \"local\"");
    }

    void scenario(od::value& value)
    {
        const char* place = placeOf(value);
        const auto name = text("scenario", value);
        if (name == "interactive")
            m_experiment.scenario = Experiment::Scenario::Interactive;
        else if (name != "batch")
            fault(place, "\"scenario\" is one of batch, interactive");
    }

    void quantization(od::value& value)
    {
        const char* place = placeOf(value);
        const auto name = text("quantizations", value);
        const auto quantization = quantizationFromString(name);
        if (name == "auto" && !m_experiment.automaticQuantization) {
            m_experiment.automaticQuantization = true;
        } else if (!quantization) {
            fault(place, "a quantization is one of auto, fp32, bf16, fp16, int8, int4");
        } else if (auto& known = m_experiment.quantizations;
                   std::find(known.begin(), known.end(), *quantization) != known.end()) {
            fault(place, "\"quantizations\" has " + std::string(toString(*quantization)) + " twice");
        } else {
            known.push_back(*quantization);
        }
    }

    void model(od::value& value)
    {
        const char* place = placeOf(value);
        od::object object;
        if (value.get_object().get(object)) {
            fault(place, "a model is an object such as {\"path\": \"…\"}");
            return;
        }
        Experiment::ModelEntry entry;
        eachField(object, [&](std::string_view key, od::value field) {
            if (key == "path")
                entry.path = path(key, field);
            else if (key == "name")
                entry.name = text(key, field);
            else if (key == "cutoff_layers")
                entry.cutoffLayers = integers(key, field, 1, 10000);
            else if (key == "max_lengths")
                entry.maxLengths = integers(key, field, 1, kMaxLength);
            else if (key == "query_instruction")
                entry.instructions.query = text(key, field);
            else if (key == "passage_instruction")
                entry.instructions.passage = text(key, field);
            else if (key == "prompt")
                entry.instructions.prompt = text(key, field);
            else if (key == "query_instruction_format")
                entry.instructions.queryFormat = instructionFormat(key, field);
            else if (key == "passage_instruction_format")
                entry.instructions.passageFormat = instructionFormat(key, field);
            else if (key == "gelu")
                gelu(field, entry);
            else
                fault(placeOf(field), "unknown key \"" + std::string(key) +
                                          "\" in a model; known are path, name, cutoff_layers, max_lengths, "
                                          "query_instruction, passage_instruction, prompt, query_instruction_format, "
                                          "passage_instruction_format, gelu");
        });
        if (entry.path.empty())
            fault(place, "a model needs a \"path\"");
        if (entry.name.empty())
            entry.name = entry.path.filename().string();
        for (const auto& other : m_experiment.models) {
            if (other.name == entry.name)
                fault(place, "two models are called \"" + entry.name + "\"; give them a \"name\" each");
        }
        m_experiment.models.push_back(std::move(entry));
    }

    void gelu(od::value& value, Experiment::ModelEntry& entry)
    {
        const char* place = placeOf(value);
        if (const auto form = geluFromString(text("gelu", value)))
            entry.gelu = *form;
        else
            fault(place, "\"gelu\" is one of auto, erf, tanh");
    }

    void dataset(od::value& value)
    {
        const char* place = placeOf(value);
        od::object object;
        if (value.get_object().get(object)) {
            fault(place, "a data set is an object such as {\"path\": \"…\"}");
            return;
        }
        Experiment::DatasetEntry entry;
        eachField(object, [&](std::string_view key, od::value field) {
            if (key == "path")
                entry.path = path(key, field);
            else if (key == "split")
                entry.options.split = text(key, field);
            else if (key == "format")
                entry.options.format = text(key, field);
            else if (key == "run")
                entry.options.run = run(key, field);
            else if (key == "top_k")
                entry.options.topK = int(integer(key, field, 1, std::numeric_limits<int>::max()));
            else if (key == "max_queries")
                entry.options.maxQueries = int(integer(key, field, 1, std::numeric_limits<int>::max()));
            else
                fault(placeOf(field), "unknown key \"" + std::string(key) +
                                          "\" in a data set; known are path, split, format, run, top_k, max_queries");
        });
        if (entry.path.empty())
            fault(place, "a data set needs a \"path\"");
        for (const auto& other : m_experiment.datasets) {
            if (datasetJson(other) == datasetJson(entry))
                fault(place, "the same data set is there twice");
        }
        m_experiment.datasets.push_back(std::move(entry));
    }

    void checkWhole()
    {
        if (m_experiment.models.empty())
            m_error = at(1, "the key \"models\" is missing");
        else if (m_experiment.datasets.empty())
            m_error = at(1, "the key \"datasets\" is missing");
        if (m_experiment.name.empty())
            m_experiment.name = "experiment";
    }

    std::string m_fileName;
    std::filesystem::path m_folder;
    simdjson::padded_string_view m_text;
    Experiment m_experiment;
    std::optional<Error> m_error;
};

/// Line of the first text that does not end where it should, 0 if there is none. Qt names the end of the file instead.
int lineOfOpenText(const QByteArray& json)
{
    int line = 1;
    bool inText = false;
    for (qsizetype i = 0; i < json.size(); ++i) {
        if (json[i] == '\n') {
            if (inText)
                return line;
            ++line;
        } else if (json[i] == '"') {
            inText = !inText;
        } else if (json[i] == '\\' && inText && i + 1 < json.size() && json[i + 1] != '\n') {
            ++i;
        }
    }
    return inText ? line : 0;
}

template <class Strings>
QJsonArray strings(const Strings& items)
{
    QJsonArray array;
    for (const auto& item : items)
        array.append(QString::fromUtf8(item.data(), qsizetype(item.size())));
    return array;
}

QJsonArray integers(const std::vector<int>& items)
{
    QJsonArray array;
    for (const int item : items)
        array.append(item);
    return array;
}

QJsonObject modelJson(const Experiment::ModelEntry& model)
{
    QJsonObject object{{QStringLiteral("path"), text(model.path.string())}, {QStringLiteral("name"), text(model.name)}};
    if (!model.cutoffLayers.empty())
        object.insert(QStringLiteral("cutoff_layers"), integers(model.cutoffLayers));
    if (!model.maxLengths.empty())
        object.insert(QStringLiteral("max_lengths"), integers(model.maxLengths));
    if (model.instructions.query)
        object.insert(QStringLiteral("query_instruction"), text(*model.instructions.query));
    if (model.instructions.passage)
        object.insert(QStringLiteral("passage_instruction"), text(*model.instructions.passage));
    if (model.instructions.prompt)
        object.insert(QStringLiteral("prompt"), text(*model.instructions.prompt));
    if (model.instructions.queryFormat != "{}{}")
        object.insert(QStringLiteral("query_instruction_format"), text(model.instructions.queryFormat));
    if (model.instructions.passageFormat != "{}{}")
        object.insert(QStringLiteral("passage_instruction_format"), text(model.instructions.passageFormat));
    if (model.gelu != Gelu::Auto)
        object.insert(QStringLiteral("gelu"), text(toString(model.gelu)));
    return object;
}

} // namespace

bool Experiment::isDevice(std::string_view name)
{
    constexpr std::string_view cuda = "cuda:";
    if (!name.starts_with(cuda))
        return name == "auto" || name == "cpu";
    const auto digits = name.substr(cuda.size());
    return !digits.empty() && digits.size() < 4 &&
           std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Result<Experiment> Experiment::read(const std::filesystem::path& file)
{
    const auto mapped = MappedFile::open(file);
    if (!mapped)
        return mapped.error();
    const auto bytes = mapped->text();
    const auto folder = std::filesystem::absolute(file).parent_path();
    return parse(QByteArray(bytes.data(), qsizetype(bytes.size())), file.string(), folder);
}

Result<Experiment> Experiment::parse(const QByteArray& json, const std::string& fileName,
                                     const std::filesystem::path& folder)
{
    constexpr char byteOrderMark[] = "\xef\xbb\xbf";
    if (json.startsWith(byteOrderMark))
        return parse(json.mid(3), fileName, folder);
    if (const int line = lineOfOpenText(json); line > 0)
        return Error{fileName + ":" + std::to_string(line) + ": is not JSON: a text does not end on its line"};
    // QJsonDocument says where a syntax error is; simdjson says where each value is.
    QJsonParseError error;
    QJsonDocument::fromJson(json, &error);
    if (error.error != QJsonParseError::NoError) {
        const auto line = 1 + json.left(error.offset).count('\n');
        return Error{fileName + ":" + std::to_string(line) + ": is not JSON: " + error.errorString().toStdString()};
    }
    const simdjson::padded_string padded(json.constData(), std::size_t(json.size()));
    return Parser(fileName, folder, padded).parse();
}

QByteArray Experiment::toJson() const
{
    QJsonArray modelList;
    for (const auto& model : models)
        modelList.append(modelJson(model));
    QJsonArray datasetList;
    for (const auto& dataset : datasets)
        datasetList.append(datasetJson(dataset));
    QJsonArray quantizationList;
    for (const auto quantization : quantizations)
        quantizationList.append(text(toString(quantization)));
    if (automaticQuantization)
        quantizationList.append(QStringLiteral("auto"));

    QJsonObject object{{QStringLiteral("name"), text(name)},
                       {QStringLiteral("models"), modelList},
                       {QStringLiteral("datasets"), datasetList},
                       {QStringLiteral("max_lengths"), integers(maxLengths)},
                       {QStringLiteral("quantizations"), quantizationList},
                       {QStringLiteral("devices"), strings(devices)},
                       {QStringLiteral("warmup_batches"), warmupBatches},
                       {QStringLiteral("repeats"), repeats},
                       {QStringLiteral("share_lengths"), shareLengths},
                       {QStringLiteral("reuse_scores"), reuseScores},
                       {QStringLiteral("scenario"), text(scenarioName())},
                       {QStringLiteral("measures"), strings(measures)},
                       {QStringLiteral("seed"), qint64(seed)}};
    if (queryMaxLength > 0)
        object.insert(QStringLiteral("query_max_length"), queryMaxLength);
    if (threads > 0)
        object.insert(QStringLiteral("threads"), threads);
    if (batchTokens > 0)
        object.insert(QStringLiteral("batch_tokens"), batchTokens);
    return QJsonDocument(object).toJson();
}

const char* Experiment::scenarioName() const
{
    return scenario == Scenario::Interactive ? "interactive" : "batch";
}

std::string Experiment::key() const
{
    Experiment what = *this;
    const Experiment defaults;
    what.devices = defaults.devices;
    what.threads = defaults.threads;
    what.batchTokens = defaults.batchTokens;
    what.warmupBatches = defaults.warmupBatches;
    what.shareLengths = defaults.shareLengths;
    what.reuseScores = defaults.reuseScores;
    what.measures = defaults.measures;
    Sha256 hash;
    hash.add(QJsonDocument::fromJson(what.toJson()).toJson(QJsonDocument::Compact).toStdString());
    return hash.hex();
}

} // namespace rw
