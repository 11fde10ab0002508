// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/trecrun.h"
#include "core/experiment/experiment.h"
#include "core/report/documentwriter.h"
#include "core/report/pages/pageddocument.h"
#include "core/report/report.h"
#include "core/store/notes.h"
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
        ReportRequest request;
        request.measure = parseMeasure("nDCG@10")->front();
        request.title = title;
        auto document = makeReport(m_store->path, request);
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
        QVERIFY(csv[0].startsWith(QStringLiteral("configuration,nDCG@10,95 % interval low,95 % interval high,")));
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
        QCOMPARE(html.count(QStringLiteral("<script>")), 1);
        QCOMPARE(html.count(QStringLiteral("<script")), 2); // the other is data, which no browser runs
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
        ReportRequest request;
        request.measure = parseMeasure("nDCG@10")->front();
        request.baseline = m_store->units[0];
        QVERIFY(bool(makeReport(m_store->path, request)));
        request.baseline = m_store->units[1]; // has no score for some pairs
        QVERIFY(makeReport(m_store->path, request).error().what.find("is not finished") != std::string::npos);
        request.baseline = 99;
        QCOMPARE(makeReport(m_store->path, request).error().what, std::string("run 1 has no unit 99"));
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
        ReportRequest request;
        request.measure = parseMeasure("nDCG@10")->front();
        request.showPaths = true;
        QVERIFY(toMarkdown(*makeReport(m_store->path, request)).find("/home/somebody/models") != std::string::npos);
    }

    // Numbers are numbers in every column of a file for programs; what has no value is empty, not a dash.
    void intervalsAreNumbers()
    {
        store(24 * 8 - 5);
        const Document document = report();
        const auto lines = QString::fromStdString(toCsv(document, "comparison-small")).split(QStringLiteral("\r\n"));
        const QStringList head = lines[0].split(QLatin1Char(','));
        QCOMPARE(head.mid(1, 6),
                 QStringList({QStringLiteral("nDCG@10"), QStringLiteral("95 % interval low"),
                              QStringLiteral("95 % interval high"), QStringLiteral("difference"),
                              QStringLiteral("95 % interval of the difference"), QStringLiteral("p (Holm)")}));
        const QStringList reference = lines[1].split(QLatin1Char(','));
        const double low = reference[2].toDouble(), value = reference[1].toDouble(), high = reference[3].toDouble();
        QVERIFY2(0 < low && low <= value && value <= high, qPrintable(lines[1]));
        QVERIFY(reference[2].size() > 8); // every digit
        const QStringList unfinished = lines[2].split(QLatin1Char(','));
        QVERIFY2(unfinished[1].isEmpty() && unfinished[2].isEmpty() && unfinished[3].isEmpty(), qPrintable(lines[2]));
        const auto row =
            QJsonDocument::fromJson(QByteArray::fromStdString(toJson(document)))
                .object()[QStringLiteral("tables")][QStringLiteral("comparison-small")][QStringLiteral("rows")][0];
        QCOMPARE(row[QStringLiteral("95 % interval low")].toDouble(), low);
    }

    // A float of LaTeX does not break: rows below the end of the page would be lost.
    void longTablesBreak()
    {
        Document document;
        Document::Table table{"many", "Differences; Holm-corrected", {"name & co", "value"}, {}};
        for (int i = 0; i < 100; ++i)
            table.rows.push_back({{"row " + std::to_string(i), {}}, {"0.5", 0.5}});
        document.sections.push_back({"s", "S", {table}});
        const auto broken = QString::fromStdString(toLatex(document));
        QVERIFY(broken.contains(QStringLiteral("\\begin{longtable}{@{}lr@{}}")));
        QVERIFY(broken.contains(QStringLiteral("\\caption{Differences; Holm-corrected}")));
        QVERIFY(broken.indexOf(QStringLiteral("\\endhead")) < broken.indexOf(QStringLiteral("row 0 &")));
        QCOMPARE(broken.count(QStringLiteral("name \\& co & value")), 2); // again on every page
        QVERIFY(!broken.contains(QStringLiteral("\\begin{table}")));
        table.rows.resize(5);
        document.sections[0].blocks = {table};
        const auto whole = QString::fromStdString(toLatex(document));
        QVERIFY(whole.contains(QStringLiteral("\\begin{table}")) && !whole.contains(QStringLiteral("longtable}{")));
    }

    // What the report embeds is an experiment that the command it names accepts as it is.
    void embeddedExperiment()
    {
        store(24 * 8);
        QVERIFY(bool(m_store->workspace->writer().call([](Database& database) {
            database.execute("UPDATE run SET experiment = '{\"models\": [{\"path\": \"/home/a/m3\"}, {\"path\": "
                             "\"/home/b/m3\", \"name\": \"other\"}], \"datasets\": [{\"path\": \"/home/a/set\", "
                             "\"run\": \"/home/a/first.run\"}, {\"path\": \"/home/a/all\", \"run\": \"judged\"}]}'");
        })));
        const Document document = report();
        const auto* code = std::get_if<Document::Code>(&document.sections.back().blocks.back());
        QVERIFY(code && code->text.find("/home") == std::string::npos);
        const QString folder = m_folder->path();
        const auto experiment =
            Experiment::parse(QByteArray::fromStdString(code->text), "e.json", folder.toStdString());
        QVERIFY2(bool(experiment), experiment ? "" : experiment.error().what.c_str());
        const auto at = [&](const char* name) {
            return std::filesystem::path((folder + QLatin1Char('/') + QLatin1String(name)).toStdString());
        };
        QCOMPARE(experiment->models[0].path, at("models/m3"));
        QCOMPARE(experiment->models[1].path, at("models/m3-2"));
        QCOMPARE(experiment->datasets[0].path, at("data/set"));
        QCOMPARE(*experiment->datasets[0].options.run, at("data/first.run"));
        QCOMPARE(*experiment->datasets[1].options.run, std::filesystem::path("judged"));
        QVERIFY(toMarkdown(document).find("put the models into models/ and the data into data/") != std::string::npos);
    }

    // Ids only: what the texts say stays here, whatever section shows them.
    void redacted()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_store = std::make_unique<Store>(m_folder->filePath(QStringLiteral("w.rwb")), 24, 8);
        m_store->score(m_store->units[0], 0, m_store->pairs);
        std::vector<RunWriter::Scored> turned;
        for (int pair = 0; pair < m_store->pairs; ++pair)
            turned.push_back({m_store->units[1], pair, -scoreOf(pair)});
        m_store->writer->postChunk(std::move(turned), m_store->worker, {});
        for (const auto unit : m_store->units)
            m_store->writer->postUnitStatus(unit, "finished", {});
        QVERIFY(bool(m_store->workspace->writer().call([](Database& database) {
            database.execute("UPDATE query SET text = 'secret question ' || position || ' <b>' || char(1488)");
            database.execute("UPDATE passage SET text = 'secret passage ' || position");
        })));
        ReportRequest request;
        request.measure = parseMeasure("nDCG@10")->front();
        const auto whole = makeReport(m_store->path, request);
        QVERIFY2(bool(whole), whole ? "" : whole.error().what.c_str());
        const std::string html = toHtml(*whole);
        QVERIFY(html.find("secret question ") != std::string::npos && html.find("&lt;b&gt;") != std::string::npos &&
                html.find("<b>") == std::string::npos);
        QVERIFY(html.find("secret passage") != std::string::npos);
        QVERIFY(html.find("dir=\"auto\"") != std::string::npos); // mixed directions
        request.redact = true;
        const auto redacted = makeReport(m_store->path, request);
        for (const std::string& text : {toHtml(*redacted), toMarkdown(*redacted), toLatex(*redacted), toJson(*redacted),
                                        toCsv(*redacted, "examples-small")})
            QVERIFY(text.find("secret") == std::string::npos);
        QVERIFY(toCsv(*redacted, "examples-small").find(",q") != std::string::npos);
        QVERIFY(whole->id != redacted->id && whole->id.size() == 64);
    }

    // What was noted stands in the report, in the order of the data set; ids only where notes may quote texts.
    void notes()
    {
        store(24 * 8);
        QVERIFY(bool(report().sections.size() > 5));
        const auto sectionOf = [](const Document& document) {
            return std::find_if(document.sections.begin(), document.sections.end(),
                                [](const auto& section) { return section.id == "notes"; });
        };
        Document whole = report();
        QVERIFY(sectionOf(whole) == whole.sections.end());
        for (const char* query : {"q10", "q9"})
            QVERIFY(bool(writeNote(*m_store->workspace, m_store->dataset, query,
                                   std::string("seen <b>\nquoted words of ") + query)));
        const Document noted = report();
        const auto section = sectionOf(noted);
        QVERIFY(section != noted.sections.end() && std::next(section)->id == "problems");
        const auto& table = std::get<Document::Table>(section->blocks.at(0));
        QCOMPARE(table.name, std::string("notes-small"));
        QCOMPARE(table.rows.size(), std::size_t(2));
        QCOMPARE(table.rows[0][0].text, std::string("q9"));
        QVERIFY(toHtml(noted).find("seen &lt;b&gt;") != std::string::npos);
        for (const std::string& bytes : {toMarkdown(noted), toLatex(noted), toJson(noted), toCsv(noted, "notes-small")})
            QVERIFY(bytes.find("quoted words of q10") != std::string::npos);
        QVERIFY(*toPdf(noted) == *toPdf(report()));

        // A report that was made before takes them without computing anything again.
        ReportRequest request;
        request.measure = parseMeasure("nDCG@10")->front();
        QVERIFY(bool(readNotesAgain(whole, m_store->path, request)));
        QCOMPARE(toHtml(whole), toHtml(noted));

        request.redact = true;
        const auto redacted = makeReport(m_store->path, request);
        for (const std::string& bytes :
             {toHtml(*redacted), toMarkdown(*redacted), toLatex(*redacted), toJson(*redacted)})
            QVERIFY(bytes.find("quoted words") == std::string::npos && bytes.find("q10") != std::string::npos);
    }

    void answersBeyondTheCut()
    {
        store(24 * 8);
        QVERIFY(toJson(report()).find("answers-small") == std::string::npos); // none is known
        QVERIFY(bool(m_store->workspace->writer().call([](Database& database) {
            database.execute("UPDATE unit SET answers = 40, answers_beyond = 10, answers_partly = 3 "
                             "WHERE max_length = 256");
            database.execute("UPDATE unit SET answers = 40, answers_beyond = 0, answers_partly = 1 "
                             "WHERE max_length = 512");
        })));
        const auto lines = QString::fromStdString(toCsv(report(), "answers-small")).split(QStringLiteral("\r\n"));
        QCOMPARE(lines.value(0), QStringLiteral("model,length,answers known,beyond the cut,share beyond,partly"));
        QCOMPARE(lines.value(1), QStringLiteral("small,256,40,10,0.25,3"));
        QCOMPARE(lines.value(2), QStringLiteral("small,512,40,0,0,1"));
    }

    // Ten columns do not fit on a page of an article: they are two tables, each with the names of the rows.
    void wideTablesAreParted()
    {
        Document document;
        Document::Table table{"wide_one",
                              "All of it",
                              {"configuration", "nDCG@10", "95 % interval", "difference",
                               "95 % interval of the difference", "p (Holm)", "effect", "verdict", "pairs/s",
                               "Judged@10"},
                              {}};
        for (int i = 0; i < 3; ++i)
            table.rows.push_back({{"bge-reranker-v2-m3 1024 fp32 " + std::to_string(i), {}},
                                  {"0.6830", 0.683},
                                  {"0.6514 to 0.7163", {}, std::pair(0.6514, 0.7163)},
                                  {"-0.0400", -0.04},
                                  {"-0.0637 to -0.0162", {}, std::pair(-0.0637, -0.0162)},
                                  {"0.0502", 0.0502},
                                  {"-0.27", -0.27},
                                  {"undecided", {}},
                                  {"187", 187.0},
                                  {"0.27", 0.27}});
        document.sections.push_back({"s", "S", {table}});
        const auto tex = QString::fromStdString(toLatex(document));
        const auto bodies = tex.split(QStringLiteral("\\begin{tabular}{")).mid(1);
        QVERIFY2(bodies.size() == 2 || bodies.size() == 3, qPrintable(tex));
        int columns = 0;
        for (const QString& body : bodies) {
            const QString row = body.split(QStringLiteral("\\midrule\n")).value(1).section(QLatin1Char('\n'), 0, 0);
            QVERIFY2(row.startsWith(QStringLiteral("bge-reranker-v2-m3 1024 fp32 0 & ")), qPrintable(row));
            columns += static_cast<int>(row.count(QStringLiteral(" & ")));
            // What a line of footnotesize letters holds beside the gaps.
            QVERIFY2(row.size() < 85 + row.count(QLatin1Char('$')) * 2, qPrintable(row));
        }
        QCOMPARE(columns, 9); // each once, beside the names
        QVERIFY(!tex.contains(QStringLiteral("scriptsize")) && !tex.contains(QStringLiteral("resizebox")));
        QVERIFY2(tex.contains(QStringLiteral("$-$0.0400 & $-$0.0637 to $-$0.0162")), qPrintable(tex));
        QVERIFY(tex.contains(QStringLiteral("\\caption{Table~\\ref{tab:wide-one}, continued: ")) &&
                tex.contains(QStringLiteral("\\label{tab:wide-one-2}")));
    }

    // Two data sets share the page of the summary.
    void summaryOfTwoDatasetsIsOnePage()
    {
        store(24 * 8);
        auto other = smallDataset(24, 8, "another");
        other.name = "other";
        const auto dataset = m_store->workspace->addDataset(other).value();
        std::vector<RunWriter::NewUnit> units;
        for (const auto set : {m_store->dataset, dataset})
            for (const int length : {256, 512})
                units.push_back(smallUnit(m_store->model, set, m_store->pairs, length));
        const auto started =
            m_store->writer->start({"two", "other key", "batch", "machine", "1", "{}", "{}"}, units, false);
        QVERIFY(bool(started));
        for (const auto unit : started->units) {
            m_store->score(unit, 0, m_store->pairs);
            m_store->writer->postUnitStatus(unit, "finished", {});
        }
        QVERIFY(bool(m_store->workspace->writer().flush()));
        const Document document = report();
        const auto& blocks = document.sections.front().blocks;
        QCOMPARE(std::count_if(blocks.begin(), blocks.end(),
                               [](const auto& block) { return std::holds_alternative<Document::Table>(block); }),
                 std::ptrdiff_t(2));
        QCOMPARE(std::count_if(blocks.begin(), blocks.end(),
                               [](const auto& block) { return std::holds_alternative<Document::Figure>(block); }),
                 std::ptrdiff_t(2)); // both plots of a data set beside each other
        const PagedDocument paged(document);
        QCOMPARE(paged.pageOf("summary"), 0);
        QCOMPARE(paged.pageOf("setup"), 1);
    }

    void sections()
    {
        store(24 * 8);
        ReportRequest request;
        request.measure = parseMeasure("nDCG@10")->front();
        request.sections = {"quality", "problems"};
        const auto document = makeReport(m_store->path, request);
        QCOMPARE(document->sections.size(), std::size_t(2));
        QCOMPARE(document->sections[0].title, std::string("Quality"));
        const Document whole = report();
        QCOMPARE(toHtml(arranged(whole, {}, {}, request.sections)), toHtml(*document));
        QVERIFY(arranged(whole, "other", {}, {}).id != whole.id);
        request.sections = {"qualities"};
        QCOMPARE(makeReport(m_store->path, request).error().what,
                 std::string("there is no section \"qualities\" in a report"));
    }

    // The block for programs is YAML that another parser would read: keys, and texts as JSON strings.
    void provenanceBlock()
    {
        store(24 * 8);
        const std::string yaml = report().provenance;
        for (const char* line :
             {"\nrun:\n  uuid: \"", "\nmodels:\n  - name: \"small\"", "    content_sha256: \"hash\"\n",
              "\n  oracle: \"trec_eval-9.0.8\"\n", "\n  correction: \"Holm\"\n", "\n  scored: 384\n"})
            QVERIFY2(yaml.find(line) != std::string::npos, line);
        // The same results in another place are the same report.
        const QString copy = m_folder->filePath(QStringLiteral("copy.rwb"));
        m_store->writer.reset();
        m_store->workspace.reset();
        QVERIFY(QFile::copy(QString::fromStdString(m_store->path.string()), copy));
        ReportRequest request;
        request.measure = parseMeasure("nDCG@10")->front();
        QCOMPARE(toHtml(*makeReport(copy.toStdString(), request)), toHtml(*makeReport(m_store->path, request)));
    }

    // By keyboard, too, and inside the policy: the script makes the buttons, nothing has a handler of its own.
    void tablesSortAndPrint()
    {
        store(24 * 8);
        const auto html = QString::fromStdString(toHtml(report()));
        QVERIFY(html.contains(QStringLiteral("createElement('button')")) && html.contains(QStringLiteral("aria-sort")));
        QVERIFY(!html.contains(QRegularExpression(QStringLiteral("<[a-z]+[^>]* (on[a-z]+|style)="))));
        QVERIFY(html.contains(QStringLiteral("<th scope=\"col\"")));
        for (const char* rule : {"@page{size:A4", "display:table-header-group", "#summary{break-after:page}"})
            QVERIFY2(html.contains(QLatin1String(rule)), rule);
    }

    // What a PDF reader finds: pages, an outline, embedded fonts, and nothing of the clock.
    void pages()
    {
        store(24 * 8);
        Document document = report("中文标题 mixed with English");
        Document::Table table{"many", "中文 " + std::string(300, 'x'), {"name", "value"}, {}};
        for (int i = 0; i < 200; ++i)
            table.rows.push_back({{"第 " + std::to_string(i) + " 行 שלום", {}}, {"0.5", 0.5}});
        document.sections.back().blocks.push_back(table);
        const auto first = toPdf(document), second = toPdf(document);
        QVERIFY2(bool(first), first ? "" : first.error().what.c_str());
        QCOMPARE(QByteArray::fromStdString(*first), QByteArray::fromStdString(*second));
        const QByteArray pdf = QByteArray::fromStdString(*first);
        QVERIFY(pdf.startsWith("%PDF-1.4") && pdf.size() < 1000000);
        QVERIFY(pdf.contains("/Outlines") && pdf.contains("/FontFile"));
        const PagedDocument paged(document);
        QVERIFY2(paged.pages() > 5, qPrintable(QString::number(paged.pages())));
        QCOMPARE(paged.pageOf("summary"), 0);
        QVERIFY(paged.pageOf("setup") >= 1 && paged.pageOf("provenance") > paged.pageOf("setup"));
        // Every page has something on it, at least its number.
        for (int page = 0; page < paged.pages(); ++page) {
            const auto image = paged.image(page, 200);
            QCOMPARE(image.pixels.size(), std::size_t(image.width * image.height));
            QVERIFY(std::any_of(image.pixels.begin(), image.pixels.end(),
                                [](std::uint32_t pixel) { return (pixel & 0xff) < 0x60; }));
        }
    }

    void formats()
    {
        QVERIFY(*documentFormatOf("b.pdf") == DocumentFormat::Pdf);
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
        QVERIFY2(unknown.code == 2 && unknown.err.contains("expected .html, .pdf, .md, .tex, .csv or .json"),
                 unknown.err);
        QVERIFY(!QFile::exists(m_folder->filePath(QStringLiteral("r.docx"))));
        const auto nowhere = call("missing/r.html");
        QVERIFY2(nowhere.code == 1 && nowhere.err.count('\n') == 1, nowhere.err);
        const auto json = cli.call({QStringLiteral("report"), QStringLiteral("--workspace"), QStringLiteral("w.rwb"),
                                    QStringLiteral("--json")});
        QVERIFY(json.json()[QStringLiteral("tables")].toObject().contains(QStringLiteral("models")));
    }

    // A run that says how it came to be is still a run: for this program, and for any that skips comments.
    void metadataOfARun()
    {
        store(24 * 8);
        Cli cli;
        cli.setFolder(m_folder->path());
        const auto call = [&](const QStringList& more) {
            return cli.call(QStringList{QStringLiteral("export"), QStringLiteral("--workspace"),
                                        QStringLiteral("w.rwb"), QStringLiteral("--what"), QStringLiteral("run"),
                                        QStringLiteral("--unit"), QStringLiteral("1")} +
                            more);
        };
        const auto plain = call({QStringLiteral("--output"), QStringLiteral("plain.run")});
        const auto told = call({QStringLiteral("--metadata"), QStringLiteral("--output"), QStringLiteral("told.run")});
        QVERIFY2(plain.code == 0 && told.code == 0, told.err);
        const QByteArray run = contents(m_folder->filePath(QStringLiteral("told.run")));
        QVERIFY(run.startsWith("# ir_metadata.start\n# schema version: 0.2\n# tag: \"rerank-workbench-unit-1\"\n"));
        QVERIFY(run.contains("#       max length: 512\n") && run.contains("#       reranks: \"bm25\"\n"));
        const auto end = run.indexOf("# ir_metadata.end\n");
        QCOMPARE(run.mid(end + 18), contents(m_folder->filePath(QStringLiteral("plain.run"))));
        for (const QByteArray& line : run.left(end).trimmed().split('\n'))
            QVERIFY2(line.startsWith("# "), line);
        const auto read = readTrecRun(m_folder->filePath(QStringLiteral("told.run")).toStdString());
        QVERIFY2(read && read->queries.size() == 24, read ? "" : read.error().what.c_str());
        put(m_folder->filePath(QStringLiteral("q.qrels")), "q0 0 d0 1\n");
        const auto value = cli.call({QStringLiteral("eval"), QStringLiteral("--qrels"), QStringLiteral("q.qrels"),
                                     QStringLiteral("--run"), QStringLiteral("told.run")});
        QVERIFY2(value.code == 0, value.err);
        QCOMPARE(value.out, cli.call({QStringLiteral("eval"), QStringLiteral("--qrels"), QStringLiteral("q.qrels"),
                                      QStringLiteral("--run"), QStringLiteral("plain.run")})
                                .out);
        const auto wrong = cli.call({QStringLiteral("export"), QStringLiteral("--workspace"), QStringLiteral("w.rwb"),
                                     QStringLiteral("--what"), QStringLiteral("scores"), QStringLiteral("--metadata")});
        QVERIFY(wrong.code == 2);
    }

    void cancelled()
    {
        store(24 * 8);
        ReportRequest request;
        request.measure = parseMeasure("nDCG@10")->front();
        request.progress = [](int, int) {
            return false;
        };
        QVERIFY(!makeReport(m_store->path, request));
        request.progress = {};
        request.run = 99;
        QCOMPARE(makeReport(m_store->path, request).error().what, std::string("there is no run 99 in the workspace"));
    }
};

QTEST_GUILESS_MAIN(TestReport)
#include "tst_report.moc"
