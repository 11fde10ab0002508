// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/datafolder.h"

#include "core/data/dataset.h"

#include <algorithm>
#include <map>

namespace fs = std::filesystem;

namespace rw {

namespace {

/// `name` or `name`.gz in the folder.
std::optional<fs::path> fileIn(const fs::path& folder, const std::string& name)
{
    std::error_code ignored;
    for (const std::string& candidate : {name, name + ".gz"}) {
        if (fs::exists(folder / candidate, ignored) && !fs::is_directory(folder / candidate, ignored))
            return folder / candidate;
    }
    return std::nullopt;
}

/// Files of the folder whose name, less .gz, ends in one of the suffixes: what stands before it -> file. A suffix that
/// stands earlier in the list wins.
std::map<std::string, fs::path> filesWith(const fs::path& folder, const std::vector<std::string>& suffixes)
{
    std::map<std::string, fs::path> files;
    std::error_code error;
    std::vector<fs::path> entries;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
        entries.push_back(it->path());
    std::sort(entries.begin(), entries.end());
    for (const std::string& suffix : suffixes) {
        for (const fs::path& entry : entries) {
            std::string name = entry.filename().string();
            if (name.ends_with(".gz"))
                name.resize(name.size() - 3);
            std::error_code ignored;
            if (name.size() > suffix.size() && name.ends_with(suffix) && !fs::is_directory(entry, ignored))
                files.emplace(name.substr(0, name.size() - suffix.size()), entry);
        }
    }
    return files;
}

std::string listed(const std::map<std::string, fs::path>& splits)
{
    std::string text;
    for (const auto& [name, file] : splits)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

/// The split that was asked for, else "test", else the only one.
Result<std::string> chooseSplit(const fs::path& folder, const std::map<std::string, fs::path>& splits,
                                const std::string& wanted)
{
    if (!wanted.empty()) {
        if (splits.contains(wanted))
            return wanted;
        return Error{folder.string() + ": no split \"" + wanted + "\"; " +
                     (splits.empty() ? "expected none, there are no judgments" : "there are: " + listed(splits))};
    }
    if (splits.contains("test"))
        return std::string("test");
    if (splits.size() == 1)
        return splits.begin()->first;
    return Error{folder.string() +
                 ": several splits and none is called test; expected the choice of one: " + listed(splits)};
}

void findRuns(DataFolder& found, const fs::path& folder)
{
    for (const auto& [name, file] : filesWith(folder / "runs", {".trec", ".run", ".txt"})) {
        if (name == "bm25")
            found.runs.insert(found.runs.begin(), file);
        else
            found.runs.push_back(file);
    }
}

} // namespace

Result<DataFolder> DataFolder::find(const fs::path& folder, const DatasetOptions& options)
{
    DataFolder found;
    const auto corpus = fileIn(folder, "corpus.jsonl");
    const auto beirQueries = fileIn(folder, "queries.jsonl");
    const auto flagQueries = filesWith(folder, {"_queries.jsonl"});
    const bool isBeir = beirQueries && options.format != "flagembedding";
    const bool isFlagEmbedding = !isBeir && !flagQueries.empty() && options.format != "beir";
    if (!corpus || !(isBeir || isFlagEmbedding)) {
        Error error{folder.string() +
                    ": no data set found; expected corpus.jsonl with queries.jsonl and qrels/SPLIT.tsv "
                    "(BEIR) or with SPLIT_queries.jsonl and SPLIT_qrels.jsonl (FlagEmbedding)"};
        if (!options.format.empty())
            error.what += ", format " + options.format;
        if (const auto files = filesWith(folder, {".jsonl"}); !files.empty())
            error.hint = "a file of queries with positives and negatives is named itself, not its folder: " +
                         files.begin()->second.string();
        return error;
    }
    found.corpus = *corpus;

    if (isBeir) {
        found.format = "beir";
        found.queries = *beirQueries;
        const auto splits = filesWith(folder / "qrels", {".tsv", ".trec", ".qrels", ".txt"});
        if (!splits.empty() || !options.split.empty()) {
            const Result<std::string> split = chooseSplit(folder, splits, options.split);
            if (!split)
                return split.error();
            found.split = *split;
            found.qrels = splits.at(*split);
        }
    } else {
        found.format = "flagembedding";
        const Result<std::string> split = chooseSplit(folder, flagQueries, options.split);
        if (!split)
            return split.error();
        found.split = *split;
        found.queries = flagQueries.at(*split);
        found.qrels = fileIn(folder, *split + "_qrels.jsonl");
    }
    findRuns(found, folder);
    return found;
}

} // namespace rw
