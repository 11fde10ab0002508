// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/workspace.h"

#include "core/base/sha256.h"
#include "core/store/database.h"
#include "core/store/packedscores.h"
#include "core/store/schema.h"
#include "core/store/writerthread.h"

#include <map>
#include <string_view>
#include <sys/stat.h>
#include <utility>

namespace rw {

namespace {

void insertQueries(Database& database, std::int64_t id, const Dataset& dataset)
{
    Statement insert = database.prepare("INSERT INTO query(dataset, position, id, text) VALUES(?,?,?,?)");
    for (std::size_t i = 0; i < dataset.queryIds.size(); ++i)
        insert.bind(id).bind(std::int64_t(i)).bind(dataset.queryIds[i]).bind(dataset.queryTexts[i]).run();
}

/// Of a collection what candidates and judgments name: the rest may be a thousand times as much, and nobody asks for
/// it.
void insertPassages(Database& database, std::int64_t id, const Dataset& dataset)
{
    std::vector<bool> isCandidate(dataset.passageIds.size(), false);
    for (const auto& candidate : dataset.candidates)
        isCandidate[std::size_t(candidate.passage)] = true;
    Statement insert = database.prepare("INSERT INTO passage(dataset, position, id, text) VALUES(?,?,?,?)");
    for (std::size_t i = 0; i < dataset.passageIds.size(); ++i) {
        if (const auto text = dataset.passageTexts[i]; isCandidate[i] || !text.empty())
            insert.bind(id).bind(std::int64_t(i)).bind(dataset.passageIds[i]).bind(text).run();
    }
}

/// Fields are not part of the identity of a data set: no score depends on them. Of a known one they may have changed.
void setQueryFields(Database& database, std::int64_t id, const Dataset& dataset)
{
    Statement update =
        database.prepare("UPDATE query SET fields = ?1 WHERE dataset = ?2 AND position = ?3 AND fields IS NOT ?1");
    for (std::size_t i = 0; i < dataset.queryFields.size(); ++i)
        update.bind(dataset.queryFields[i]).bind(id).bind(std::int64_t(i)).run();
}

std::string judgmentsHash(const Dataset& dataset)
{
    Sha256 hash;
    for (const auto& [query, judged] : dataset.judgments.queries) {
        hash.addField(query);
        hash.addNumber(judged.size());
        const std::map<std::string_view, int> sorted(judged.begin(), judged.end());
        for (const auto& [document, grade] : sorted) {
            hash.addField(document);
            hash.addNumber(std::uint64_t(std::int64_t(grade)));
        }
    }
    return hash.hex();
}

std::string candidatesHash(const Dataset& dataset)
{
    Sha256 hash;
    for (const auto& candidate : dataset.candidates) {
        hash.addField(dataset.queryIds[std::size_t(candidate.query)]);
        hash.addField(dataset.passageIds[std::size_t(candidate.passage)]);
    }
    return hash.hex();
}

std::int64_t insertDataset(Database& database, const Dataset& dataset)
{
    std::int64_t judgments = 0;
    for (const auto& query : dataset.judgments.queries)
        judgments += std::int64_t(query.second.size());
    Statement row = database.prepare("INSERT INTO dataset(name, path, format, split, candidate_source, content_hash, "
                                     "judgments_hash, candidates_hash, queries, passages, candidates, "
                                     "judgments) VALUES(?,?,?,?,?,?,?,?,?,?,?,?)");
    row.bind(dataset.name)
        .bind(std::filesystem::absolute(dataset.path).string())
        .bind(dataset.format)
        .bind(dataset.split)
        .bind(dataset.candidateSource)
        .bind(dataset.contentHash)
        .bind(judgmentsHash(dataset))
        .bind(candidatesHash(dataset))
        .bind(std::int64_t(dataset.queryIds.size()))
        .bind(std::int64_t(dataset.passageIds.size()))
        .bind(std::int64_t(dataset.candidates.size()))
        .bind(judgments)
        .run();
    const std::int64_t id = database.lastRowId();

    insertQueries(database, id, dataset);
    setQueryFields(database, id, dataset);
    insertPassages(database, id, dataset);

    Statement pair =
        database.prepare("INSERT INTO candidate(dataset, pair, query, passage, first_stage_score) VALUES(?,?,?,?,?)");
    for (std::size_t i = 0; i < dataset.candidates.size(); ++i) {
        const auto& candidate = dataset.candidates[i];
        pair.bind(id)
            .bind(std::int64_t(i))
            .bind(candidate.query)
            .bind(candidate.passage)
            .bind(double(candidate.firstStageScore))
            .run();
    }

    Statement judgment = database.prepare("INSERT INTO judgment(dataset, query, passage_id, grade) VALUES(?,?,?,?)");
    for (std::size_t i = 0; i < dataset.queryIds.size(); ++i) {
        const auto judged = dataset.judgments.queries.find(dataset.queryIds[i]);
        if (judged == dataset.judgments.queries.end())
            continue;
        for (const auto& [document, grade] : judged->second)
            judgment.bind(id).bind(std::int64_t(i)).bind(document).bind(grade).run();
    }
    return id;
}

} // namespace

Result<std::unique_ptr<Workspace>> Workspace::open(const std::filesystem::path& file, Mode mode)
{
    auto database = Database::open(file, mode == Mode::OpenOrCreate ? Database::Mode::Create : Database::Mode::Write);
    if (!database)
        return database.error();
    if (const auto status = migrate(**database); !status)
        return status.error();
    (*database)->execute("PRAGMA synchronous = NORMAL");
    if (const auto status = (*database)->takeStatus(); !status)
        return status.error();
    const auto unpacked = unpackedUnits(**database);
    if (const auto status = (*database)->takeStatus(); !status)
        return status.error();
    auto writer = std::make_unique<WriterThread>(std::move(*database));
    for (const std::int64_t unit : unpacked)
        writer->post([unit](Database& own) { packScores(own, unit); });
    return std::unique_ptr<Workspace>(new Workspace(file, std::move(writer)));
}

Workspace::Workspace(std::filesystem::path path, std::unique_ptr<WriterThread> writer)
    : m_path(std::move(path))
    , m_writer(std::move(writer))
{
    struct stat info = {};
    if (::stat(m_path.c_str(), &info) == 0) {
        m_device = info.st_dev;
        m_inode = info.st_ino;
    }
}

Workspace::~Workspace() = default;

bool Workspace::isInPlace() const
{
    struct stat info = {};
    return ::stat(m_path.c_str(), &info) == 0 && info.st_dev == m_device && info.st_ino == m_inode;
}

Result<std::int64_t> Workspace::addModel(const ModelFolder& folder, const std::string& name)
{
    std::int64_t id = 0;
    const auto status = m_writer->call([&](Database& database) {
        Statement row = database.prepare(
            "INSERT INTO model(name, path, backbone, fingerprint, parameters, layers, max_length, weights_dtype, "
            "weight_bytes, untrained) VALUES(?,?,?,?,?,?,?,?,?,?) "
            "ON CONFLICT(fingerprint) DO UPDATE SET path = excluded.path RETURNING id");
        row.bind(name)
            .bind(std::filesystem::absolute(folder.path).string())
            .bind(toString(folder.config.backbone))
            .bind(folder.fingerprint)
            .bind(folder.parameters)
            .bind(folder.config.layers)
            .bind(folder.config.maxLength)
            .bind(folder.weightsDtype)
            .bind(folder.weightBytes)
            .bind(folder.untrained);
        if (row.step())
            id = row.integer(0);
        row.run();
    });
    if (!status)
        return status.error();
    return id;
}

Result<std::int64_t> Workspace::addDataset(const Dataset& dataset)
{
    std::int64_t id = 0;
    const auto status = m_writer->call([&](Database& database) {
        Statement known = database.prepare("SELECT id FROM dataset WHERE content_hash = ?");
        known.bind(dataset.contentHash);
        if (!known.step()) {
            id = insertDataset(database, dataset);
            return;
        }
        id = known.integer(0);
        setQueryFields(database, id, dataset);
    });
    if (!status)
        return status.error();
    return id;
}

Status Workspace::removeModel(std::int64_t id)
{
    return m_writer->call(
        [id](Database& database) { database.prepare("DELETE FROM model WHERE id = ?").bind(id).run(); });
}

Status Workspace::removeDataset(std::int64_t id)
{
    return m_writer->call(
        [id](Database& database) { database.prepare("DELETE FROM dataset WHERE id = ?").bind(id).run(); });
}

} // namespace rw
