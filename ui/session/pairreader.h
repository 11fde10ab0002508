// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/comparison.h"
#include "core/report/inspection.h"

#include <QObject>
#include <QThreadPool>

#include <memory>
#include <optional>
#include <tuple>

namespace rw::ui {

class Session;

/// The reference and one configuration that is compared with it, read in the background: values of every query, scores
/// of every pair, and how far the two agree. Another request replaces an earlier one.
class PairReader : public QObject
{
    Q_OBJECT

public:
    struct Read
    {
        Inspection inspection;                  // left: the reference
        std::optional<PairedComparison> paired; // absent where one of the two is incomplete
        std::optional<Agreement> agreement;     // absent where they rank no query both
    };

    explicit PairReader(Session* session, QObject* parent = nullptr);
    ~PairReader() override;

    /// Asking for the same again does nothing. A 0 for either: there is nothing to read.
    void read(std::int64_t reference, std::int64_t other);
    bool isBusy() const { return m_isBusy; }
    /// Null: not read yet, or nothing to read.
    const std::shared_ptr<const Read>& pair() const { return m_read; }

signals:
    void changed();
    void failed(const QString& what);

private:
    Session* m_session;
    QThreadPool m_pool;
    std::shared_ptr<const Read> m_read;
    std::tuple<QString, std::int64_t, std::int64_t, std::int64_t, std::int64_t, std::string> m_asked;
    int m_request = 0;
    bool m_isBusy = false;
};

} // namespace rw::ui
