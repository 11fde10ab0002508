// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/modelcheck.h"

#include "core/run/workerdevices.h"
#include "core/run/workerprocess.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <limits>

using namespace Qt::StringLiterals;

namespace rw {

namespace {

constexpr int kMostWords = 4096;

PathComparison comparisonOf(const QJsonObject& json)
{
    PathComparison one;
    one.what = json[u"what"].toString();
    one.pairs = json[u"pairs"].toInt();
    if (json[u"largest"].isDouble())
        one.largest = json[u"largest"].toDouble();
    one.tolerance = json[u"tolerance"].toDouble();
    const auto verdict = json[u"verdict"].toString();
    one.verdict = verdict == u"ok"_s        ? PathComparison::Verdict::Fine
                  : verdict == u"warning"_s ? PathComparison::Verdict::Warning
                                            : PathComparison::Verdict::Failed;
    return one;
}

} // namespace

const PathComparison* decisive(const std::vector<PathComparison>& all, const QString& device,
                               const QString& quantization)
{
    const auto share = [](const PathComparison& one) {
        return one.largest && one.tolerance > 0 ? *one.largest / one.tolerance
                                                : std::numeric_limits<double>::infinity();
    };
    const PathComparison* worst = nullptr;
    for (const PathComparison& one : all) {
        if (one.device != device || one.quantization != quantization)
            continue;
        if (!worst || one.verdict > worst->verdict || (one.verdict == worst->verdict && share(one) > share(*worst)))
            worst = &one;
    }
    return worst;
}

ModelCheck::ModelCheck(const QString& program, QObject* parent)
    : QObject(parent)
    , m_program(program)
{
}

ModelCheck::~ModelCheck()
{
    drop();
}

void ModelCheck::start(const QString& folder, const std::vector<Device>& devices)
{
    if (isRunning())
        end(true);
    m_folder = folder;
    m_comparisons.clear();
    m_devices.assign(devices.begin(), devices.end());
    m_done = 0;
    m_all = 0;
    for (const Device& device : devices)
        m_all += 1 + int(device.quantizations.size());
    nextDevice();
}

void ModelCheck::cancel()
{
    if (isRunning())
        end(true);
}

void ModelCheck::nextDevice()
{
    if (m_devices.empty())
        return end(false);
    m_quantization = -1;
    m_lastWords.clear();
    const QString device = m_devices.front().id;
    m_process = new QProcess(this);
    m_process->setProcessEnvironment(WorkerProcess::environment());
    connect(m_process, &QProcess::readyReadStandardOutput, this, &ModelCheck::read);
    connect(m_process, &QProcess::readyReadStandardError, this,
            [this] { m_lastWords = (m_lastWords + m_process->readAllStandardError()).right(kMostWords); });
    connect(m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            end(false, {m_program.toStdString() + " cannot be started: " + m_process->errorString().toStdString()});
    });
    connect(m_process, &QProcess::finished, this, [this, device](int, QProcess::ExitStatus status) {
        end(false,
            {"the worker on " + device.toStdString() +
                 (status == QProcess::CrashExit ? " was killed (not enough memory?)" : " ended without an answer"),
             m_lastWords.trimmed().toStdString()});
    });
    m_process->start(
        m_program, {u"--doctor"_s, u"--device"_s, device, u"--threads"_s, QString::number(workerThreads(0, {device}))});
    nextStep();
}

void ModelCheck::nextStep()
{
    const Device& device = m_devices.front();
    QJsonObject request{{u"type"_s, u"model"_s}, {u"model"_s, m_folder}};
    QString quantization;
    if (m_quantization >= 0) {
        quantization = device.quantizations.at(m_quantization);
        request = {{u"type"_s, u"check"_s}, {u"quantization"_s, quantization}};
    }
    emit reached(device.id, quantization, m_done, m_all);
    m_process->write(QJsonDocument(request).toJson(QJsonDocument::Compact) + '\n');
}

void ModelCheck::read()
{
    // An answer can make the next step start another process.
    const QProcess* process = m_process;
    while (m_process == process && m_process && m_process->canReadLine())
        take(m_process->readLine());
}

void ModelCheck::take(const QByteArray& line)
{
    const QJsonObject answer = QJsonDocument::fromJson(line).object();
    if (answer.isEmpty())
        return end(false, {"the worker answered something that is no JSON object"});
    const Device device = m_devices.front();
    const bool failed = answer.contains(u"error"_s);
    if (m_quantization < 0) {
        if (failed)
            return end(false,
                       {answer[u"error"].toString().toStdString(), {}, answer[u"hint"].toString().toStdString()});
    } else {
        const QString quantization = device.quantizations.at(m_quantization);
        std::vector<PathComparison> own;
        if (failed) { // too little memory for one type says nothing about the others
            own.emplace_back().what = answer[u"error"].toString();
        } else {
            for (const auto one : answer[u"checks"].toArray())
                own.push_back(comparisonOf(one.toObject()));
        }
        for (PathComparison& one : own) {
            one.device = device.id;
            one.quantization = quantization;
            m_comparisons.push_back(std::move(one));
        }
        emit compared(device.id, quantization);
    }
    ++m_done;
    if (!isRunning())
        return; // who heard of it has cancelled
    if (++m_quantization < int(device.quantizations.size()))
        return nextStep();
    drop();
    m_devices.pop_front();
    nextDevice();
}

/// The process computes and hears nothing: it is killed, and nobody waits for it.
void ModelCheck::drop()
{
    if (!m_process)
        return;
    QProcess* process = std::exchange(m_process, nullptr);
    process->disconnect(this);
    if (process->state() == QProcess::NotRunning)
        return process->deleteLater();
    process->setParent(QCoreApplication::instance()); // it may outlive this, but not the program
    connect(process, &QProcess::finished, process, &QObject::deleteLater);
    process->kill();
}

void ModelCheck::end(bool cancelled, const Error& problem)
{
    drop();
    m_devices.clear();
    emit ended(cancelled, problem);
}

} // namespace rw
