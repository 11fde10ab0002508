// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/typeddata.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QString>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>

namespace rw {

namespace {

struct Merged
{
    std::string text;
    std::vector<int> passages; // into the corpus, in the order typed
    std::map<int, int> grades;
};

QByteArray line(const QString& id, const std::string& text)
{
    const QJsonObject object{{QStringLiteral("_id"), id}, {QStringLiteral("text"), QString::fromStdString(text)}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

Status write(const std::filesystem::path& file, const QByteArray& bytes)
{
    std::error_code failed;
    std::filesystem::create_directories(file.parent_path(), failed);
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out.write(bytes.constData(), bytes.size());
    out.close();
    if (!out)
        return Error{file.string() + ": cannot be written: " + std::strerror(errno)};
    return ok();
}

} // namespace

Status writeTypedData(const std::filesystem::path& folder, const std::vector<TypedQuery>& typed)
{
    std::vector<Merged> queries;
    std::vector<std::string> corpus;
    std::map<std::string, int> placeOf;
    for (const TypedQuery& one : typed) {
        if (one.query.empty() || one.passages.empty())
            return Error{"a query needs a text and at least one passage"};
        auto query =
            std::find_if(queries.begin(), queries.end(), [&](const Merged& known) { return known.text == one.query; });
        if (query == queries.end())
            query = queries.insert(queries.end(), {one.query, {}, {}});
        for (std::size_t i = 0; i < one.passages.size(); ++i) {
            const auto [place, isNew] = placeOf.emplace(one.passages[i], int(corpus.size()));
            if (isNew)
                corpus.push_back(one.passages[i]);
            const int passage = place->second;
            if (std::find(query->passages.begin(), query->passages.end(), passage) == query->passages.end())
                query->passages.push_back(passage);
            if (i < one.grades.size() && one.grades[i] >= 0)
                query->grades[passage] = one.grades[i];
        }
    }
    if (queries.empty())
        return Error{"there are no queries to save"};
    std::error_code failed;
    if (std::filesystem::exists(folder, failed) && !std::filesystem::is_empty(folder, failed))
        return Error{folder.string() + ": is not empty; choose a new folder"};

    QByteArray documents;
    for (std::size_t i = 0; i < corpus.size(); ++i)
        documents += line(QStringLiteral("p%1").arg(i + 1), corpus[i]);
    QByteArray texts;
    QByteArray run;
    QByteArray qrels;
    for (std::size_t i = 0; i < queries.size(); ++i) {
        const QByteArray id = "q" + QByteArray::number(qulonglong(i + 1));
        const Merged& query = queries[i];
        texts += line(QString::fromLatin1(id), query.text);
        for (std::size_t rank = 0; rank < query.passages.size(); ++rank) {
            run += id + " Q0 p" + QByteArray::number(query.passages[rank] + 1) + " " +
                   QByteArray::number(qulonglong(rank + 1)) + " " +
                   QByteArray::number(qulonglong(query.passages.size() - rank)) + " typed\n";
        }
        for (const auto& [passage, grade] : query.grades)
            qrels += id + "\tp" + QByteArray::number(passage + 1) + "\t" + QByteArray::number(grade) + "\n";
    }
    if (auto status = write(folder / "corpus.jsonl", documents); !status)
        return status;
    if (auto status = write(folder / "queries.jsonl", texts); !status)
        return status;
    if (auto status = write(folder / "runs" / "typed.trec", run); !status)
        return status;
    if (qrels.isEmpty())
        return ok();
    return write(folder / "qrels" / "test.tsv", "query-id\tcorpus-id\tscore\n" + qrels);
}

} // namespace rw
