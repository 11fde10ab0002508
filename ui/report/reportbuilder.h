// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/pages/pageddocument.h"
#include "core/report/report.h"

#include <QImage>
#include <QObject>

#include <atomic>
#include <memory>
#include <mutex>

class QThreadPool;
class QTimer;

namespace rw::ui {

/// A laid out report that background tasks share: cairo and Pango want one of them at a time.
struct ReportPages
{
    explicit ReportPages(Document made)
        : document(std::move(made))
        , paged(document)
    {
    }
    const Document document;
    std::mutex mutex;
    PagedDocument paged;
};

/// Makes reports and files of them in the background. What takes long (the comparison) is done once for a run, a
/// reference and a measure; another title or choice of sections only lays it out again.
class ReportBuilder : public QObject
{
    Q_OBJECT

public:
    ReportBuilder(QThreadPool* pool, QObject* parent = nullptr);
    ~ReportBuilder() override;

    /// `ready` or `failed` follows, unless it is cancelled or asked for something else.
    void build(const QString& workspace, const ReportRequest& request);
    void cancel();
    /// Nothing that was made before counts any longer.
    void forget();
    bool isBuilding() const { return m_isBuilding; }
    bool isPainting() const { return m_isPainting; }
    std::shared_ptr<ReportPages> pages() const { return m_pages; } // null: none yet

    /// `saved` or `failed` follows.
    void save(const QString& file);
    /// `painted` follows. Pages from 0; `width` in device pixels.
    void paint(int page, int width);

signals:
    void progressed(int done, int all);
    void ready();
    void painted(int page, const QImage& image);
    void saved(const QString& file, qint64 bytes);
    void failed(const QString& what);

private:
    struct Built
    {
        std::shared_ptr<const Document> whole;
        std::shared_ptr<ReportPages> pages;
    };
    void take(Result<Built> built, const std::string& key);

    QThreadPool* m_pool;
    /// Shared with the tasks, which may outlive this object.
    struct State
    {
        std::atomic<int> request = 0; // tasks of older ones end
        std::atomic<int> done = 0;
        std::atomic<int> all = 0;
    };
    std::shared_ptr<State> m_state;
    QTimer* m_poll;
    std::shared_ptr<const Document> m_whole;
    std::string m_key; // what m_whole is of
    std::shared_ptr<ReportPages> m_pages;
    bool m_isBuilding = false;
    bool m_isPainting = false;
    int m_painting = 0;
};

} // namespace rw::ui
