// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QProcessEnvironment>
#include <QStringList>

namespace rw::test {

/// What a call of rerank-cli came to.
struct Call
{
    int code = -1; // -1: it was killed or did not end
    QByteArray out;
    QByteArray err;

    QJsonDocument json() const { return QJsonDocument::fromJson(out); }
    /// The scores of `score`, in input order.
    std::vector<double> scores() const
    {
        std::vector<double> list;
        for (const auto& line : out.split('\n')) {
            if (!line.isEmpty())
                list.push_back(QJsonDocument::fromJson(line)[QStringLiteral("score")].toDouble(-12345));
        }
        return list;
    }
};

inline QString goldenModel(const char* kind)
{
    return QStringLiteral(RW_TEST_DATA "/goldens/%1/model").arg(QLatin1String(kind));
}

/// The real rerank-cli with an environment of its own.
class Cli
{
public:
    Cli() { m_environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8")); }

    void set(const char* name, const QString& value) { m_environment.insert(QLatin1String(name), value); }
    void unset(const char* name) { m_environment.remove(QLatin1String(name)); }
    const QProcessEnvironment& environment() const { return m_environment; }

    void start(QProcess& process, const QStringList& arguments) const
    {
        process.setProcessEnvironment(m_environment);
        process.setWorkingDirectory(m_folder);
        process.start(QStringLiteral(RW_BIN_DIR "/rerank-cli"), arguments);
    }

    Call call(const QStringList& arguments, const QByteArray& input = {}) const
    {
        QProcess process;
        start(process, arguments);
        process.write(input);
        process.closeWriteChannel();
        return finish(process);
    }

    static Call finish(QProcess& process)
    {
        if (!process.waitForFinished(60000))
            process.kill();
        const bool normal = process.exitStatus() == QProcess::NormalExit;
        return {normal ? process.exitCode() : -1, process.readAllStandardOutput(), process.readAllStandardError()};
    }

    void setFolder(const QString& folder) { m_folder = folder; }

private:
    QProcessEnvironment m_environment = QProcessEnvironment::systemEnvironment();
    QString m_folder;
};

/// Pids of the processes whose parent is `parent`.
inline QList<qint64> childrenOf(qint64 parent)
{
    QFile list(QStringLiteral("/proc/%1/task/%1/children").arg(parent));
    QList<qint64> pids;
    if (list.open(QIODevice::ReadOnly)) {
        for (const auto& pid : list.readAll().split(' ')) {
            if (!pid.trimmed().isEmpty())
                pids += pid.trimmed().toLongLong();
        }
    }
    return pids;
}

/// Whether a process has ended (or nobody took its exit code yet).
inline bool isGone(qint64 pid)
{
    QFile stat(QStringLiteral("/proc/%1/stat").arg(pid));
    return !stat.open(QIODevice::ReadOnly) || stat.readAll().contains(") Z ");
}

/// JSON lines of queries with one positive and some negative passages.
/// `words` more words in each negative make scoring slower by as much.
inline QByteArray pairsData(int queries, int negatives, int words = 0)
{
    QByteArray filling;
    for (int i = 0; i < words; ++i)
        filling += ' ' + QByteArray::number(7 * i);
    QByteArray text;
    for (int query = 0; query < queries; ++query) {
        const QByteArray id = QByteArray::number(query);
        text += "{\"query\": \"question " + id + "\", \"pos\": [\"answer " + id + "\"], \"neg\": [";
        for (int i = 0; i < negatives; ++i)
            text +=
                (i > 0 ? ", \"" : "\"") + QByteArray("passage ") + QByteArray::number(i) + " of " + id + filling + "\"";
        text += "]}\n";
    }
    return text;
}

inline QByteArray experiment(const QString& model, const QString& data, const QByteArray& more = {}, int length = 64)
{
    return "{\n \"name\": \"cli\",\n \"models\": [{\"path\": \"" + model.toUtf8() +
           "\", \"name\": \"tiny\"}],\n \"datasets\": [{\"path\": \"" + data.toUtf8() + "\"}],\n" + more +
           " \"max_lengths\": [" + QByteArray::number(length) +
           "], \"devices\": [\"cpu\", \"cpu\"], \"threads\": 1\n}\n";
}

} // namespace rw::test
