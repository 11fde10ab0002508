// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/pane.h"

#include "core/report/comparison.h"

#include <QString>
#include <QStringList>
#include <QThreadPool>

#include <string>
#include <tuple>

class QComboBox;
class QLabel;

namespace rw::ui {

class CellModel;
class Session;
class TableView;

/// Two configurations compared on parts of the queries: by a topic, a language, the length of the query. The slices of
/// the chosen field are one family of tests.
class SlicesPane : public Pane
{
    Q_OBJECT

public:
    explicit SlicesPane(Session* session, QWidget* parent = nullptr);
    ~SlicesPane() override;

    /// Reads and compares in the background; asking for the same again does nothing. 0 for either: nothing to compare.
    void compare(std::int64_t reference, std::int64_t other);

signals:
    /// The queries of a slice are wanted: a filter of the Inspect page.
    void filterRequested(const QString& filter);

private:
    struct Read
    {
        std::vector<std::string> fields; // that make slices
        std::string field;               // of the slices below; empty: there is none
        QuerySlices slices;
        std::vector<SliceDifference> differences; // none: one of the two is incomplete
    };

    void take(const Result<Read>& read);
    void showRows();

    Session* m_session;
    QComboBox* m_field;
    QLabel* m_said;
    CellModel* m_model;
    TableView* m_table;
    QThreadPool m_pool;
    Read m_read;
    QString m_wanted; // field, as chosen; empty: the first one
    std::int64_t m_reference = 0;
    std::int64_t m_other = 0;
    std::tuple<QString, std::int64_t, std::int64_t, std::string, QString> m_asked;
    int m_request = 0;
};

} // namespace rw::ui
