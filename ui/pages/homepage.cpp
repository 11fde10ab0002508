// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/homepage.h"

#include "ui/models/devicesmodel.h"
#include "ui/session/background.h"
#include "ui/session/machineprobe.h"
#include "ui/session/recentworkspace.h"
#include "ui/session/session.h"
#include "ui/text/numbers.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/celldelegate.h"
#include "ui/widgets/iconlabel.h"
#include "ui/widgets/pane.h"
#include "ui/widgets/tableview.h"
#include "ui/widgets/twolinedelegate.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace rw::ui {

namespace {

QLabel* muted(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setFont(Theme::scaled(parent->font(), 12.0 / 13));
    label->setWordWrap(true);
    return label;
}

QLabel* strong(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setFont(Theme::scaled(parent->font(), 1, true));
    return label;
}

} // namespace

HomePage::HomePage(Session* session, QWidget* parent)
    : Page(Area::Home, session, parent)
    , m_recentPane(new Pane(tr("Recent workspaces"), this))
    , m_recent(new QListWidget(this))
    , m_devices(new DevicesModel(this))
{
    const int u = Theme::unit(this);
    hideHeader();
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(2 * u, 0, 2 * u, u);
    column->setSpacing(u);
    auto* hero = new QLabel(tr("Compare reranking models on your own data"), content);
    hero->setFont(Theme::scaled(font(), 24.0 / 13, true));
    hero->setWordWrap(true);
    auto* claim = new QLabel(tr("Lengths, quantizations and cut-off layers, with intervals instead of bare scores. "
                                "Everything stays on this machine."),
                             content);
    claim->setForegroundRole(QPalette::PlaceholderText);
    claim->setWordWrap(true);
    column->addWidget(hero);
    column->addWidget(claim);
    m_machineLine = muted({}, content);
    m_machineLine->setObjectName(QStringLiteral("machineLine"));
    column->addWidget(m_machineLine);
    column->addSpacing(u);

    auto* demo = new QPushButton(tr("Open &demo"), content);
    demo->setObjectName(QStringLiteral("openDemoButton"));
    demo->setProperty("primary", true);
    connect(demo, &QPushButton::clicked, session, &Session::openDemo);
    auto* sample = new QPushButton(tr("&Score sample"), content);
    sample->setObjectName(QStringLiteral("scoreSampleButton"));
    connect(sample, &QPushButton::clicked, session, &Session::scoreSample);
    auto* cards = new QHBoxLayout;
    cards->setSpacing(2 * u);
    cards->addWidget(card(QStringLiteral("results"), tr("Open the demo workspace"),
                          tr("Stored results of three tiny models on two data sets, English and Chinese: lengths, "
                             "quantizations, cut-off layers. There at once."),
                          demo),
                     1);
    cards->addWidget(
        card(QStringLiteral("run"), tr("Score the sample"),
             tr("The same models score a few hundred pairs on this machine, while you look on. Takes seconds."),
             sample),
        1);

    m_recent->setObjectName(QStringLiteral("recentList"));
    m_recent->setAccessibleName(tr("Recent workspaces"));
    m_recent->setFrameShape(QFrame::NoFrame);
    m_recent->setItemDelegate(new TwoLineDelegate(m_recent));
    connect(m_recent, &QListWidget::itemActivated, this,
            [this](QListWidgetItem* item) { this->session()->openWorkspace(item->data(Qt::UserRole).toString()); });
    m_recentPane->addContent(m_recent, true);
    column->addWidget(m_recentPane);
    column->addLayout(cards);
    column->addSpacing(u);

    column->addWidget(strong(tr("Start with your own"), content));
    auto* addModel = new QPushButton(tr("Add &model folder…"), content);
    addModel->setObjectName(QStringLiteral("homeAddModelButton"));
    connect(addModel, &QPushButton::clicked, this, &Page::addModelRequested);
    auto* addData = new QPushButton(tr("&Add data…"), content);
    addData->setObjectName(QStringLiteral("homeAddDataButton"));
    connect(addData, &QPushButton::clicked, this, &Page::addDataRequested);
    auto* experiment = new QPushButton(tr("&New experiment"), content);
    experiment->setObjectName(QStringLiteral("newExperimentButton"));
    connect(experiment, &QPushButton::clicked, this, [this] { emit pageRequested(Area::Experiment); });
    auto* steps = new QFrame(content);
    steps->setProperty("pane", true);
    auto* stepsRow = new QHBoxLayout(steps);
    stepsRow->setContentsMargins(2 * u, 2 * u, 2 * u, 2 * u);
    stepsRow->setSpacing(3 * u);
    stepsRow->addWidget(step(QStringLiteral("models"), tr("Add a model"),
                             tr("A folder with config.json, tokenizer and safetensors. Nothing is loaded."), addModel),
                        1);
    stepsRow->addWidget(step(QStringLiteral("data"), tr("Add data"),
                             tr("BEIR folder, TREC files or FlagEmbedding JSONL. You see a validation report before "
                                "anything runs."),
                             addData),
                        1);
    stepsRow->addWidget(step(QStringLiteral("experiment"), tr("Compare two settings"),
                             tr("Pick lengths, types and layers. The work is shown before you start."), experiment),
                        1);
    column->addWidget(steps);
    column->addWidget(dropZone());
    column->addSpacing(u);
    column->addWidget(machine());
    column->addWidget(muted(tr("No network connection is opened. Weights are read from safetensors only."), content));
    column->addStretch(1);
    setContent(scrolled(content, tr("Home")));

    setRecent(Session::recentWorkspaces());
    connect(session, &Session::workspaceChanged, this, [this] { setRecent(Session::recentWorkspaces()); });
}

QWidget* HomePage::card(const QString& icon, const QString& title, const QString& lines, QPushButton* button)
{
    const int u = Theme::unit(this);
    auto* frame = new QFrame(this);
    frame->setProperty("pane", true);
    auto* row = new QHBoxLayout(frame);
    row->setContentsMargins(2 * u, 2 * u, 2 * u, 2 * u);
    row->setSpacing(2 * u);
    row->addWidget(new IconLabel(icon, Icons::Tint::Accent, 3 * u, frame), 0, Qt::AlignTop);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(u / 2);
    auto* heading = strong(title, frame);
    heading->setFont(Theme::scaled(font(), 14.0 / 13, true));
    texts->addWidget(heading);
    texts->addWidget(muted(lines, frame));
    texts->addStretch(1);
    row->addLayout(texts, 1);
    button->setMinimumHeight(4 * u);
    row->addWidget(button, 0, Qt::AlignVCenter);
    return frame;
}

QWidget* HomePage::step(const QString& icon, const QString& title, const QString& lines, QPushButton* button)
{
    const int u = Theme::unit(this);
    auto* box = new QWidget(this);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(u);
    row->addWidget(new IconLabel(icon, Icons::Tint::Muted, 2 * u, box), 0, Qt::AlignTop);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(u / 2);
    texts->addWidget(strong(title, box));
    texts->addWidget(muted(lines, box));
    texts->addStretch(1);
    texts->addSpacing(u);
    texts->addWidget(button, 0, Qt::AlignLeft);
    row->addLayout(texts, 1);
    return box;
}

QWidget* HomePage::dropZone()
{
    const int u = Theme::unit(this);
    auto* zone = new QFrame(this);
    zone->setObjectName(QStringLiteral("dropZone"));
    zone->setProperty("drop", true);
    zone->setMinimumHeight(7 * u);
    auto* row = new QHBoxLayout(zone);
    row->setSpacing(u);
    row->addStretch(1);
    row->addWidget(new IconLabel(QStringLiteral("folder"), Icons::Tint::Muted, 2 * u, zone));
    auto* hint = muted(tr("Drop a model folder, a data set or a workspace (.rwb) anywhere on this window"), zone);
    hint->setWordWrap(false);
    zone->setAccessibleName(tr("Drop zone"));
    zone->setAccessibleDescription(
        tr("%1. With the keyboard: Add model folder, Add data, or Open workspace in the File menu.").arg(hint->text()));
    row->addWidget(hint);
    row->addStretch(1);
    return zone;
}

QWidget* HomePage::machine()
{
    const int u = Theme::unit(this);
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(u / 2);
    auto* header = new QHBoxLayout;
    header->addWidget(strong(tr("This machine"), box));
    header->addStretch(1);
    auto* copy = new QPushButton(Icons::icon(QStringLiteral("copy"), Icons::Tint::Text), tr("&Copy diagnosis"), box);
    copy->setObjectName(QStringLiteral("copyDiagnosisButton"));
    copy->setProperty("flat", true);
    connect(copy, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(session()->machine()->diagnosis()); });
    header->addWidget(copy);
    column->addLayout(header);
    m_deviceTable = new TableView(tr("Devices of this machine"), box);
    m_deviceTable->setObjectName(QStringLiteral("deviceTable"));
    m_deviceTable->setProperty("framed", true);
    m_deviceTable->setItemDelegate(new CellDelegate(m_deviceTable));
    m_deviceTable->setModel(m_devices);
    m_deviceTable->setStretchColumn(4);
    m_deviceTable->setFitsRows(true);
    column->addWidget(m_deviceTable);
    const auto refresh = [this] {
        m_devices->setDevices(session()->machine()->devices());
        m_machineLine->setText(machineLine(session()->machine()->devices()));
    };
    connect(session()->machine(), &MachineProbe::changed, this, refresh);
    refresh();
    return box;
}

void HomePage::setRecent(const QStringList& workspaces)
{
    m_recent->clear();
    for (const QString& path : workspaces) {
        auto* item = new QListWidgetItem(QFileInfo(path).fileName(), m_recent);
        item->setData(Qt::UserRole, path);
        item->setData(TwoLineDelegate::SecondLineRole, QDir::toNativeSeparators(QFileInfo(path).path()));
        item->setToolTip(QDir::toNativeSeparators(path));
        if (!session()->hasSampleValues())
            inBackground(
                this, session()->readers(), [path] { return describeWorkspace(path); },
                [this](const RecentWorkspace& workspace) { showDetails(workspace); });
    }
    const int shown = qMin(4, m_recent->count());
    m_recent->setFixedHeight(shown * fontMetrics().height() * 3 + Theme::unit(this) / 2);
    m_recentPane->setVisible(!workspaces.isEmpty());
}

void HomePage::showDetails(const RecentWorkspace& workspace)
{
    for (int row = 0; row < m_recent->count(); ++row) {
        QListWidgetItem* item = m_recent->item(row);
        if (item->data(Qt::UserRole).toString() != workspace.path)
            continue;
        const QString folder = QDir::toNativeSeparators(QFileInfo(workspace.path).path());
        item->setData(TwoLineDelegate::SecondLineRole, QStringLiteral("%1 – %2").arg(workspace.sentence(), folder));
        item->setData(Qt::AccessibleTextRole, QStringLiteral("%1. %2").arg(item->text(), workspace.sentence()));
    }
}

QString HomePage::machineLine(const std::vector<DeviceItem>& devices)
{
    QStringList parts;
    QStringList reasons;
    for (const DeviceItem& device : devices) {
        if (device.state == DeviceItem::State::Unusable)
            reasons << (device.id == QLatin1String("cuda") ? device.note
                                                           : tr("%1 is not used: %2").arg(device.id, device.note));
        else if (device.freeBytes >= 0)
            parts << tr("%1 (%2, %3 free)").arg(device.id, device.name, Numbers::gib(device.freeBytes));
        else
            parts << QStringLiteral("%1 (%2)").arg(device.id, device.name);
    }
    if (devices.empty())
        return tr("Looking for devices…");
    QString line = tr("Computes on %1.").arg(parts.join(QStringLiteral(", ")));
    for (QString reason : reasons) {
        if (!reason.endsWith(QLatin1Char('.')) && !reason.endsWith(QChar(0x3002))) // a full stop, in Chinese too
            reason += QLatin1Char('.');
        line += QLatin1Char(' ') + reason;
    }
    return line;
}

} // namespace rw::ui
