// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/reportbuilder.h"

#include "core/report/documentwriter.h"
#include "ui/session/background.h"
#include "ui/text/numbers.h"

#include <QFileInfo>
#include <QSaveFile>
#include <QThreadPool>
#include <QTimer>

namespace rw::ui {

namespace {

/// Everything that the slow part of a report depends on.
std::string keyOf(const QString& workspace, const ReportRequest& request)
{
    return workspace.toStdString() + '\n' + std::to_string(request.run) + ' ' + std::to_string(request.baseline) + ' ' +
           request.measure.name + ' ' + (request.showPaths ? 'p' : '-') + (request.redact ? 'r' : '-');
}

Result<qint64> write(ReportPages& pages, const QString& file)
{
    const auto format = documentFormatOf(file.toStdString());
    if (!format)
        return format.error();
    const std::scoped_lock lock(pages.mutex);
    const auto bytes = *format == DocumentFormat::Pdf ? pages.paged.pdf() : writeDocument(pages.document, *format);
    if (!bytes)
        return bytes.error();
    QSaveFile output(file); // an older file stays as it is unless the new one is whole
    const auto size = static_cast<qint64>(bytes->size());
    if (!output.open(QIODevice::WriteOnly) || output.write(bytes->data(), size) != size || !output.commit())
        return Error{file.toStdString() + ": " + output.errorString().toStdString()};
    return size;
}

} // namespace

ReportBuilder::ReportBuilder(QThreadPool* pool, QObject* parent)
    : QObject(parent)
    , m_pool(pool)
    , m_state(std::make_shared<State>())
    , m_poll(new QTimer(this))
{
    m_poll->setInterval(100);
    connect(m_poll, &QTimer::timeout, this, [this] {
        if (m_state->all > 0)
            emit progressed(m_state->done, m_state->all);
    });
}

ReportBuilder::~ReportBuilder()
{
    ++m_state->request;
}

void ReportBuilder::build(const QString& workspace, const ReportRequest& request)
{
    const int number = ++m_state->request;
    m_isBuilding = true;
    const std::string key = keyOf(workspace, request);
    const auto known = key == m_key ? m_whole : nullptr;
    ReportRequest whole = request;
    whole.title.clear();
    whole.question.clear();
    whole.sections.clear();
    whole.progress = [state = m_state, number](int done, int all) {
        state->done = done;
        state->all = all;
        return state->request == number;
    };
    m_state->all = 0;
    m_poll->start();
    inBackground(
        this, m_pool,
        [file = QFileInfo(workspace).filesystemAbsoluteFilePath(), known, whole, request]() -> Result<Built> {
            Built built{known, nullptr};
            if (!known) {
                auto document = makeReport(file, whole);
                if (!document)
                    return document.error();
                built.whole = std::make_shared<const Document>(std::move(*document));
            } else {
                auto document = *known;
                if (auto status = readNotesAgain(document, file, whole); !status)
                    return status.error();
                built.whole = std::make_shared<const Document>(std::move(document));
            }
            built.pages = std::make_shared<ReportPages>(
                arranged(*built.whole, request.title, request.question, request.sections));
            return built;
        },
        [this, number, key](Result<Built> built) {
            if (m_state->request == number)
                take(std::move(built), key);
        });
}

void ReportBuilder::take(Result<Built> built, const std::string& key)
{
    m_isBuilding = false;
    m_poll->stop();
    if (!built) {
        m_pages.reset();
        emit failed(text(built.error().what));
        return;
    }
    m_whole = built->whole;
    m_key = key;
    m_pages = built->pages;
    emit ready();
}

void ReportBuilder::cancel()
{
    ++m_state->request;
    m_isBuilding = false;
    m_poll->stop();
}

void ReportBuilder::forget()
{
    cancel();
    m_whole.reset();
    m_key.clear();
    m_pages.reset();
}

void ReportBuilder::save(const QString& file)
{
    if (!m_pages)
        return;
    inBackground(
        this, m_pool, [pages = m_pages, file] { return write(*pages, file); },
        [this, file](const Result<qint64>& size) {
            if (size)
                emit saved(file, *size);
            else
                emit failed(text(size.error().what));
        });
}

void ReportBuilder::paint(int page, int width)
{
    if (!m_pages || page < 0 || page >= m_pages->paged.pages())
        return;
    const int number = ++m_painting;
    m_isPainting = true;
    inBackground(
        this, m_pool,
        [pages = m_pages, page, width] {
            const std::scoped_lock lock(pages->mutex);
            const auto image = pages->paged.image(page, width);
            return QImage(reinterpret_cast<const uchar*>(image.pixels.data()), image.width, image.height,
                          image.width * 4, QImage::Format_RGB32)
                .copy();
        },
        [this, number, page, pages = m_pages](const QImage& image) {
            m_isPainting = m_isPainting && number != m_painting;
            if (number == m_painting && pages == m_pages)
                emit painted(page, image);
        });
}

} // namespace rw::ui
