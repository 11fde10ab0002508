// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/documentwriter.h"
#include "core/report/report.h"
#include "tests/support/cli.h"
#include "tests/support/smallstore.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace rw;
using namespace rw::test;

class TestReport : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Store> m_store;

    void store(int secondPairs)
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_store = std::make_unique<Store>(m_folder->filePath(QStringLiteral("w.rwb")), 24, 8);
        m_store->score(m_store->units[0], 0, m_store->pairs);
        m_store->score(m_store->units[1], 0, secondPairs);
        for (const auto unit : m_store->units)
            m_store->writer->postUnitStatus(
                unit, unit == m_store->units[0] || secondPairs == m_store->pairs ? "finished" : "incomplete", {});
        if (const auto flushed = m_store->workspace->writer().flush(); !flushed)
            qFatal("%s", flushed.error().what.c_str());
    }

    Document report(const std::string& title = {}) const
    {
        auto reader = WorkspaceReader::open(m_store->path);
        ReportRequest request;
        request.measure = parseMeasure("nDCG@10")->front();
        request.title = title;
        auto document = makeReport(**reader, request);
        if (!document)
            qFatal("%s", document.error().what.c_str());
        return *document;
    }

private slots:
    void saysWhatTheWorkspaceSays()
    {
        store(24 * 8);
        const Document document = report();
        QCOMPARE(document.status, std::string("complete"));
        auto reader = WorkspaceReader::open(m_store->path);
        const auto evaluation = (*reader)->evaluateUnit(m_store->units[1], parseMeasure("nDCG@10").value());
        const auto json = QJsonDocument::fromJson(QByteArray::fromStdString(toJson(document))).object();
        const auto tables = json[QStringLiteral("tables")].toObject();
        bool found = false;
        for (const auto& table : tables) {
            for (const auto& row : table[QStringLiteral("rows")].toArray())
                found |= row[QStringLiteral("nDCG@10")].toDouble() == evaluation->mean.front();
        }
        QVERIFY(found); // every digit
        // The reference has the longest length, and the CSV is the first table.
        const auto csv = QString::fromStdString(toCsv(document)).split(QStringLiteral("\r\n"));
        QVERIFY(csv[0].startsWith(QStringLiteral("configuration,nDCG@10,95 % interval")));
        QVERIFY(csv[1].startsWith(QStringLiteral("small 512 fp32,")) && csv[1].contains(QStringLiteral(",reference,")));
        QVERIFY(toCsv(document, "nothing").empty());
        // Both rank alike here: the shorter one is what a reader wants to know of.
        QVERIFY(toMarkdown(document).find("small 256 fp32: the same nDCG@10 for every one of 24 queries") !=
                std::string::npos);
    }

    void sameWorkspaceSameBytes()
    {
        store(24 * 8);
        const Document first = report();
        const QByteArray zone = qgetenv("TZ");
        qputenv("TZ", "Asia/Shanghai");
        QLocale::setDefault(QLocale(QLocale::German));
        const Document second = report();
        QLocale::setDefault(QLocale::c());
        zone.isNull() ? qunsetenv("TZ") : qputenv("TZ", zone);
        QCOMPARE(toHtml(first), toHtml(second));
        QCOMPARE(toMarkdown(first), toMarkdown(second));
        QCOMPARE(toLatex(first), toLatex(second));
        QCOMPARE(toJson(first), toJson(second));
    }

    // No mean and no p of what is not complete.
    void unfinishedIsNamed()
    {
        store(24 * 8 - 5);
        const Document document = report();
        QCOMPARE(document.status, std::string("partial: 1 of 2 configurations are not finished"));
        const auto markdown = QString::fromStdString(toMarkdown(document));
        QVERIFY(markdown.contains(QStringLiteral("187 of 192 pairs scored")));
        const auto rows =
            markdown.split(QLatin1Char('\n')).filter(QRegularExpression(QStringLiteral("^\\| small 256 ")));
        QVERIFY(!rows.isEmpty());
        for (const auto& row : rows)
            QVERIFY2(row.contains(QStringLiteral("| – | – | – |")), qPrintable(row));
    }

    // A browser must read nothing of a name or a text as anything but text, and load nothing.
    void hostileTexts()
    {
        store(24 * 8);
        const std::string hostile = "</title><script>alert(1)</script><img src=x onerror=alert(2)>\" '&\x01";
        Document document = report(hostile);
        document.question = hostile;
        document.sections[0].id = "a\" onclick=\"alert(3)";
        Document::Table table{"t", hostile, {hostile}, {{{hostile, {}}}}};
        document.sections[0].blocks.push_back(table);
        QVERIFY(!QString::fromStdString(toMarkdown(document)).contains(QStringLiteral("<img")));
        document.sections[0].blocks.push_back(Document::Code{hostile, "json"});
        const auto html = QString::fromStdString(toHtml(document));
        QCOMPARE(html.count(QStringLiteral("<script")), 1);
        QVERIFY(!html.contains(QStringLiteral("<img")) && !html.contains(QStringLiteral("\" onclick")));
        QVERIFY(!html.contains(QChar(1)));
        QVERIFY(!html.contains(QRegularExpression(QStringLiteral("(src|href)=\"(?!#)"))));
        // The policy names the hash of exactly what is inside.
        const auto script =
            QRegularExpression(QStringLiteral("<script>(.*)</script>"), QRegularExpression::DotMatchesEverythingOption)
                .match(html)
                .captured(1);
        const auto hash = QCryptographicHash::hash(script.toUtf8(), QCryptographicHash::Sha256).toBase64();
        QVERIFY(html.contains(QStringLiteral("script-src 'sha256-") + QString::fromLatin1(hash)));
        QVERIFY(html.contains(QStringLiteral("default-src 'none'")));

        const auto latex = QString::fromStdString(toLatex(document));
        QVERIFY(latex.contains(QStringLiteral("\\&")) && latex.contains(QStringLiteral("95 \\% interval")));
    }

    void chosenBaseline()
    {
        store(24 * 8 - 5);
        auto reader = WorkspaceReader::open(m_store->path);
        ReportRequest request;
        request.measure = parseMeasure("nDCG@10")->front();
        request.baseline = m_store->units[0];
        QVERIFY(bool(makeReport(**reader, request)));
        request.baseline = m_store->units[1]; // has no score for some pairs
        QVERIFY(makeReport(**reader, request).error().what.find("is not finished") != std::string::npos);
        request.baseline = 99;
        QCOMPARE(makeReport(**reader, request).error().what, std::string("run 1 has no unit 99"));
    }

    // Folders say who works where; a message of a failed unit can hold one.
    void pathsAreLeftOut()
    {
        store(24 * 8);
        m_store->writer->postUnitStatus(m_store->units[1], "failed",
                                        "/home/somebody/models/m3/model.safetensors:3: ends early (and/or http://a/b)");
        QVERIFY(bool(m_store->workspace->writer().flush()));
        const std::string text = toMarkdown(report());
        QVERIFY(text.find("somebody") == std::string::npos);
        QVERIFY(text.find("model.safetensors:3: ends early (and/or http://a/b)") != std::string::npos);
        auto reader = WorkspaceReader::open(m_store->path);
        ReportRequest request;
        request.measure = parseMeasure("nDCG@10")->front();
        request.showPaths = true;
        QVERIFY(toMarkdown(*makeReport(**reader, request)).find("/home/somebody/models") != std::string::npos);
    }

    void formats()
    {
        QVERIFY(*documentFormatOf("a/b.html") == DocumentFormat::Html);
        QVERIFY(*documentFormatOf("b.tex") == DocumentFormat::Latex);
        QVERIFY(!documentFormatOf("b.docx"));
    }

    void commandLine()
    {
        store(24 * 8);
        Cli cli;
        cli.setFolder(m_folder->path());
        const auto call = [&](const char* output) {
            return cli.call({QStringLiteral("report"), QStringLiteral("--workspace"), QStringLiteral("w.rwb"),
                             QStringLiteral("--output"), QString::fromUtf8(output)});
        };
        const auto written = call("r.html");
        QVERIFY2(written.code == 0, written.err);
        QVERIFY(written.out.trimmed().endsWith("/r.html"));
        QVERIFY(contents(m_folder->filePath(QStringLiteral("r.html"))).startsWith("<!DOCTYPE html>"));
        const auto unknown = call("r.docx");
        QVERIFY2(unknown.code == 2 && unknown.err.contains("expected .html, .md, .tex, .csv or .json"), unknown.err);
        QVERIFY(!QFile::exists(m_folder->filePath(QStringLiteral("r.docx"))));
        const auto nowhere = call("missing/r.html");
        QVERIFY2(nowhere.code == 1 && nowhere.err.count('\n') == 1, nowhere.err);
        const auto json = cli.call({QStringLiteral("report"), QStringLiteral("--workspace"), QStringLiteral("w.rwb"),
                                    QStringLiteral("--json")});
        QVERIFY(json.json()[QStringLiteral("tables")].toObject().contains(QStringLiteral("models")));
    }

    void cancelled()
    {
        store(24 * 8);
        auto reader = WorkspaceReader::open(m_store->path);
        ReportRequest request;
        request.measure = parseMeasure("nDCG@10")->front();
        request.progress = [](int, int) {
            return false;
        };
        QVERIFY(!makeReport(**reader, request));
        request.progress = {};
        request.run = 99;
        QCOMPARE(makeReport(**reader, request).error().what, std::string("there is no run 99 in the workspace"));
    }
};

QTEST_GUILESS_MAIN(TestReport)
#include "tst_report.moc"
