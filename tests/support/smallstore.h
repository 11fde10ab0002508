// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/database.h"
#include "core/store/workspace.h"
#include "core/store/writerthread.h"
#include "tests/support/smalldata.h"

#include <QByteArray>
#include <QFile>
#include <QString>

#include <memory>

namespace rw::test {

inline constexpr int kQueries = 6;
inline constexpr int kCandidates = 8;
inline constexpr int kPairs = kQueries * kCandidates;

inline QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
}

inline void put(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("%s cannot be written", qPrintable(path));
}

inline std::string messageOf(const Status& status)
{
    return status ? std::string("no error") : status.error().what;
}

inline float scoreOf(int pair)
{
    return float((pair * 37) % 23) / 8.0F; // with ties
}

/// A workspace with one run of two units, not scored yet.
struct Store
{
    explicit Store(const QString& file, int queries = kQueries, int candidates = kCandidates)
        : path(file.toStdString())
        , pairs(queries * candidates)
    {
        auto opened = Workspace::open(path, Workspace::Mode::OpenOrCreate);
        if (!opened)
            qFatal("%s", opened.error().what.c_str());
        workspace = std::move(*opened);
        model = workspace->addModel(smallModel(), "small").value();
        dataset = workspace->addDataset(smallDataset(queries, candidates)).value();
        writer = std::make_unique<RunWriter>(*workspace);
        const auto started =
            writer->start({"name", "key", "batch", "machine", "1", "{}", "{}"},
                          {smallUnit(model, dataset, pairs), smallUnit(model, dataset, pairs, 256)}, false);
        if (!started)
            qFatal("%s", started.error().what.c_str());
        run = started->run;
        units = started->units;
        worker = started->nextWorker;
        writer->postWorker(run, worker, {0, "cpu", "fake", "1", "none", "", "", 1, 4711, 0});
        (void)workspace->writer().flush();
    }

    void score(std::int64_t unit, int begin, int end)
    {
        std::vector<RunWriter::Scored> scores;
        for (int pair = begin; pair < end; ++pair)
            scores.push_back({unit, pair, scoreOf(pair)});
        BatchRecord batch;
        batch.unit = unit;
        batch.pairs = end - begin;
        batch.totalNs = 1000;
        writer->postChunk(std::move(scores), worker, {batch});
        writer->postSample(worker, 1, {});
    }

    std::int64_t number(const std::string& sql)
    {
        std::int64_t value = -1;
        const auto status = workspace->writer().call([&](Database& database) { value = database.number(sql); });
        return status ? value : -2;
    }

    std::unique_ptr<WorkspaceReader> reader()
    {
        if (const auto flushed = workspace->writer().flush(); !flushed)
            qFatal("%s", flushed.error().what.c_str());
        return readerNow();
    }

    std::unique_ptr<WorkspaceReader> readerNow() const
    {
        auto opened = WorkspaceReader::open(path);
        if (!opened)
            qFatal("%s", opened.error().what.c_str());
        return std::move(*opened);
    }

    std::filesystem::path path;
    int pairs = 0;
    std::unique_ptr<Workspace> workspace;
    std::unique_ptr<RunWriter> writer;
    std::int64_t model = 0;
    std::int64_t dataset = 0;
    std::int64_t run = 0;
    std::int64_t worker = 0;
    std::vector<std::int64_t> units;
};

} // namespace rw::test
