// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"
#include "ui/widgets/page.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QSplitter;
class QTimer;

namespace rw::ui {

class PageView;
class ReportBuilder;

/// What a report of the shown run says, page by page as it is printed, and the files it is saved as.
class ReportPage : public Page
{
    Q_OBJECT

public:
    explicit ReportPage(Session* session, QWidget* parent = nullptr);

    ReportBuilder* builder() const { return m_builder; }
    /// Without asking where.
    void saveAs(const QString& file);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void addChoices(QSplitter* row);
    void addPreview(QSplitter* columns);
    QWidget* progressRow();
    void refresh();
    void showRuns();
    void showReferences();
    void later();
    void build();
    void showReady();
    void showPage(int page);
    void paintPage();
    void stop(const QString& reason);
    void chooseFile();
    ReportRequest request() const;
    bool canBuild() const;

    ReportBuilder* m_builder;
    QLineEdit* m_title;
    QPlainTextEdit* m_question;
    QComboBox* m_run;
    QComboBox* m_reference;
    QComboBox* m_measure;
    QListWidget* m_sections;
    QCheckBox* m_redact;
    QCheckBox* m_paths;
    QComboBox* m_format;
    QPushButton* m_save;
    PageView* m_view;
    QLabel* m_place;
    QLabel* m_id;
    QPushButton* m_before;
    QPushButton* m_next;
    QWidget* m_progress;
    QProgressBar* m_bar;
    QLabel* m_step;
    QWidget* m_savedRow;
    QLabel* m_saved;
    QString m_savedFile;
    QTimer* m_later;
    int m_page = 0;
    bool m_isStale = true;
};

} // namespace rw::ui
