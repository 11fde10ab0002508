// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <functional>

namespace rw::ui {

/// Another style sheet for what can be seen now; everything else gets it when it is shown. Qt matches a new sheet for
/// every part of every page at once, which blocks the window for a quarter of a second when all pages are there.
/// Only for sheets that differ in colours: what is hidden is not laid out anew.
class LateStyle : public QObject
{
public:
    /// One, which lives as long as the application.
    static LateStyle& instance();

    /// `change` sets palette and style sheet of the application.
    void apply(const std::function<void()>& change);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    explicit LateStyle(QObject* parent);

    bool m_isApplying = false;
};

} // namespace rw::ui
