// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/protocol/messages.h"

#include <QString>
#include <QStringList>

#include <string>
#include <vector>

namespace rw {

/// What `rerank-worker --describe` says: the devices that it can use. Waits up to a minute.
Result<std::vector<protocol::Hello>> describeDevices(const QString& workerProgram);

/// What the device "auto" means: all GPUs, else the processor.
QStringList autoDevices(const std::vector<protocol::Hello>& devices);
/// "auto" and lists such as "cpu,cpu" or "cuda:0" to one entry a worker.
QStringList expandDevices(const std::vector<std::string>& devices, const QStringList& available);
/// What the quantization "auto" means for the first of the chosen devices.
Quantization automaticQuantization(const std::vector<protocol::Hello>& described, const QStringList& devices);
/// Threads of one worker: what was asked for, else the cores shared by the workers on the processor.
int workerThreads(int asked, const QStringList& devices);

} // namespace rw
