// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QCache>
#include <QStringList>

#include <functional>
#include <vector>

namespace rw::ui {

enum class Tone { Normal, Muted, Good, Caution, Failed, Accent };

/// What one cell of a table shows. Colours are looked up when it is painted, so that a change of theme needs no work.
struct Cell
{
    QString text;
    Tone tone = Tone::Normal;
    bool right = false; // numbers
    bool bold = false;
    bool mono = false;
    QString icon;         // in the colour of the tone
    int series = -1;      // the mark of this model ...
    QString quantization; // ... in this quantization
    QVariant sort;        // where it differs from the text
    QString tip;
    QVariant interval;    // QVariantList: low, value, high, base, ceiling
    double progress = -1; // 0..1: a bar instead of the text

    static Cell number(const QString& text, const QVariant& sort = {});
};

/// A read-only table of cells. Subclasses turn the plain structs of their subject into rows.
class CellModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role { SortRole = Qt::UserRole + 1, IntervalRole, ProgressRole };
    using Row = std::vector<Cell>;

    explicit CellModel(const QStringList& headers, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    const QStringList& headers() const { return m_headers; }
    void setHeaders(const QStringList& headers);
    /// Keeps selection and scroll position where the number of rows stays the same.
    void setRows(std::vector<Row> rows);
    /// Of a table with many rows: made when they are looked at.
    void setRows(std::size_t count, std::function<Row(std::size_t)> make);
    void prependRow(Row row, int limit);
    /// Changes one row, or adds it where `place` is the number of rows.
    void setRow(std::size_t place, Row row);

private:
    void replaceRows(std::size_t count, const std::function<void()>& take);
    const Row& rowAt(int place) const;

    QStringList m_headers;
    std::vector<Row> m_rows;
    std::size_t m_count = 0; // of rows that `m_make` makes
    std::function<Row(std::size_t)> m_make;
    mutable QCache<int, Row> m_made{2000}; // more than a screen has, and than a view measures
};

} // namespace rw::ui
