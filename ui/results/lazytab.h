// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace rw::ui {

class Session;

/// A part of the Results page that reads and computes only while it can be seen. `refresh` follows every change of the
/// results and of the selection, several of them at once.
class LazyTab : public QWidget
{
    Q_OBJECT

public:
    explicit LazyTab(Session* session, QWidget* parent = nullptr);

signals:
    void exportFailed(const QString& why);

protected:
    Session* session() const { return m_session; }
    virtual void refresh() = 0;
    void showEvent(QShowEvent* event) override;

private:
    void later();

    Session* m_session;
    bool m_isStale = true;
    bool m_isComing = false;
};

} // namespace rw::ui
