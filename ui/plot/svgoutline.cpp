// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/svgoutline.h"

#include <QFont>
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
        QPainterPath path;
        path.addText(values.value(QStringLiteral("x")).toDouble(), values.value(QStringLiteral("y")).toDouble(), font,
                     unescaped(match.captured(2)));
        result += QStringLiteral("<path fill=\"%1\" stroke=\"none\" d=\"%2\"/>")
                      .arg(values.value(QStringLiteral("fill")), pathData(path));
    }
    result += QStringView(source).mid(end);
    return result.toUtf8();
}

} // namespace rw::ui
