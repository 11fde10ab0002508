// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/plotwidget.h"

#include "ui/plot/plottheme.h"
#include "ui/plot/svgoutline.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QBuffer>
#include <QEvent>
#include <QFile>
#include <QFileInfo>
#include <QLocale>
#include <QResizeEvent>
#include <QSaveFile>
#include <QSvgGenerator>
#include <QVBoxLayout>

#include <qcustomplot.h>

#include <optional>
#include <utility>

namespace rw::ui {

namespace {

const QString kGround = QStringLiteral("plotGround");
constexpr int kExportWidth = 900;
constexpr int kExportHeight = 540;

QByteArray svgOf(QCustomPlot* plot, const QString& title)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(QSize(kExportWidth, kExportHeight));
    generator.setViewBox(QRect(0, 0, kExportWidth, kExportHeight));
    generator.setResolution(96);
    generator.setTitle(title);
    QCPPainter painter;
    painter.begin(&generator);
    painter.setMode(QCPPainter::pmVectorized);
    painter.setMode(QCPPainter::pmNoCaching);
    plot->toPainter(&painter, kExportWidth, kExportHeight);
    painter.end();
    return outlineSvgText(buffer.data());
}

/// Files have decimal points, whatever the window has: they travel, and stand beside papers and tables.
class DecimalPoints
{
public:
    DecimalPoints()
    {
        if (m_before.decimalPoint() != QLatin1String("."))
            QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    }
    ~DecimalPoints() { QLocale::setDefault(m_before); }
    DecimalPoints(const DecimalPoints&) = delete;
    DecimalPoints& operator=(const DecimalPoints&) = delete;

private:
    QLocale m_before;
};

} // namespace

PlotWidget::PlotWidget(const QString& accessibleName, QWidget* parent)
    : QWidget(parent)
    , m_plot(new QCustomPlot(this))
{
    setAccessibleName(accessibleName);
    m_plot->setAccessibleName(accessibleName);
    m_plot->setFocusPolicy(Qt::StrongFocus);
    setFocusProxy(m_plot);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->addWidget(m_plot);
    // What is seen of the ground is a frame, which shows where the keyboard is. The plot is no child of it: it must
    // have its new size when resizeEvent() draws.
    auto* ground = new QWidget(this);
    ground->setObjectName(kGround);
    ground->setAutoFillBackground(true);
    ground->setBackgroundRole(QPalette::Base);
    ground->lower();
    connect(qApp, &QApplication::focusChanged, ground, [this, ground](const QWidget* before, const QWidget* now) {
        if (before == m_plot || now == m_plot)
            ground->setBackgroundRole(now == m_plot ? QPalette::Link : QPalette::Base);
    });
    const int u = Theme::unit(this);
    setMinimumSize(24 * u, 16 * u);
}

PlotTheme PlotWidget::currentTheme() const
{
    return PlotTheme::of(palette(), font(), m_plot->size());
}

void PlotWidget::redraw()
{
    m_isStale = !isVisible();
    if (!m_isStale) {
        draw(currentTheme());
        m_plot->replot(QCustomPlot::rpQueuedReplot);
    }
    announce();
}

void PlotWidget::announce()
{
    m_plot->setAccessibleDescription(summary());
    emit contentChanged();
}

void PlotWidget::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        redraw();
}

void PlotWidget::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_isStale)
        redraw();
}

void PlotWidget::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    findChild<QWidget*>(kGround, Qt::FindDirectChildrenOnly)->setGeometry(rect());
    // The legend has as many columns as fit, names stand where there is room.
    redraw();
}

bool PlotWidget::exportTo(const QString& file, QString* why)
{
    const QString suffix = QFileInfo(file).suffix().toLower();
    bool written = false;
    if (suffix == QLatin1String("csv")) {
        QSaveFile target(file);
        const DecimalPoints points;
        written = target.open(QIODevice::WriteOnly) && target.write(table().csv()) >= 0 && target.commit();
    } else {
        std::optional<DecimalPoints> points(std::in_place);
        draw(PlotTheme::print(font(), {kExportWidth, kExportHeight}));
        if (suffix == QLatin1String("svg")) {
            QSaveFile target(file);
            written = target.open(QIODevice::WriteOnly) && target.write(svgOf(m_plot, accessibleName())) >= 0 &&
                      target.commit();
        } else if (suffix == QLatin1String("pdf")) {
            written = m_plot->savePdf(file, kExportWidth, kExportHeight, QCP::epNoCosmetic,
                                      QStringLiteral("Rerank Workbench"), accessibleName());
        } else if (suffix == QLatin1String("png")) {
            written = m_plot->savePng(file, kExportWidth, kExportHeight, 2);
        } else if (why) {
            *why = tr("%1 does not end in .pdf, .svg, .png or .csv.").arg(QFileInfo(file).fileName());
        }
        points.reset();
        m_plot->setViewport(m_plot->rect()); // a drawing may have been laid out for the file
        redraw();
    }
    if (!written && why && why->isEmpty())
        *why = tr("%1 could not be written.").arg(file);
    return written;
}

} // namespace rw::ui
