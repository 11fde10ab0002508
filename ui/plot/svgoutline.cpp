// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/svgoutline.h"

#include <QFont>
#include <QFontMetricsF>
#include <QHash>
#include <QPainterPath>
#include <QRegularExpression>

namespace rw::ui {

namespace {

QString pathData(const QPainterPath& path)
{
    QString data;
    const auto add = [&](char command, const QPainterPath::Element& e) {
        data += QLatin1Char(command) + QString::number(e.x, 'f', 2) + QLatin1Char(' ') + QString::number(e.y, 'f', 2);
    };
    for (int i = 0; i < path.elementCount(); ++i) {
        const QPainterPath::Element e = path.elementAt(i);
        if (e.isMoveTo()) {
            add('M', e);
        } else if (e.isLineTo()) {
            add('L', e);
        } else if (e.isCurveTo()) {
            add('C', e);
            for (int more = 0; more < 2; ++more)
                add(' ', path.elementAt(++i));
        }
    }
    return data + QLatin1Char('Z');
}

QString unescaped(QString text)
{
    return text.replace(QLatin1String("&lt;"), QLatin1String("<"))
        .replace(QLatin1String("&gt;"), QLatin1String(">"))
        .replace(QLatin1String("&quot;"), QLatin1String("\""))
        .replace(QLatin1String("&amp;"), QLatin1String("&"))
        .trimmed();
}

} // namespace

QByteArray outlineSvgText(const QByteArray& svg)
{
    static const QRegularExpression element(QStringLiteral("<text ([^>]*)>([^<]*)</text>"));
    static const QRegularExpression attribute(QStringLiteral("([a-z:-]+)=\"([^\"]*)\""));
    const QString source = QString::fromUtf8(svg);
    QString result;
    QString definitions;
    QHash<QString, int> glyphs;
    qsizetype end = 0;
    auto matches = element.globalMatch(source);
    while (matches.hasNext()) {
        const QRegularExpressionMatch match = matches.next();
        result += QStringView(source).mid(end, match.capturedStart() - end);
        end = match.capturedEnd();
        QHash<QString, QString> values;
        auto attributes = attribute.globalMatch(match.captured(1));
        while (attributes.hasNext()) {
            const QRegularExpressionMatch pair = attributes.next();
            values.insert(pair.captured(1), pair.captured(2));
        }
        QFont font(values.value(QStringLiteral("font-family")));
        font.setPixelSize(qMax(1, qRound(values.value(QStringLiteral("font-size")).toDouble())));
        font.setWeight(
            static_cast<QFont::Weight>(qBound(1, values.value(QStringLiteral("font-weight")).toInt(), 1000)));
        font.setItalic(values.value(QStringLiteral("font-style")) == QLatin1String("italic"));
        // Each glyph is written once and used many times: axes repeat their digits.
        const QFontMetricsF metrics(font);
        const QString words = unescaped(match.captured(2));
        QString uses;
        double x = values.value(QStringLiteral("x")).toDouble();
        for (const uint character : words.toUcs4()) {
            const QString glyph = QString::fromUcs4(reinterpret_cast<const char32_t*>(&character), 1);
            const QString key = font.key() + QLatin1Char('/') + glyph;
            if (!glyphs.contains(key)) {
                QPainterPath path;
                path.addText(0, 0, font, glyph);
                glyphs.insert(key, static_cast<int>(glyphs.size()));
                if (!path.isEmpty())
                    definitions +=
                        QStringLiteral("<path id=\"g%1\" d=\"%2\"/>\n").arg(glyphs.value(key)).arg(pathData(path));
            }
            if (!glyph.trimmed().isEmpty()) {
                uses += QStringLiteral("<use xlink:href=\"#g%1\" x=\"%2\" y=\"%3\"/>")
                            .arg(glyphs.value(key))
                            .arg(QString::number(x, 'f', 2), values.value(QStringLiteral("y")));
            }
            x += metrics.horizontalAdvance(glyph);
        }
        result +=
            QStringLiteral("<g fill=\"%1\" stroke=\"none\">%2</g>").arg(values.value(QStringLiteral("fill")), uses);
    }
    result += QStringView(source).mid(end);
    const qsizetype place = result.indexOf(QLatin1String("<defs>"));
    if (place >= 0)
        result.insert(place + 6, QLatin1Char('\n') + definitions);
    return result.toUtf8();
}

} // namespace rw::ui
