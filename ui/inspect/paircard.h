// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/inspection.h"
#include "core/report/modelinput.h"

#include <QWidget>

#include <memory>
#include <vector>

class QComboBox;
class QPushButton;

namespace rw::ui {

class CellModel;
class InputView;
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
    /// The pair in all configurations and the input that is shown, as JSON.
    QByteArray json() const;

private:
    void showUnits();
    void showTable();
    void showInput();
    std::vector<std::int64_t> units() const;
    QString nameOf(std::int64_t unit) const;

    Session* m_session;
    Pane* m_inputPane;
    QComboBox* m_unit;
    InputView* m_input;
    QPushButton* m_copy;
    CellModel* m_table;
    std::shared_ptr<ModelInputMaker> m_maker; // shared with tasks that outlive the page
    std::shared_ptr<const Inspection> m_inspection;
    std::size_t m_place = 0;
    std::int64_t m_pair = -1;
    QString m_passage;
    int m_request = 0;
};

} // namespace rw::ui
