// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QVariantList>

#include <cstddef>
#include <functional>
#include <vector>

namespace rw::ui {

/// The rows of a table. Those of a plot with many points are made when somebody looks at them.
class PlotRows
{
public:
    PlotRows() = default;
    PlotRows(std::size_t count, std::function<QVariantList(std::size_t)> make)
        : m_count(count)
        , m_make(std::move(make))
    {
    }

    std::size_t size() const { return m_make ? m_count : m_rows.size(); }
    bool empty() const { return size() == 0; }
    QVariantList operator[](std::size_t row) const { return m_make ? m_make(row) : m_rows.at(row); }
    QVariantList front() const { return (*this)[0]; }
    void push_back(QVariantList row) { m_rows.push_back(std::move(row)); }

private:
    std::vector<QVariantList> m_rows;
    std::size_t m_count = 0;
    std::function<QVariantList(std::size_t)> m_make;
};

/// The numbers of a plot, for "Show as table" and CSV.
struct PlotTable
{
    QStringList headers;
    PlotRows rows;

    /// RFC 4180, numbers with a point and all digits.
    QByteArray csv() const;
};

} // namespace rw::ui
