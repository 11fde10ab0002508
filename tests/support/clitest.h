// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/cli.h"
#include "tests/support/tinymodel.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <set>

namespace rw::test {

/// The real program with a worker that speaks the protocol but has no model, in a folder of its own for each test.
class CliTest : public QObject
{
protected:
    static constexpr int kQueries = 60;
    static constexpr int kPairs = kQueries * 10;

    static QStringList words(const char* text)
    {
        return QString::fromUtf8(text).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    }
    QString file(const char* name) const { return m_folder->filePath(QLatin1String(name)); }
    void put(const char* name, const QByteArray& bytes) const { writeFile(file(name), bytes); }
    QByteArray contents(const char* name) const
    {
        QFile opened(file(name));
        return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
    }
    Call call(const QByteArray& arguments, const QByteArray& input = {}) const
    {
        return m_cli.call(words(arguments.constData()), input);
    }

    /// "model" in the arguments is a link to the tiny XLM-RoBERTa, "layers" to the layer-wise one.
    void prepare()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid() && m_cache.isValid());
        QVERIFY(QFile::link(goldenModel("xlm-roberta"), file("model")));
        QVERIFY(QFile::link(goldenModel("minicpm-layerwise"), file("layers")));
        put("pairs.jsonl", "[\"one\", \"first\"]\n[\"two\", \"second\"]\n[\"three\", \"third\"]\n");
        put("data.jsonl", pairsData(kQueries, 9));
        put("e.json", experiment(QStringLiteral("model"), QStringLiteral("data.jsonl")));
        m_cli = Cli();
        m_cli.setFolder(m_folder->path());
        m_cli.set("XDG_CACHE_HOME", m_cache.path());
        m_cli.set("RERANK_WORKER", QStringLiteral(RW_BIN_DIR "/rw-fakeworker"));
        m_cli.set("FAKE_WORKER_LOG", file("log"));
    }

    std::set<qint64> workers() const
    {
        std::set<qint64> pids;
        for (const auto& line : contents("log").split('\n')) {
            if (!line.isEmpty())
                pids.insert(line.split(' ').first().toLongLong());
        }
        return pids;
    }
    int computed() const
    {
        int sum = 0;
        for (const auto& line : contents("log").split('\n'))
            sum += line.split(' ').value(1).toInt();
        return sum;
    }

    QTemporaryDir m_cache;
    std::unique_ptr<QTemporaryDir> m_folder;
    Cli m_cli;
};

} // namespace rw::test
