// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/modelinput.h"

#include <QWidget>

class QLabel;
class QTextBrowser;

namespace rw::ui {

class TokenBar;

/// What a model got of a pair: the text with special tokens in the accent colour and the cut end in grey, and the
/// shares of the tokens as a bar and in words.
class InputView : public QWidget
{
    Q_OBJECT

public:
    /// The text is `name` for tests, the words below it `name` + "Tokens".
    explicit InputView(const QString& name, QWidget* parent = nullptr);

    void setInput(const ModelInput& input);
    /// The text alone, and why there is no more.
    void setPlain(const QString& passage, const QString& why);
    void clear() { setPlain({}, {}); }
    /// Without parts while a plain text is shown.
    const ModelInput& input() const { return m_input; }

    /// Accent for what the format adds, grey for what was cut.
    static QString html(const ModelInput& input, const QPalette& palette);

protected:
    void changeEvent(QEvent* event) override;

private:
    void showInput();

    QTextBrowser* m_text;
    TokenBar* m_bar;
    QLabel* m_words;
    ModelInput m_input; // without parts: the text is plain
};

} // namespace rw::ui
