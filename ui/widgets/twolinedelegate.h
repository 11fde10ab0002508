// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace rw::ui {

/// A list entry with a strong first line and a muted second one.
class TwoLineDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    enum Role { SecondLineRole = Qt::UserRole + 10 };

    using QStyledItemDelegate::QStyledItemDelegate;

    /// Sentences instead of names: only the chosen one is strong, and the end is what is left out.
    void setSentences(bool sentences) { m_sentences = sentences; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    bool m_sentences = false;
};

} // namespace rw::ui
