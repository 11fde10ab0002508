// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset.h"

#include "core/base/counted.h"
#include "core/base/sha256.h"
#include "core/data/answers.h"
#include "core/data/candidates.h"
#include "core/data/datafolder.h"
#include "core/data/fileformat.h"
#include "core/data/jsonqrels.h"
#include "core/data/pairsfile.h"
#include "core/data/textrecords.h"

#include <algorithm>
#include <bit>
#include <cctype>
#include <set>

namespace fs = std::filesystem;

namespace rw {

namespace {

/// What is left of an id when case, punctuation and a file suffix are forgotten.
std::string simplified(std::string_view id)
{
    if (const auto dot = id.rfind('.'); dot != std::string_view::npos && dot > 0 && id.size() - dot <= 5)
        id = id.substr(0, dot);
    std::string text;
    for (const char c : id) {
        if (std::isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80)
            text.push_back(char(std::tolower(static_cast<unsigned char>(c))));
    }
    return text;
}

template <class List>
std::string nearMiss(const List& ids, const std::string& missing)
{
    const std::string wanted = simplified(missing);
    if (wanted.empty())
        return {};
    const auto found = std::find_if(ids.begin(), ids.end(), [&](const auto& id) { return simplified(id) == wanted; });
    return found == ids.end() ? std::string() : std::string(*found);
}

/// Judgments of queries that the data set has; what is wrong with the others and with their documents goes to findings.
void takeJudgments(Dataset& dataset, Qrels qrels, const CandidateSources& sources)
{
    std::int64_t unknownQueries = 0;
    std::string firstUnknown;
    std::int64_t missing = 0;
    std::string firstMissing;
    std::set<std::string_view> missingIds;
    for (auto& [query, documents] : qrels.queries) {
        if (sources.queries->find(dataset.queryIds, query) == StringIndex::none) {
            if (unknownQueries++ == 0)
                firstUnknown = query;
            continue;
        }
        const auto [kept, isNew] = dataset.judgments.queries.emplace(query, std::move(documents));
        for (const auto& [document, grade] : kept->second) {
            if (sources.passages->find(dataset.passageIds, document) == StringIndex::none &&
                missingIds.insert(document).second)
                ++missing;
        }
    }
    if (missing > 0) {
        firstMissing = *missingIds.begin();
        const std::string near = nearMiss(dataset.passageIds, firstMissing);
        dataset.findings.push_back({counted(missing, "judged document is", "judged documents are") +
                                        " missing from the corpus (" + firstMissing +
                                        (near.empty() ? "" : ", while the corpus has " + near) + ")",
                                    placeOfMissing(*sources.qrels, dataset, sources), missing});
    }
    if (unknownQueries > 0) {
        const std::string near = nearMiss(dataset.queryIds, firstUnknown);
        dataset.findings.push_back({counted(unknownQueries, "judged query has", "judged queries have") + " no text (" +
                                        firstUnknown + (near.empty() ? "" : ", while the queries have " + near) + ")",
                                    sources.qrels->string(), unknownQueries});
    }
}

/// With `maxQueries`, only the first queries that have candidates stay.
void limitQueries(Dataset& dataset, int maxQueries)
{
    if (maxQueries <= 0)
        return;
    std::vector<int> kept;
    std::vector<Dataset::Candidate> candidates;
    for (const Dataset::Candidate& candidate : dataset.candidates) {
        if (kept.empty() || kept.back() != candidate.query) {
            if (int(kept.size()) == maxQueries)
                break;
            kept.push_back(candidate.query);
        }
        candidates.push_back({int(kept.size()) - 1, candidate.passage, candidate.firstStageScore});
    }
    std::vector<std::string> ids;
    std::vector<std::string> texts;
    std::vector<std::string> fields;
    Qrels judgments;
    for (const int query : kept) {
        fields.push_back(std::move(dataset.queryFields[std::size_t(query)]));
        ids.push_back(std::move(dataset.queryIds[std::size_t(query)]));
        texts.push_back(std::move(dataset.queryTexts[std::size_t(query)]));
        if (auto node = dataset.judgments.queries.extract(ids.back()); !node.empty())
            judgments.queries.insert(std::move(node));
    }
    dataset.queryIds = std::move(ids);
    dataset.queryTexts = std::move(texts);
    dataset.queryFields = std::move(fields);
    dataset.candidates = std::move(candidates);
    dataset.judgments = std::move(judgments);
}

void checkQueries(Dataset& dataset)
{
    std::vector<bool> hasCandidates(dataset.queryIds.size(), false);
    for (const Dataset::Candidate& candidate : dataset.candidates)
        hasCandidates[std::size_t(candidate.query)] = true;
    const auto report = [&](const auto& isFaulty, const std::string& what) {
        std::int64_t count = 0;
        std::string first;
        for (std::size_t i = 0; i < dataset.queryIds.size(); ++i) {
            if (isFaulty(i) && count++ == 0)
                first = dataset.queryIds[i];
        }
        if (count > 0)
            dataset.findings.push_back({counted(count, "query has ", "queries have ") + what, "query " + first, count});
    };
    report([&](std::size_t i) { return !hasCandidates[i]; }, "no candidates");
    report([&](std::size_t i) { return !dataset.judgments.queries.contains(dataset.queryIds[i]); }, "no judgments");
    report(
        [&](std::size_t i) {
            const auto found = dataset.judgments.queries.find(dataset.queryIds[i]);
            return found != dataset.judgments.queries.end() &&
                   std::none_of(found->second.begin(), found->second.end(),
                                [](const auto& entry) { return entry.second > 0; });
        },
        "no relevant document: most measures are 0 for it whatever the ranking");
}

/// Which passages of a collection a candidate or a judgment names.
std::vector<bool> namedPassages(const Dataset& dataset, const Collection& collection)
{
    std::vector<bool> named(dataset.passageIds.size(), false);
    for (const Dataset::Candidate& candidate : dataset.candidates)
        named[std::size_t(candidate.passage)] = true;
    for (const auto& [query, documents] : dataset.judgments.queries) {
        for (const auto& [document, grade] : documents) {
            if (const int position = collection.index.find(dataset.passageIds, document); position != StringIndex::none)
                named[std::size_t(position)] = true;
        }
    }
    return named;
}

/// SHA-256 of queries, passages, candidates and judgments. The texts of a collection come from its file, and those that
/// are needed stay; else the data set has them all.
Status finish(Dataset& dataset, const std::optional<Collection>& collection)
{
    Sha256 hash;
    hash.addField("rerank-workbench data set 1");
    hash.addNumber(dataset.queryIds.size());
    for (std::size_t i = 0; i < dataset.queryIds.size(); ++i) {
        hash.addField(dataset.queryIds[i]);
        hash.addField(dataset.queryTexts[i]);
    }
    hash.addNumber(dataset.passageIds.size());
    const auto addPassage = [&](std::size_t i, std::string_view text) {
        hash.addField(dataset.passageIds[i]);
        hash.addField(text);
    };
    if (collection) {
        const auto named = namedPassages(dataset, *collection);
        const auto read = eachText(collection->file, dataset.passageIds, [&](std::size_t i, std::string_view text) {
            addPassage(i, text);
            dataset.passageTexts.push_back(named[i] ? text : std::string_view());
        });
        if (!read)
            return read;
        dataset.passageLengths = collection->lengths;
    } else {
        TextLengthCounter lengths;
        for (std::size_t i = 0; i < dataset.passageIds.size(); ++i) {
            addPassage(i, dataset.passageTexts[i]);
            lengths.add(dataset.passageTexts[i]);
        }
        dataset.passageLengths = lengths.lengths();
    }
    hash.addNumber(dataset.candidates.size());
    for (const Dataset::Candidate& candidate : dataset.candidates) {
        hash.addNumber(std::uint64_t(candidate.query));
        hash.addNumber(std::uint64_t(candidate.passage));
        hash.addNumber(std::bit_cast<std::uint32_t>(candidate.firstStageScore));
    }
    hash.addNumber(dataset.judgments.queries.size());
    for (const auto& [query, documents] : dataset.judgments.queries) {
        hash.addField(query);
        std::vector<std::pair<std::string_view, int>> sorted(documents.begin(), documents.end());
        std::sort(sorted.begin(), sorted.end());
        hash.addNumber(sorted.size());
        for (const auto& [document, grade] : sorted) {
            hash.addField(document);
            hash.addNumber(std::uint64_t(std::int64_t(grade)));
        }
    }
    dataset.contentHash = hash.hex();
    return ok();
}

/// Places in the words of the folder: "qrels/test.tsv:412".
void shortenPlaces(Dataset& dataset)
{
    std::error_code ignored;
    std::string prefix = (fs::is_directory(dataset.path, ignored) ? dataset.path : dataset.path.parent_path()).string();
    if (prefix.empty())
        return;
    if (!prefix.ends_with('/'))
        prefix += '/';
    for (Finding& finding : dataset.findings) {
        if (finding.place.starts_with(prefix))
            finding.place.erase(0, prefix.size());
    }
}

Status readFolder(Dataset& dataset, const DatasetOptions& options, std::optional<Collection>& collection)
{
    const Result<DataFolder> folder = DataFolder::find(dataset.path, options);
    if (!folder)
        return folder.error();
    const DataFolder& files = folder.value();
    dataset.format = files.format;
    dataset.split = files.split;

    Result<TextRecords> queries = readTextRecords(files.queries, "query", "queries", &dataset.findings);
    if (!queries)
        return queries.error();
    if (queries->ids.empty())
        return Error{files.queries.string() + ": no queries; expected {\"_id\": ..., \"text\": ...} a line"};
    std::optional<Qrels> qrels;
    if (files.qrels) {
        Result<Qrels> read = files.format == "beir" ? readQrels(*files.qrels, &dataset.findings)
                                                    : readJsonQrels(*files.qrels, &dataset.findings);
        if (!read)
            return read.error();
        qrels = std::move(*read);
    }
    Result<Collection> corpus = readCollection(files.corpus, "document", "documents", &dataset.findings);
    if (!corpus)
        return corpus.error();
    if (corpus->ids.empty())
        return Error{files.corpus.string() + ": no documents; expected {\"_id\": ..., \"text\": ...} a line"};

    dataset.queryIds = std::move(queries->ids);
    dataset.queryTexts = std::move(queries->texts);
    dataset.queryFields = std::move(queries->fields);
    dataset.passageIds = std::move(corpus->ids);
    collection = std::move(*corpus);
    const CandidateSources sources{&files.runs, files.qrels, &collection->index, &queries->index, files.corpus};
    if (qrels)
        takeJudgments(dataset, std::move(*qrels), sources);
    else
        dataset.findings.push_back({"the folder has no judgments: scores only, no measures", "qrels", 1});
    return findCandidates(dataset, options, sources);
}

Status readFile(Dataset& dataset, const DatasetOptions& options)
{
    if (!options.split.empty())
        return Error{dataset.path.string() + ": no split \"" + options.split + "\"; a pairs file has no splits"};
    if (options.run)
        return Error{dataset.path.string() + ": a run does not go with a pairs file, which brings its own candidates"};
    if (options.format.empty()) {
        const Result<FileFormat> format = detectFileFormat(dataset.path);
        if (!format)
            return format.error();
        if (*format != FileFormat::Pairs)
            return Error{
                dataset.path.string() + ": " + describe(*format) +
                    "; expected a folder with corpus and queries, or a file of queries with \"pos\" and \"neg\"",
                {},
                "a data set of several files is named by its folder"};
    }
    dataset.format = "pairs";
    dataset.candidateSource = "positives and negatives";
    if (Status status = readPairsFile(dataset.path, dataset); !status)
        return status;
    if (options.topK > 0) {
        int query = -1;
        int count = 0;
        std::erase_if(dataset.candidates, [&](const Dataset::Candidate& candidate) {
            count = candidate.query == query ? count + 1 : 1;
            query = candidate.query;
            return count > options.topK;
        });
    }
    return ok();
}

} // namespace

Result<Dataset> loadDataset(const fs::path& path, const DatasetOptions& options)
{
    if (!options.format.empty() && options.format != "beir" && options.format != "flagembedding" &&
        options.format != "pairs")
        return Error{"data set format \"" + options.format + "\"; expected beir, flagembedding or pairs"};

    Dataset dataset;
    dataset.path = path;
    // "." and ".." have no name of their own.
    std::error_code error;
    const fs::path absolute = fs::absolute(path, error).lexically_normal();
    dataset.name = absolute.has_filename() ? absolute.filename().string() : absolute.parent_path().filename().string();

    const bool isFolder = fs::is_directory(path, error);
    if (isFolder && options.format == "pairs")
        return Error{path.string() + ": is a folder; expected a file of queries with \"pos\" and \"neg\""};
    if (!isFolder && path != "-" && !fs::exists(path, error))
        return Error{path.string() + ": does not exist; expected a folder or a file"};
    if (!isFolder && (options.format == "beir" || options.format == "flagembedding"))
        return Error{path.string() + ": is a file; expected a folder with corpus.jsonl and queries (" + options.format +
                     ")"};
    std::optional<Collection> collection;
    const Status status = isFolder ? readFolder(dataset, options, collection) : readFile(dataset, options);
    if (!status)
        return status.error();
    if (dataset.candidates.empty()) {
        // What the readers noticed usually says why: ids that do not fit, for example.
        const std::string why = dataset.findings.empty() ? "" : "; " + dataset.findings.back().what;
        return Error{path.string() + ": no candidates: no query has a passage to score (from " +
                     dataset.candidateSource + ")" + why};
    }
    limitQueries(dataset, options.maxQueries);
    checkQueries(dataset);
    shortenPlaces(dataset);
    if (const Status finished = finish(dataset, collection); !finished)
        return finished.error();
    findAnswers(dataset, collection ? collection->textBegins : std::vector<std::int32_t>(dataset.passageIds.size(), 0));
    return dataset;
}

} // namespace rw
