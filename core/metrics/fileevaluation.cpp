// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/fileevaluation.h"

#include "core/data/columns.h"
#include "core/data/stringindex.h"
#include "core/metrics/judgedranking.h"
#include "core/metrics/spillbuckets.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <mutex>
#include <optional>
#include <span>
#include <thread>

namespace rw {

namespace {

constexpr std::size_t bucketCount = 128; // 5 GB of lines make buckets of 50 MB

/// More threads than this would wait for the reader of the files anyway; each holds a bucket in memory.
int threadsFor(std::int64_t lines)
{
    constexpr std::int64_t worthThreads = 50000;
    return lines < worthThreads ? 1 : int(std::clamp(std::thread::hardware_concurrency(), 1U, 4U));
}

/// A line as it waits in its bucket, followed by the bytes of its document id.
struct LineHead
{
    std::uint32_t query = 0;
    std::uint32_t length = 0;
    std::int64_t line = 0;
    union {
        std::int32_t grade;
        float score = 0;
    };
};

struct Line
{
    LineHead head;
    std::string_view document;
    std::size_t hash = 0;
};

Status append(SpillBuckets& buckets, const LineHead& head, std::string_view document)
{
    std::string& bytes = buckets.end(head.query % bucketCount);
    bytes.append(reinterpret_cast<const char*>(&head), sizeof(head));
    bytes.append(document);
    return buckets.settle(sizeof(head) + document.size());
}

/// The lines of a bucket, those of one query together and in the order of the file.
void readLines(const std::string& bytes, std::vector<Line>& lines)
{
    lines.clear(); // and keeps its memory for the next bucket
    for (std::size_t at = 0; at < bytes.size();) {
        Line line;
        std::memcpy(&line.head, bytes.data() + at, sizeof(LineHead));
        at += sizeof(LineHead);
        line.document = std::string_view(bytes).substr(at, line.head.length);
        at += line.head.length;
        line.hash = std::hash<std::string_view>()(line.document);
        lines.push_back(line);
    }
    const auto byQuery = [](const Line& a, const Line& b) {
        return a.head.query < b.head.query;
    };
    if (!std::is_sorted(lines.begin(), lines.end(), byQuery))
        std::stable_sort(lines.begin(), lines.end(), byQuery);
}

/// Takes the lines of the first query off.
std::span<Line> takeQuery(std::span<Line>& lines)
{
    std::size_t count = 1;
    while (count < lines.size() && lines[count].head.query == lines[0].head.query)
        ++count;
    const std::span<Line> ofQuery = lines.first(count);
    lines = lines.subspan(count);
    return ofQuery;
}

/// Finds lines of one query by document. Keeps its memory for the next query.
class DocumentIndex
{
public:
    void reset(std::size_t documents)
    {
        std::size_t size = 64;
        while (size < 2 * documents)
            size *= 2;
        m_slots.assign(size, nullptr);
    }
    /// The line that is there already, or null.
    const Line* insert(const Line& line)
    {
        const Line*& slot = m_slots[find(line)];
        if (slot)
            return slot;
        slot = &line;
        return nullptr;
    }
    const Line* at(const Line& line) const { return m_slots[find(line)]; }

private:
    std::size_t find(const Line& line) const
    {
        const std::size_t mask = m_slots.size() - 1;
        std::size_t i = line.hash & mask;
        while (m_slots[i] && (m_slots[i]->hash != line.hash || m_slots[i]->document != line.document))
            i = (i + 1) & mask;
        return i;
    }
    std::vector<const Line*> m_slots;
};

class FileEvaluator
{
public:
    FileEvaluator(const std::vector<Measure>& measures, const EvaluationOptions& options, bool keepQueries,
                  std::size_t memoryBytes)
        : m_measures(measures)
        , m_options(options)
        , m_keepQueries(keepQueries)
        , m_judgments(bucketCount, memoryBytes / 2)
        , m_results(bucketCount, memoryBytes / 2)
        , m_aggregate(measures)
    {
    }

    Status readJudgments(const std::filesystem::path& file)
    {
        m_judgments.expect(file);
        return eachJudgment(file, [&](const JudgmentLine& judgment, const LineReader& reader) {
            if (m_qrelsLabel.empty())
                m_qrelsLabel = reader.label();
            if (judgment.grade < 0)
                m_negatives.add(reader);
            LineHead head;
            head.query = query(judgment.query);
            m_states[head.query].isJudged = true;
            head.length = std::uint32_t(judgment.document.size());
            head.line = reader.lineNumber();
            head.grade = judgment.grade;
            ++m_lines;
            return append(m_judgments, head, judgment.document);
        });
    }

    Status readRun(const std::filesystem::path& file)
    {
        m_lastQuery.reset();
        m_results.expect(file);
        const auto tag = eachResult(
            file,
            [&](const ResultLine& result, const LineReader& reader) {
                if (m_runLabel.empty())
                    m_runLabel = reader.label();
                LineHead head;
                head.query = query(result.query);
                State& state = m_states[head.query];
                state.isRanked = true;
                if (state.ranks.contradicts(result.rank, result.score))
                    m_contradictions.add(reader);
                head.length = std::uint32_t(result.document.size());
                head.line = reader.lineNumber();
                head.score = result.score;
                ++m_lines;
                return append(m_results, head, result.document);
            },
            &m_runFindings);
        if (!tag)
            return tag.error();
        m_tag = *tag;
        return ok();
    }

    Result<FileEvaluation> finish(std::vector<Finding>* findings)
    {
        {
            std::vector<std::jthread> others;
            for (int i = 1; i < threadsFor(m_lines); ++i)
                others.emplace_back([this] { evaluateBuckets(); });
            evaluateBuckets();
        }
        if (!m_bucketStatus)
            return m_bucketStatus.error();
        // Of several, the one that a reader of the file would have come upon first.
        for (const Fault& fault : {m_judgmentFault, m_resultFault}) {
            if (fault.line > 0)
                return fault.error;
        }
        reportJudgments(findings, m_duplicates, m_negatives);
        reportRanks(findings, m_contradictions);
        if (findings)
            findings->insert(findings->end(), m_runFindings.begin(), m_runFindings.end());

        FileEvaluation result;
        result.evaluation = std::move(m_evaluation);
        result.evaluation.measures = m_measures;
        result.evaluation.all = m_aggregate.all();
        for (std::size_t i = 0; i < m_measures.size() && m_options.complete; ++i) {
            // trec_eval -c counts the grades above 0 of all qrels here, whatever -l says.
            if (m_measures[i].name == "num_rel")
                result.evaluation.all[i] = double(m_aboveZero);
        }
        result.tag = m_tag;
        result.withoutRelevant = m_withoutRelevant;
        for (std::size_t i = 0; i < m_states.size(); ++i) {
            result.judgedQueries += m_states[i].isJudged ? 1 : 0;
            result.runQueries += m_states[i].isRanked ? 1 : 0;
            if (m_states[i].isJudged && !m_states[i].isRanked)
                result.evaluation.missing.push_back(m_queries[i]);
            else if (!m_states[i].isJudged)
                result.evaluation.unjudged.push_back(m_queries[i]);
        }
        std::sort(result.evaluation.missing.begin(), result.evaluation.missing.end());
        std::sort(result.evaluation.unjudged.begin(), result.evaluation.unjudged.end());
        return result;
    }

private:
    struct State
    {
        bool isJudged = false;
        bool isRanked = false;
        RankCheck ranks;
    };
    struct Fault
    {
        std::int64_t line = 0; // 0: none
        Error error;
    };

    std::uint32_t query(std::string_view id)
    {
        if (m_lastQuery && m_queries[*m_lastQuery] == id)
            return *m_lastQuery;
        m_lastQuery = std::uint32_t(m_queryIndex.insert(m_queries, id));
        if (m_states.size() < m_queries.size())
            m_states.emplace_back();
        return *m_lastQuery;
    }

    /// What one thread works with, kept from query to query.
    struct Bench
    {
        std::vector<Line> judgments; // of the bucket
        std::vector<Line> results;
        DocumentIndex documents;
        std::vector<int> grades;
        std::vector<int> pool;
        JudgedRanking ranking;
    };

    /// Takes bucket after bucket, as other threads do; a query is in one bucket only. Ends at the first error.
    void evaluateBuckets()
    {
        Bench bench;
        while (true) {
            const std::size_t bucket = m_nextBucket++;
            if (bucket >= bucketCount)
                return;
            std::unique_lock lock(m_mutex); // of the temporary file
            if (!m_bucketStatus)
                return;
            const auto judgmentBytes = m_judgments.take(bucket);
            const auto resultBytes = m_results.take(bucket);
            if (!judgmentBytes || !resultBytes) {
                m_bucketStatus = judgmentBytes ? resultBytes.error() : judgmentBytes.error();
                return;
            }
            lock.unlock();
            evaluateBucket(bench, *judgmentBytes, *resultBytes);
        }
    }

    void evaluateBucket(Bench& bench, const std::string& judgmentBytes, const std::string& resultBytes)
    {
        readLines(judgmentBytes, bench.judgments);
        readLines(resultBytes, bench.results);
        std::span<Line> judgmentsLeft(bench.judgments);
        std::span<Line> resultsLeft(bench.results);
        while (!judgmentsLeft.empty() || !resultsLeft.empty()) {
            const bool hasJudgments = !judgmentsLeft.empty() &&
                                      (resultsLeft.empty() || judgmentsLeft[0].head.query <= resultsLeft[0].head.query);
            const bool hasResults = !resultsLeft.empty() &&
                                    (judgmentsLeft.empty() || resultsLeft[0].head.query <= judgmentsLeft[0].head.query);
            evaluateQuery(bench, hasJudgments ? takeQuery(judgmentsLeft) : std::span<Line>(),
                          hasResults ? takeQuery(resultsLeft) : std::span<Line>());
        }
    }

    void evaluateQuery(Bench& bench, std::span<Line> judgments, std::span<Line> results)
    {
        checkResults(bench, results);
        if (judgments.empty())
            return;
        indexJudgments(bench, judgments);
        if (results.empty() && !m_options.complete)
            return;
        const auto ranksAbove = [](const Line& a, const Line& b) {
            return a.head.score != b.head.score ? a.head.score > b.head.score : a.document > b.document;
        };
        if (!std::is_sorted(results.begin(), results.end(), ranksAbove))
            std::sort(results.begin(), results.end(), ranksAbove);
        bench.grades.clear();
        for (const Line& result : results) {
            if (m_options.maxDocuments > 0 && &result - results.data() == m_options.maxDocuments)
                break;
            const Line* judgment = bench.documents.at(result);
            const int grade = !judgment                  ? JudgedRanking::notInPool
                              : judgment->head.grade < 0 ? JudgedRanking::notJudged
                                                         : judgment->head.grade;
            if (grade >= 0 || !m_options.judgedOnly)
                bench.grades.push_back(grade);
        }
        bench.ranking.assign(bench.grades, bench.pool);
        std::vector<double> values = evaluateRanking(m_measures, bench.ranking);
        const auto aboveZero = std::count_if(bench.pool.begin(), bench.pool.end(), [](int grade) { return grade > 0; });

        const std::string& query = m_queries[judgments[0].head.query];
        const std::scoped_lock lock(m_mutex);
        m_aboveZero += aboveZero;
        m_withoutRelevant += aboveZero > 0 ? 0 : 1;
        m_aggregate.add(query, values);
        if (!m_keepQueries)
            return;
        for (const Measure& measure : m_measures) {
            if (measure.kind == Measure::Kind::RelevanceString)
                m_evaluation.texts[query].push_back(bench.ranking.relevanceString(measure.cutoff));
        }
        m_evaluation.queries.emplace(query, std::move(values));
    }

    void checkResults(Bench& bench, std::span<const Line> results)
    {
        bench.documents.reset(results.size());
        for (const Line& result : results) {
            const Line* first = bench.documents.insert(result);
            if (!first)
                continue;
            const std::scoped_lock lock(m_mutex);
            if (m_resultFault.line == 0 || result.head.line < m_resultFault.line) {
                m_resultFault.line = result.head.line;
                m_resultFault.error = rankedAgain(m_runLabel, result.head.line, first->head.line,
                                                  m_queries[result.head.query], result.document);
            }
        }
    }

    void indexJudgments(Bench& bench, std::span<const Line> judgments)
    {
        bench.documents.reset(judgments.size());
        bench.pool.clear();
        for (const Line& judgment : judgments) {
            const Line* first = bench.documents.insert(judgment);
            if (!first && judgment.head.grade >= 0)
                bench.pool.push_back(judgment.head.grade);
            if (!first)
                continue;
            const std::scoped_lock lock(m_mutex);
            if (first->head.grade == judgment.head.grade) {
                m_duplicates.addAt(m_qrelsLabel, judgment.head.line);
            } else if (m_judgmentFault.line == 0 || judgment.head.line < m_judgmentFault.line) {
                m_judgmentFault.line = judgment.head.line;
                m_judgmentFault.error =
                    judgedAgain(m_qrelsLabel + ":" + std::to_string(judgment.head.line), m_queries[judgment.head.query],
                                judgment.document, judgment.head.grade, first->head.grade);
            }
        }
    }

    std::vector<Measure> m_measures;
    EvaluationOptions m_options;
    bool m_keepQueries;

    std::string m_qrelsLabel;
    std::string m_runLabel;
    std::string m_tag;
    std::vector<std::string> m_queries;
    StringIndex m_queryIndex;
    std::vector<State> m_states; // of m_queries
    std::optional<std::uint32_t> m_lastQuery;
    SpillBuckets m_judgments;
    SpillBuckets m_results;

    Aggregate m_aggregate;
    Evaluation m_evaluation;
    std::int64_t m_lines = 0;
    std::int64_t m_withoutRelevant = 0;
    std::int64_t m_aboveZero = 0; // judgments of the queries that count
    FindingCounter m_duplicates;
    FindingCounter m_negatives;
    FindingCounter m_contradictions;
    std::vector<Finding> m_runFindings;
    Fault m_judgmentFault;
    Fault m_resultFault;

    // While buckets are evaluated: what is below, the aggregate, findings and faults, and the temporary file.
    std::mutex m_mutex;
    std::atomic<std::size_t> m_nextBucket = 0;
    Status m_bucketStatus = ok();
};

} // namespace

Result<FileEvaluation> evaluateFiles(const std::filesystem::path& qrels, const std::filesystem::path& run,
                                     const std::vector<Measure>& measures, const EvaluationOptions& options,
                                     bool keepQueries, std::vector<Finding>* findings, std::size_t memoryBytes)
{
    FileEvaluator evaluator(measures, options, keepQueries, memoryBytes);
    if (Status status = evaluator.readJudgments(qrels); !status)
        return status.error();
    if (Status status = evaluator.readRun(run); !status)
        return status.error();
    return evaluator.finish(findings);
}

} // namespace rw
