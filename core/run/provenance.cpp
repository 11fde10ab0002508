// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/provenance.h"

#include "core/base/buildid.h"
#include "core/protocol/messages.h"
#include "core/store/database.h"
#include "core/telemetry/telemetry.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSysInfo>
#include <QTimeZone>

#include <cstdlib>

using namespace Qt::StringLiterals;

namespace rw {

namespace {

/// Processes that wanted a processor in the last minute, before the run adds its own.
QJsonValue loadAverage()
{
    double load = 0;
    return ::getloadavg(&load, 1) == 1 ? QJsonValue(load) : QJsonValue();
}

} // namespace

std::string provenance(const Experiment& experiment, const QStringList& devices, int threads, std::int64_t tokeniseNs)
{
    const auto processor = processorInfo();
    QJsonArray features;
    for (const auto& feature : processor.features)
        features.append(QString::fromStdString(feature));
    const QJsonObject program{{u"version"_s, u"" RW_VERSION ""_s},
                              {u"build_id"_s, QString::fromStdString(buildId())},
                              {u"engine"_s, protocol::kEngineVersion},
                              {u"protocol"_s, protocol::kVersion},
                              {u"compiler"_s, QString::fromLatin1(__VERSION__)}};
    const QJsonObject libraries{{u"qt"_s, QString::fromLatin1(qVersion())},
                                {u"sqlite"_s, QString::fromLatin1(sqliteVersion())}};
    const QJsonObject machine{{u"os"_s, QSysInfo::prettyProductName()},
                              {u"kernel"_s, QSysInfo::kernelVersion()},
                              {u"processor"_s, QString::fromStdString(processor.name)},
                              {u"cores"_s, processor.cores},
                              {u"memory_bytes"_s, qint64(processor.memoryBytes)},
                              {u"features"_s, features}};
    const QJsonObject batching{{u"devices"_s, QJsonArray::fromStringList(devices)},
                               {u"threads"_s, threads},
                               {u"batch_tokens"_s, experiment.batchTokens},
                               {u"share_lengths"_s, experiment.shareLengths},
                               {u"warmup_batches"_s, experiment.warmupBatches},
                               {u"repeats"_s, experiment.repeats},
                               {u"order"_s, u"longest first; decoders query by query"_s},
                               {u"stop"_s, u"every pair once, then repeats"_s}};
    const QJsonObject conditions{{u"load_average"_s, loadAverage()},
                                 {u"memory_free_bytes"_s, qint64(processor.freeBytes)},
                                 {u"timezone"_s, QString::fromUtf8(QTimeZone::systemTimeZoneId())}};
    return QJsonDocument(QJsonObject{{u"program"_s, program},
                                     {u"libraries"_s, libraries},
                                     {u"machine"_s, machine},
                                     {u"batching"_s, batching},
                                     {u"conditions"_s, conditions},
                                     {u"preparation"_s, QJsonObject{{u"tokenise_ns"_s, qint64(tokeniseNs)}}},
                                     {u"reuse_scores"_s, experiment.reuseScores}})
        .toJson(QJsonDocument::Compact)
        .toStdString();
}

} // namespace rw
