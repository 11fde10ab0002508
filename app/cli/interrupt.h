// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <atomic>

class QSocketNotifier;

namespace rw::cli {

/// Turns Ctrl-C, SIGTERM and SIGHUP (the terminal was closed) into a signal in the event loop. A second
/// Ctrl-C ends the program at once.
class Interrupt : public QObject
{
    Q_OBJECT

public:
    explicit Interrupt(QObject* parent = nullptr);
    ~Interrupt() override;

    /// True from the first signal on; for loops that do not go through the event loop.
    static const std::atomic<bool>& flag();

signals:
    void interrupted();

private:
    QSocketNotifier* m_notifier = nullptr;
};

} // namespace rw::cli
