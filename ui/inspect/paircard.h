// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/inspection.h"
#include "core/report/modelinput.h"

#include <QWidget>

#include <memory>
#include <vector>

class QComboBox;
class QLabel;
class QTextBrowser;

namespace rw::ui {

class CellModel;
class Pane;
class Session;

/// One pair: what a model got of it, token by token, and how all chosen configurations score and rank it.
class PairCard : public QWidget
{
    Q_OBJECT

public:
    /// `maker` has the tokenizers; the page uses the same ones.
    PairCard(Session* session, std::shared_ptr<ModelInputMaker> maker, QWidget* parent = nullptr);

    /// `passage`: the whole text, shown until the model's input is there and when it cannot be made.
    void showPair(std::shared_ptr<const Inspection> inspection, std::size_t place, std::int64_t pair,
                  const QString& passage);
    void clear();

    /// Accent for what the format adds, grey for what was cut.
    static QString html(const ModelInput& input, const QPalette& palette);

private:
    void showUnits();
    void showTable();
    void showInput();
    void showPlain(const QString& why);
    std::vector<std::int64_t> units() const;

    Session* m_session;
    Pane* m_inputPane;
    QComboBox* m_unit;
    QTextBrowser* m_input;
    QLabel* m_tokens;
    CellModel* m_table;
    std::shared_ptr<ModelInputMaker> m_maker; // shared with tasks that outlive the page
    std::shared_ptr<const Inspection> m_inspection;
    std::size_t m_place = 0;
    std::int64_t m_pair = -1;
    QString m_passage;
    int m_request = 0;
};

} // namespace rw::ui
