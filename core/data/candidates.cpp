// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/candidates.h"

#include "core/base/counted.h"
#include "core/data/bm25.h"
#include "core/data/columns.h"
#include "core/data/textrecords.h"

#include <algorithm>
#include <span>

namespace fs = std::filesystem;

namespace rw {

namespace {

constexpr int bm25Depth = 100;

class CandidateFinder
{
public:
    CandidateFinder(Dataset& dataset, const DatasetOptions& options, const CandidateSources& sources)
        : m_dataset(dataset)
        , m_options(options)
        , m_sources(sources)
    {
    }

    Status find()
    {
        std::error_code ignored;
        const std::string asked = m_options.run ? m_options.run->string() : std::string();
        if ((asked == "bm25" || asked == "judged") && !fs::exists(asked, ignored)) {
            return asked == "bm25" ? searchBm25() : takeJudged();
        }
        if (m_options.run) {
            fs::path file = *m_options.run;
            if (file != "-" && !fs::exists(file, ignored) && file.is_relative() &&
                fs::exists(m_dataset.path / file, ignored))
                file = m_dataset.path / file;
            return readRun(file);
        }
        if (!m_sources.runs->empty()) {
            if (m_sources.runs->size() > 1)
                m_dataset.findings.push_back({counted(std::int64_t(m_sources.runs->size()), "run", "runs") +
                                                  " in the folder; candidates are those of " +
                                                  shortName(m_sources.runs->front()),
                                              "runs", std::int64_t(m_sources.runs->size())});
            return readRun(m_sources.runs->front());
        }
        return judgmentsAreCandidates() ? takeJudged() : searchBm25();
    }

private:
    std::string shortName(const fs::path& file) const
    {
        std::error_code ignored;
        const fs::path relative = file.lexically_relative(m_dataset.path);
        return relative.empty() || *relative.begin() == ".." ? file.string() : relative.string();
    }

    Status readRun(const fs::path& file)
    {
        const Result<TrecRun> read = readTrecRun(file, &m_dataset.findings);
        if (!read)
            return read.error();
        m_dataset.candidateSource = "run " + shortName(file);
        std::int64_t withoutText = 0;
        for (std::size_t query = 0; query < m_dataset.queryIds.size() && !isFull(); ++query) {
            const auto found = read->queries.find(m_dataset.queryIds[query]);
            if (found != read->queries.end())
                withoutText += add(int(query), found->second);
        }
        std::int64_t unknown = 0;
        std::string firstUnknown;
        for (const auto& [query, documents] : read->queries) {
            if (m_sources.queries->find(m_dataset.queryIds, query) == StringIndex::none && unknown++ == 0)
                firstUnknown = query;
        }
        if (withoutText > 0) {
            m_dataset.findings.push_back(
                {counted(withoutText, "candidate", "candidates") + " left out: no text in the corpus",
                 placeOfMissing(file, m_dataset, m_sources), withoutText});
        }
        if (unknown > 0)
            m_dataset.findings.push_back(
                {counted(unknown, "query", "queries") + " of the run without a text (first: " + firstUnknown + ")",
                 file.string(), unknown});
        return ok();
    }

    /// Relevant and not relevant passages for every judged query: a list made for reranking.
    bool judgmentsAreCandidates() const
    {
        if (m_dataset.judgments.queries.empty())
            return false;
        for (const auto& [query, documents] : m_dataset.judgments.queries) {
            bool hasRelevant = false;
            bool hasOther = false;
            for (const auto& [document, grade] : documents) {
                if (m_sources.passages->find(m_dataset.passageIds, document) != StringIndex::none)
                    (grade > 0 ? hasRelevant : hasOther) = true;
            }
            if (!hasRelevant || !hasOther)
                return false;
        }
        return true;
    }

    Status takeJudged()
    {
        m_dataset.candidateSource = "judged";
        for (std::size_t query = 0; query < m_dataset.queryIds.size() && !isFull(); ++query) {
            const auto found = m_dataset.judgments.queries.find(m_dataset.queryIds[query]);
            if (found == m_dataset.judgments.queries.end())
                continue;
            std::vector<ScoredDocument> documents;
            for (const auto& [document, grade] : found->second)
                documents.push_back({document, 0});
            add(int(query), std::move(documents)); // the missing ones are a finding of the judgments already
        }
        return ok();
    }

    /// Goes through the texts twice for all queries at once, and again only where some of the first queries find
    /// nothing and more are wanted.
    Status searchBm25()
    {
        m_dataset.candidateSource = "bm25";
        const int depth = m_options.topK > 0 ? m_options.topK : bm25Depth;
        const std::span<const std::string> queries(m_dataset.queryTexts);
        std::size_t begin = 0;
        while (begin < queries.size() && !isFull()) {
            const std::size_t wanted =
                m_options.maxQueries > 0 ? std::size_t(m_options.maxQueries - m_queries) : queries.size();
            const std::size_t count = std::min(queries.size() - begin, wanted);
            Bm25 bm25(m_dataset.passageIds, queries.subspan(begin, count), depth);
            const auto each = [&](const auto& sink) {
                return eachText(m_sources.corpus, m_dataset.passageIds, sink);
            };
            if (Status status = each([&](std::size_t, std::string_view text) { bm25.count(text); }); !status)
                return status;
            if (Status status = each([&](std::size_t at, std::string_view text) { bm25.score(int(at), text); });
                !status)
                return status;
            for (std::size_t query = 0; query < count; ++query) {
                const std::vector<Bm25::Hit> hits = bm25.hits(query);
                for (const Bm25::Hit& hit : hits)
                    m_dataset.candidates.push_back({int(begin + query), hit.passage, hit.score});
                m_queries += hits.empty() ? 0 : 1;
            }
            begin += count;
        }
        return ok();
    }

    /// In first-stage order; gives back the number without text.
    std::int64_t add(int query, std::vector<ScoredDocument> documents)
    {
        rankDocuments(documents);
        const std::size_t before = m_dataset.candidates.size();
        std::int64_t withoutText = 0;
        for (const ScoredDocument& entry : documents) {
            if (m_options.topK > 0 && m_dataset.candidates.size() - before == std::size_t(m_options.topK))
                break;
            const int passage = m_sources.passages->find(m_dataset.passageIds, entry.document);
            if (passage == StringIndex::none)
                ++withoutText;
            else
                m_dataset.candidates.push_back({query, passage, entry.score});
        }
        m_queries += m_dataset.candidates.size() > before ? 1 : 0;
        return withoutText;
    }

    bool isFull() const { return m_options.maxQueries > 0 && m_queries >= m_options.maxQueries; }

    Dataset& m_dataset;
    const DatasetOptions& m_options;
    const CandidateSources& m_sources;
    int m_queries = 0; // with candidates
};

} // namespace

Status findCandidates(Dataset& dataset, const DatasetOptions& options, const CandidateSources& sources)
{
    return CandidateFinder(dataset, options, sources).find();
}

std::string placeOfMissing(const fs::path& file, const Dataset& dataset, const CandidateSources& sources)
{
    if (file == "-")
        return "standard input";
    Result<LineReader> reader = LineReader::open(file);
    if (!reader)
        return file.string();
    std::string_view line;
    Columns columns;
    while (reader->next(line)) {
        columns.split(line, Columns::WhiteSpace);
        if (columns.count() < 3 || columns[0].starts_with('#'))
            continue;
        const bool isTsv = columns.count() == 3;
        const std::string_view document = columns[isTsv ? 1 : 2];
        if (isTsv && !toNumber<int>(columns[2]))
            continue; // the header
        if (sources.queries->find(dataset.queryIds, columns[0]) != StringIndex::none &&
            sources.passages->find(dataset.passageIds, document) == StringIndex::none)
            return reader->place();
    }
    return file.string();
}

} // namespace rw
