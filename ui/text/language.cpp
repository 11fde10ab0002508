// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/language.h"

#include <QApplication>
#include <QFont>
#include <QLibraryInfo>
#include <QLocale>
#include <QSettings>
#include <QTranslator>

namespace rw::ui::Language {

namespace {
constexpr auto kKey = "language";
} // namespace

QString choice()
{
    return QSettings().value(QLatin1String(kKey)).toString();
}

void choose(const QString& language)
{
    QSettings().setValue(QLatin1String(kKey), language);
}

QLocale chosen()
{
    const QString language = choice();
    return language.isEmpty() ? QLocale::system() : QLocale(language);
}

void install(const QLocale& locale)
{
    static QTranslator own;
    static QTranslator qt;
    static const QFont systemFont = QApplication::font();
    QCoreApplication::removeTranslator(&own);
    QCoreApplication::removeTranslator(&qt);
    const bool chinese = locale.language() == QLocale::Chinese;
    // Numbers follow the language of the words around them.
    const bool english = locale.language() == QLocale::English;
    QLocale::setDefault(chinese   ? QLocale(QLocale::Chinese, QLocale::China)
                        : english ? locale
                                  : QLocale(QLocale::English, QLocale::UnitedStates));
    // English has a file too: it holds the plural forms.
    if (own.load(chinese ? QStringLiteral(":/i18n/rerank-workbench_zh_CN.qm")
                         : QStringLiteral(":/i18n/rerank-workbench_en.qm")))
        QCoreApplication::installTranslator(&own);
    QApplication::setFont(systemFont);
    if (!chinese)
        return;
    if (qt.load(QLocale(QLocale::Chinese, QLocale::China), QStringLiteral("qtbase"), QStringLiteral("_"),
                QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(&qt);
    // Where the fallback is left to the system, Chinese text can come out in Japanese shapes.
    QFont font = systemFont;
    font.setFamilies({font.family(), QStringLiteral("Noto Sans CJK SC"), QStringLiteral("Source Han Sans SC")});
    QApplication::setFont(font);
}

} // namespace rw::ui::Language
