// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <cstdint>

class QComboBox;
class QPushButton;

namespace rw::ui {

class Session;

/// Which two configurations a tab shows: the reference, which the page chooses, and the one that is compared with it.
class PairBar : public QWidget
{
    Q_OBJECT

public:
    explicit PairBar(Session* session, QWidget* parent = nullptr);

    /// After any change of results or selection.
    void refresh();
    std::int64_t reference() const;
    std::int64_t other() const { return m_other; }
    QString referenceName() const;
    QString otherName() const;
    /// Makes sure that the other one is what Inspect shows beside the reference.
    void keepOther();
    /// Whether both scores come from the same weights, so that their values can be compared.
    bool isSameModel() const;

signals:
    void inspectRequested();

private:
    Session* m_session;
    QComboBox* m_choice;
    QPushButton* m_inspect;
    std::int64_t m_other = 0;
};

} // namespace rw::ui
