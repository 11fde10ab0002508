// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screenshots/plotexport.h"

#include "ui/plot/deviceplot.h"
#include "ui/plot/latencyplot.h"
#include "ui/plot/qualityplot.h"
#include "ui/session/resultsreader.h"
#include "ui/session/selection.h"
#include "ui/text/language.h"
#include "ui/text/numbers.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QLocale>

#include <cstdio>
#include <map>
#include <set>

namespace rw::ui {

namespace {

bool save(PlotWidget& plot, const QString& base)
{
    for (const char* suffix : {"pdf", "svg", "png", "csv"}) {
        const QString file = base + QLatin1Char('.') + QLatin1String(suffix);
        QString why;
        if (!plot.exportTo(file, &why)) {
            std::fprintf(stderr, "rerank-workbench: error: %s\n", qPrintable(why));
            return false;
        }
        std::printf("%s\n", qPrintable(file));
    }
    return true;
}

} // namespace

PlotExport::PlotExport(const QString& workspace, const QString& folder)
    : m_workspace(workspace)
    , m_folder(folder)
{
}

int PlotExport::run()
{
    EvaluationCache cache;
    const auto file = QFileInfo(m_workspace).filesystemAbsoluteFilePath();
    auto results = readResults(file, 0, Selection().measure(), cache);
    const Status status = results ? addMeasured(file, *results) : results.error();
    if (!status) {
        std::fprintf(stderr, "rerank-workbench: error: %s\n", status.error().what.c_str());
        return 1;
    }
    addIntervals(results->rows);
    if (!QDir().mkpath(m_folder)) {
        std::fprintf(stderr, "rerank-workbench: error: %s: the folder could not be made\n", qPrintable(m_folder));
        return 1;
    }
    Language::install(QLocale(QLocale::English, QLocale::UnitedStates));
    Theme::apply(*qApp, Theme::Choice::Light);
    const QDir folder(m_folder);
    std::map<std::string, std::vector<ResultRow>> datasets;
    for (const ResultRow& row : results->rows)
        datasets[row.unit.datasetName].push_back(row);
    bool good = true;
    for (const auto& [name, rows] : datasets) {
        QString safe = text(name);
        safe.replace(QLatin1Char('/'), QLatin1Char('-'));
        QualityPlot quality;
        quality.setRows(rows);
        good = good && save(quality, folder.filePath(QStringLiteral("quality-") + safe));
        std::vector<LatencyPlot::Series> series;
        std::set<QString> passes; // cut-off layers share their batches
        for (const ResultRow& row : rows) {
            UnitRecord unit = row.unit;
            unit.cutoffLayer = 0;
            if (!row.batchMs.empty() && passes.insert(configurationName(unit)).second)
                series.push_back({configurationName(unit), row.modelIndex, text(unit.quantization), row.batchMs});
        }
        LatencyPlot latency;
        latency.setSeries(std::move(series));
        good = good && save(latency, folder.filePath(QStringLiteral("latency-") + safe));
    }
    DevicePlot use;
    use.setSamples(results->samples);
    good = good && save(use, folder.filePath(QStringLiteral("device-use")));
    return good ? 0 : 1;
}

} // namespace rw::ui
