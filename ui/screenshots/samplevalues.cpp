// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screenshots/samplevalues.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace rw::ui::SampleValues {

namespace {

constexpr double kGib = 1024.0 * 1024 * 1024;
constexpr int kQueries = 640;

struct Kind
{
    const char* name;
    Backbone backbone;
    std::int64_t parameters;
    int layers;
    int maxLength;
    int hidden;
    int vocabulary;
    const char* tokenizer;
    int files;
    double quality; // nDCG@10 at 1,024 tokens
    double batchMs;
};

const std::vector<Kind>& kinds()
{
    static const std::vector<Kind> list = {
        {"v2-m3", Backbone::XlmRoberta, 567755777, 24, 8192, 1024, 250002, "unigram", 1, 0.7441, 62},
        {"v2-gemma", Backbone::Gemma, 2506172416, 18, 8192, 2048, 256000, "bpe", 3, 0.7533, 374},
        {"v2-minicpm", Backbone::MiniCpmLayerwise, 2724880896, 40, 2048, 2304, 122753, "bpe", 3, 0.7502, 481}};
    return list;
}

ModelItem modelOf(const Kind& kind)
{
    ModelFolder folder;
    folder.path = std::string("/models/bge-reranker-") + kind.name;
    folder.config.backbone = kind.backbone;
    folder.config.layers = kind.layers;
    folder.config.maxLength = kind.maxLength;
    folder.config.hiddenSize = kind.hidden;
    folder.config.attentionHeads = kind.hidden / 64;
    folder.config.keyValueHeads = kind.backbone == Backbone::Gemma ? 1 : folder.config.attentionHeads;
    folder.config.headDim = kind.backbone == Backbone::Gemma ? 256 : 64;
    folder.config.intermediateSize = 4 * kind.hidden;
    folder.config.positions = kind.maxLength;
    folder.config.vocabularySize = kind.vocabulary;
    if (kind.backbone == Backbone::MiniCpmLayerwise)
        for (int layer = 8; layer <= 40; ++layer)
            folder.config.cutoffLayers.push_back(layer);
    folder.parameters = kind.parameters;
    folder.weightBytes = 4 * kind.parameters;
    folder.weightsDtype = "F32";
    folder.tokenizerKind = kind.tokenizer;
    folder.fingerprint = "9f1c04be7e21a0c55a1d43e8b1f0c2d97c77d2";
    for (int i = 0; i < kind.files; ++i) {
        const std::string name =
            kind.files == 1 ? "model.safetensors" : "model-0000" + std::to_string(i + 1) + "-of-00003.safetensors";
        folder.weights.files.push_back(folder.path / name);
        TensorEntry tensor;
        tensor.file = folder.weights.files.back();
        tensor.end = static_cast<std::uint64_t>(folder.weightBytes / kind.files);
        tensor.dtype = "F32";
        tensor.shape = {kind.parameters / kind.files};
        folder.weights.tensors["tensor" + std::to_string(i)] = tensor;
    }
    ModelItem item;
    item.id = 1;
    item.name = QLatin1String(kind.name);
    item.path = QString::fromStdString(folder.path.string());
    const std::string_view backbone = toString(kind.backbone);
    item.backbone = QString::fromUtf8(backbone.data(), static_cast<qsizetype>(backbone.size()));
    item.parameters = kind.parameters;
    item.layers = kind.layers;
    item.maxLength = kind.maxLength;
    item.folder = std::move(folder);
    return item;
}

std::vector<double> batchTimes(double typical, int count, unsigned seed)
{
    std::mt19937 random(seed);
    std::lognormal_distribution<double> spread(0, 0.32);
    std::vector<double> ms;
    for (int i = 0; i < count; ++i)
        ms.push_back(typical * spread(random));
    std::sort(ms.begin(), ms.end());
    return ms;
}

ResultRow rowOf(int model, int layer, int length, const char* quantization, std::int64_t id)
{
    const Kind& kind = kinds()[static_cast<std::size_t>(model)];
    ResultRow row;
    row.modelIndex = model;
    row.unit.id = id;
    row.unit.run = 1;
    row.unit.model = model + 1;
    row.unit.dataset = 1;
    row.unit.modelName = kind.name;
    row.unit.datasetName = "service-manuals";
    row.unit.maxLength = length;
    row.unit.quantization = quantization;
    row.unit.cutoffLayer = layer;
    row.unit.status = "finished";
    row.unit.pairs = kQueries * 20;
    row.unit.scored = row.unit.pairs;
    const bool int8 = row.unit.quantization == "int8";
    const double doublings = std::log2(length / 1024.0);
    row.value = kind.quality - 0.0157 * doublings * doublings * (doublings < 0 ? 1 : -0.2) - (int8 ? 0.0007 : 0) -
                (layer == 28 ? 0.0042 : 0);
    row.low = row.value - 0.0238;
    row.high = row.value + 0.0231;
    row.base = 0.6127;
    row.ceiling = 0.9385;
    row.judgedQueries = kQueries;
    row.scoredQueries = kQueries;
    row.complete = true;
    row.batchMs =
        batchTimes(kind.batchMs * std::pow(2, 0.75 * doublings) * (int8 ? 0.68 : 1), 640, static_cast<unsigned>(id));
    row.memory = PeakMemory{static_cast<std::int64_t>((1.2 + 1.9 * model + length / 1024.0) * kGib), true, 40};
    row.pairsPerSecond = 20000 / (kind.batchMs * std::pow(2, 0.75 * doublings) * (int8 ? 0.68 : 1));
    return row;
}

} // namespace

std::vector<DeviceItem> devices()
{
    const QStringList all = {QStringLiteral("fp32"), QStringLiteral("bf16")};
    std::vector<DeviceItem> list(3);
    list[0] = {QStringLiteral("cuda:0"),
               QStringLiteral("RTX 4090"),
               static_cast<qint64>(22.9 * kGib),
               static_cast<qint64>(24 * kGib),
               all,
               DeviceItem::State::Ready,
               {},
               0};
    list[1] = {QStringLiteral("cuda:1"),
               QStringLiteral("RTX 4070"),
               static_cast<qint64>(10.4 * kGib),
               static_cast<qint64>(12 * kGib),
               all,
               DeviceItem::State::Ready,
               {},
               0};
    list[2] = {QStringLiteral("cpu"),
               MachineProbe::tr("%n cores", nullptr, 16),
               static_cast<qint64>(54.1 * kGib),
               static_cast<qint64>(62.7 * kGib),
               all,
               DeviceItem::State::Limited,
               {},
               0.9};
    return list;
}

std::vector<ModelItem> models()
{
    std::vector<ModelItem> list;
    for (const Kind& kind : kinds())
        list.push_back(modelOf(kind));
    ModelItem tiny = list.front();
    tiny.name = QStringLiteral("tiny-random");
    tiny.path = QStringLiteral("/models/tiny-random");
    tiny.parameters = 1250000;
    tiny.layers = 2;
    tiny.maxLength = 512;
    tiny.untrained = true;
    tiny.folder->parameters = tiny.parameters;
    tiny.folder->weightBytes = 4 * tiny.parameters;
    tiny.folder->untrained = true;
    list.push_back(tiny);
    return list;
}

std::vector<DataItem> datasets()
{
    auto content = std::make_shared<Dataset>();
    content->name = "service-manuals";
    content->findings = {{"3 judged documents are missing from the corpus", "qrels/test.tsv:412", 3},
                         {"11 documents have an empty text, title kept", "corpus.jsonl:88", 11},
                         {"2 judgments occur twice with the same grade", "qrels/test.tsv:1907", 2}};
    const char* const queries[] = {"How do I reset the pressure sensor?", "滤芯多久更换一次？",
                                   "Which oil does the gearbox need?"};
    const char* const passages[] = {
        "Hold the SET key for five seconds until the display shows 0.00; the sensor is then set to ambient pressure.",
        "在正常使用条件下，滤芯应每六个月或运行 500 小时后更换，以先到者为准。",
        "The gearbox is filled with 1.2 l of synthetic oil, viscosity class ISO VG 220. Check the level once a month.",
        "Before any work the device must be separated from the mains and secured against being switched on again."};
    for (int q = 0; q < 3; ++q) {
        content->queryIds.push_back("q" + std::to_string(q + 1));
        content->queryTexts.emplace_back(queries[q]);
    }
    for (int p = 0; p < 4; ++p) {
        content->passageIds.push_back("d" + std::to_string(p + 1));
        content->passageTexts.emplace_back(passages[p]);
    }
    for (int q = 0; q < 3; ++q) {
        for (int p = 0; p < 4; ++p) {
            content->candidates.push_back({q, p, 0});
            content->judgments.queries["q" + std::to_string(q + 1)]["d" + std::to_string(p + 1)] = p == q ? 2 : 0;
        }
    }
    DataItem first;
    first.id = 1;
    first.name = QStringLiteral("service-manuals");
    first.path = QStringLiteral("/data/service-manuals");
    first.format = QStringLiteral("beir");
    first.split = QStringLiteral("test");
    first.candidateSource = QStringLiteral("run runs/bm25.trec");
    first.contentHash = QStringLiteral("3be190c41f8a6bb24c3f8e5d0a719c5412af");
    first.queries = kQueries;
    first.passages = 3180;
    first.candidates = kQueries * 20;
    first.judgments = 4212;
    first.content = content;
    DataItem second = first;
    second.id = 2;
    second.name = QStringLiteral("sample-faq");
    second.path = QStringLiteral("/data/sample-faq");
    second.queries = 20;
    second.passages = 214;
    second.candidates = 400;
    return {first, second};
}

LengthForecast lengths()
{
    std::mt19937 random(7);
    std::lognormal_distribution<double> length(5.75, 0.85);
    LengthForecast result;
    result.input = {QStringLiteral("service-manuals"), QStringLiteral("v2-gemma"), {}};
    for (const int limit : kCutLimits)
        result.cuts.push_back({limit, 0, 0, 0});
    for (int i = 0; i < kQueries * 20; ++i) {
        const int tokens = std::clamp(static_cast<int>(length(random)), 33, 8000);
        const bool relevant = i % 9 == 0;
        result.input.lengths.push_back(tokens);
        result.relevant += relevant ? 1 : 0;
        for (LengthForecast::Cut& cut : result.cuts) {
            cut.pairs += tokens > cut.limit ? 1 : 0;
            cut.relevant += tokens > cut.limit && relevant ? 1 : 0;
            cut.tokens += std::min(tokens, cut.limit);
        }
    }
    return result;
}

ResultsData results(Outcome outcome)
{
    ResultsData data;
    std::int64_t id = 0;
    for (const int length : {256, 512, 1024, 2048}) {
        for (const char* quantization : {"bf16", "fp32"})
            data.rows.push_back(rowOf(0, 0, length, quantization, ++id));
        data.rows.push_back(rowOf(1, 0, length, "bf16", ++id));
        for (const int layer : {28, 40})
            data.rows.push_back(rowOf(2, layer, length, "bf16", ++id));
    }
    RunRecord run;
    run.id = 1;
    run.name = "Length and quantization";
    run.startedAt = "2026-03-02T11:08:30Z";
    run.endedAt = "2026-03-02T13:32:10Z";
    run.status = "finished";
    run.units = static_cast<std::int64_t>(data.rows.size());
    run.unitsFinished = run.units;
    for (std::size_t i = 0; i < data.rows.size(); ++i) {
        ResultRow& row = data.rows[i];
        const bool queued = outcome == Outcome::Running && i > 12;
        const bool partial = outcome == Outcome::Running && i == 12;
        const bool failed = outcome == Outcome::WithFailures && row.modelIndex == 2;
        if (!queued && !partial && !failed)
            continue;
        --run.unitsFinished;
        row.complete = false;
        if (partial) {
            row.unit.status = "running";
            row.unit.scored = 5500;
            row.scoredQueries = 275;
            continue;
        }
        row.unit.status = failed ? "failed" : "queued";
        row.unit.scored = 0;
        row.scoredQueries = 0;
        row.value = row.low = row.high = row.pairsPerSecond = kNotAvailable;
        row.batchMs.clear();
        row.memory.reset();
        if (failed) {
            ++run.unitsFailed;
            row.unit.error = "model-00002-of-00003.safetensors ends after 3,104,768,000 of 4,981,310,464 bytes.";
        }
    }
    if (outcome == Outcome::Running) {
        run.status = "running";
        run.endedAt.clear();
    }
    data.runs = {run};
    data.run = 1;
    for (const LaneSample& sample : samples(true)) {
        SampleRecord record;
        record.worker = sample.worker;
        record.device = "cuda:" + std::to_string(sample.worker);
        record.seconds = sample.seconds;
        record.cpuPercent = sample.use.cpuPercent;
        record.residentBytes = sample.use.residentBytes;
        record.gpuBusyPercent = sample.use.gpuBusyPercent;
        record.gpuMemoryBytes = sample.use.gpuMemoryBytes;
        record.gpuPowerWatts = sample.use.gpuPowerWatts;
        data.samples.push_back(record);
    }
    return data;
}

RunProgress progress(bool finished)
{
    RunProgress p;
    p.phase = QStringLiteral("Scoring");
    p.total = 256000;
    p.done = finished ? p.total : 138240;
    p.unitsTotal = 20;
    p.unitsDone = finished ? 20 : 11;
    p.pairsPerSecond = finished ? 0 : 103.4;
    p.tokensPerSecond = finished ? 0 : 87860;
    if (finished) {
        p.left.seconds = 0;
    } else {
        p.left = {1139, 1020, 1310};
        p.ndcg10SoFar = 0.7312;
        p.queriesComplete = 412;
        p.queriesJudged = 640;
    }
    p.secondsRunning = finished ? 2480 : 1340;
    return p;
}

std::vector<LaneStatus> lanes(bool gpu)
{
    std::vector<LaneStatus> list(2);
    for (int i = 0; i < 2; ++i) {
        LaneStatus& lane = list[static_cast<std::size_t>(i)];
        lane.worker = i;
        lane.device = gpu ? QStringLiteral("cuda:%1").arg(i) : QStringLiteral("cpu");
        lane.name = gpu ? QStringLiteral("RTX 40%10").arg(9 - 2 * i) : QStringLiteral("16 cores");
        lane.pid = 41230 + i;
        lane.state = LaneState::Scoring;
        lane.unit = i == 0 ? QStringLiteral("v2-gemma · 1,024 · bf16") : QStringLiteral("v2-minicpm · 1,024 · bf16");
        lane.pairs = 98000 - 57000 * i;
        lane.chunksInHand = 1;
        lane.chunksWaiting = 1;
        lane.pairsInHand = i == 0 ? 78 : 27;
        lane.pairsWaiting = i == 0 ? 76 : 26;
        lane.left = {1139, 1020, 1310};
        lane.pairsPerSecond = i == 0 ? 77.1 : 26.3;
        lane.tokensPerSecond = i == 0 ? 65520 : 22340;
    }
    return list;
}

std::vector<LaneSample> samples(bool gpu)
{
    std::mt19937 random(3);
    std::normal_distribution<double> noise(0, 1);
    std::vector<LaneSample> list;
    for (int t = 0; t < 600; t += 2) {
        for (int worker = 0; worker < 2; ++worker) {
            LaneSample sample;
            sample.worker = worker;
            sample.seconds = t + 740;
            const int pause = worker == 0 ? 360 : 376;
            const bool loads = t >= pause && t < pause + 20;
            sample.use.cpuPercent =
                gpu ? 104 + 2 * noise(random) : (loads ? 95 : 780 - 80 * worker) + 9 * noise(random);
            sample.use.residentBytes = static_cast<std::int64_t>((loads ? 1.1 : 2.6 + 0.4 * worker) * kGib);
            if (gpu) {
                sample.use.gpuBusyPercent = std::clamp((loads ? 4 : 97.5) + noise(random), 0.0, 100.0);
                sample.use.gpuMemoryBytes = static_cast<std::int64_t>((loads ? 0.6 : t < pause ? 7.4 : 5.1) * kGib);
                sample.use.gpuPowerWatts = (loads ? 88 : worker == 0 ? 412 : 187) + 4 * noise(random);
                sample.use.gpuTemperature = worker == 0 ? 67 : 71;
            }
            list.push_back(sample);
        }
    }
    return list;
}

std::vector<UnitStatus> units(bool finished)
{
    std::vector<UnitStatus> list;
    const ResultsData data = results(finished ? Outcome::Finished : Outcome::Running);
    for (const ResultRow& row : data.rows) {
        UnitStatus unit;
        unit.unit = row.unit.id;
        unit.model = QString::fromStdString(row.unit.modelName);
        unit.dataset = QString::fromStdString(row.unit.datasetName);
        unit.maxLength = row.unit.maxLength;
        unit.quantization = QString::fromStdString(row.unit.quantization);
        unit.cutoffLayer = row.unit.cutoffLayer;
        unit.total = row.unit.pairs;
        unit.done = row.unit.scored;
        unit.state = row.unit.status == "finished"  ? UnitState::Finished
                     : row.unit.status == "running" ? UnitState::Running
                                                    : UnitState::Queued;
        if (unit.state == UnitState::Finished)
            unit.ndcg10 = row.value;
        list.push_back(unit);
    }
    return list;
}

std::vector<LogEntry> log()
{
    const auto at = [](int minute, int second) {
        return QDateTime(QDate(2026, 3, 2), QTime(12, minute, second));
    };
    using Level = LogEntry::Level;
    return {
        {at(8, 30), Level::Info, QStringLiteral("Token cache ready: 3,820 texts, 3 tokenizers, 1.9 s")},
        {at(8, 37), Level::Info, QStringLiteral("First batch after 6.2 s")},
        {at(11, 20), Level::Info, QStringLiteral("Units 1 to 8 (v2-m3) scored")},
        {at(18, 6), Level::Info, QStringLiteral("cuda:0 loads v2-gemma bf16 (5.0 GB, 2.2 s)")},
        {at(18, 41), Level::Warning, QStringLiteral("cuda:1 out of memory at 16,384 tokens, batch halved, retried")},
        {at(21, 4), Level::Info, QStringLiteral("v2-gemma · 512 · bf16 scored, nDCG@10 0.7371")},
        {at(22, 12), Level::Info, QStringLiteral("v2-gemma · 1,024 · bf16: 3 of 7 chunks on cuda:0")}};
}

std::vector<BatchRecord> batches()
{
    std::mt19937 random(5);
    std::uniform_real_distribution<double> some(0.7, 1.3);
    std::vector<BatchRecord> list;
    for (int worker = 0; worker < 2; ++worker) {
        double at = 1280 + 0.3 * worker;
        for (int i = 0; at < 1340; ++i) {
            BatchRecord batch;
            batch.unit = 9;
            batch.worker = worker;
            batch.device = worker == 0 ? "cuda:0" : "cuda:1";
            batch.longest = at < 1296 ? 1024 : at < 1312 ? 640 : at < 1328 ? 380 : 210;
            batch.pairs = 16384 / batch.longest;
            batch.tokens = std::int64_t(batch.pairs) * batch.longest;
            const double seconds = (worker == 0 ? 0.25 : 0.72) * some(random);
            batch.startSeconds = at;
            batch.totalNs = std::int64_t(1e9 * seconds);
            batch.assembleNs = batch.totalNs / 50;
            batch.forwardNs = batch.totalNs * 19 / 20;
            batch.postNs = batch.totalNs / 200;
            if (i % 4 == 0)
                batch.queueNs = 1200000;
            at += seconds + (i % 40 == 39 ? 2.1 : 0.01);
            list.push_back(batch);
        }
    }
    std::stable_sort(list.begin(), list.end(),
                     [](const BatchRecord& a, const BatchRecord& b) { return a.startSeconds < b.startSeconds; });
    return list;
}

PlanEstimate estimate(bool measuring)
{
    PlanSummary plan;
    plan.units = 3;
    plan.pairs = 12800;
    plan.scores = 38400;
    plan.known = 3200;
    plan.rows = 35200;
    plan.tokens = 11912300;
    plan.tokensOneByOne = 11912300;
    plan.distinctLengths = 487;
    plan.diskBytes = 9480000;
    plan.diskFree = 212000000000;
    plan.devices = {
        {QStringLiteral("cuda:0"), QStringLiteral("NVIDIA RTX 4090"), 1, qint64(22.9 * kGib), qint64(9.6 * kGib)},
        {QStringLiteral("cuda:1"), QStringLiteral("NVIDIA RTX 4070"), 1, qint64(10.4 * kGib), qint64(9.6 * kGib)}};
    const double speeds[] = {121400, 34100, 30900};
    std::vector<SpeedProbe::Speed> measured;
    for (std::size_t i = 0; i < kinds().size(); ++i) {
        PlanSummary::Group group;
        group.model = QString::fromLatin1(kinds()[i].name);
        group.quantization = QStringLiteral("fp32");
        group.tokens = i == 0 ? 3270900 : 4320700;
        group.memoryBytes = 4 * kinds()[i].parameters;
        plan.groups.push_back(group);
        measured.emplace_back();
        if (!measuring || i == 0) {
            measured.back().tokensPerSecond = speeds[i];
            measured.back().loadSeconds = 1.2 + 2.1 * double(i);
        }
    }
    estimateTime(plan, measured);
    PlanEstimate estimate;
    estimate.state = measuring ? PlanEstimate::State::Measuring : PlanEstimate::State::Known;
    estimate.group = measuring ? 1 : -1;
    estimate.groupsLeft = measuring ? 2 : 0;
    estimate.summary = std::move(plan);
    return estimate;
}

} // namespace rw::ui::SampleValues
