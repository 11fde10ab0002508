// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/modelinput.h"

#include <QColor>
#include <QWidget>

#include <array>

namespace rw::ui {

struct Tokens;

/// The input of a model as a bar: its parts in their order, each as long as its share of the tokens; what was cut
/// stands behind a mark at the end of the row.
class TokenBar : public QWidget
{
    Q_OBJECT

public:
    explicit TokenBar(QWidget* parent = nullptr);

    void setInput(const ModelInput& input);
    void clear();

    /// The same in words, with a coloured square before each part: rich text.
    static QString legend(const ModelInput& input, const Tokens& tokens);
    static QColor colorOf(ModelInput::Kind kind, const Tokens& tokens);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<ModelInput::Part> m_parts; // without their texts; what was cut last
    int m_length = 0;                      // of the row
    int m_all = 0;                         // with what was cut
};

} // namespace rw::ui
