// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/unscoredpairs.h"

#include <QDialog>

class QLabel;

namespace rw::ui {

class CellModel;
class Session;

/// The pairs of a run that have no score: ids, texts, what happened. Does not hold up the window.
class UnscoredDialog : public QDialog
{
    Q_OBJECT

public:
    UnscoredDialog(Session* session, std::int64_t run, QWidget* parent = nullptr);

private:
    void showPairs(const Result<std::vector<UnscoredPair>>& pairs);

    CellModel* m_model;
    QLabel* m_caption;
};

} // namespace rw::ui
