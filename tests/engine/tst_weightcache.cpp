// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/fast/weightcache.h"
#include "core/engine/model.h"

#include <ATen/ops/empty.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace rw;
using engine::LoadOptions;
using engine::Model;
using engine::WeightCache;

class TestWeightCache : public QObject
{
    Q_OBJECT

    static QString golden() { return QStringLiteral(RW_TEST_DATA "/goldens/xlm-roberta/model"); }

    static std::vector<float> scores(Quantization quantization)
    {
        auto folder = ModelFolder::open(golden().toStdString());
        folder->fingerprint = std::string(64, 'a');
        LoadOptions options;
        options.quantization = quantization;
        const auto model = Model::load(*folder, options);
        if (!model)
            qFatal("%s", model.error().what.c_str());
        return *(*model)->score(std::vector<std::vector<TokenId>>{{0, 5, 6, 7, 2}, {0, 9, 2}}, {});
    }

    static QStringList files()
    {
        return QDir(QString::fromStdString(WeightCache::folder().string()))
            .entryList({QStringLiteral("*.weights*")}, QDir::Files);
    }
    static QString onlyFile()
    {
        const auto all = QDir(QString::fromStdString(WeightCache::folder().string()))
                             .entryInfoList({QStringLiteral("*.weights")}, QDir::Files);
        return all.size() == 1 ? all.first().absoluteFilePath() : QString();
    }

    std::unique_ptr<QTemporaryDir> m_home;

private slots:
    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        qputenv("XDG_CACHE_HOME", m_home->path().toUtf8());
    }

    void onceAndForAll_data()
    {
        QTest::addColumn<int>("quantization");
        for (const auto one : {Quantization::Bf16, Quantization::Int8, Quantization::Int4})
            QTest::newRow(std::string(toString(one)).c_str()) << int(one);
    }
    void onceAndForAll()
    {
        QFETCH(int, quantization);
        const auto first = scores(Quantization(quantization));
        const auto file = onlyFile();
        QVERIFY(!file.isEmpty());
        const auto written = QFileInfo(file).lastModified();
        QTest::qWait(20);
        QCOMPARE(scores(Quantization(quantization)), first);
        QCOMPARE(QFileInfo(file).lastModified(), written);
        QVERIFY(!files().join(QLatin1Char(' ')).contains(QStringLiteral(".part")));
    }

    void float32NeedsNone()
    {
        scores(Quantization::Fp32);
        QCOMPARE(files().size(), 0);
    }

    // One changed byte anywhere, a file cut short, one of another key: all made anew.
    void damaged_data()
    {
        QTest::addColumn<double>("place");
        QTest::addColumn<bool>("cut");
        for (const double place : {0.0, 0.0001, 0.1, 0.5, 0.9, 0.9999})
            QTest::addRow("byte at %g", place) << place << false;
        for (const double place : {0.0, 0.0001, 0.5, 0.9999})
            QTest::addRow("cut at %g", place) << place << true;
    }
    void damaged()
    {
        QFETCH(double, place);
        QFETCH(bool, cut);
        const auto sound = scores(Quantization::Int8);
        QFile file(onlyFile());
        QVERIFY(file.open(QIODevice::ReadWrite));
        const auto before = file.readAll();
        const auto at = qint64(place * double(before.size()));
        if (cut) {
            QVERIFY(file.resize(at));
        } else {
            file.seek(at);
            char byte = 0;
            QVERIFY(file.peek(&byte, 1) == 1);
            byte = char(byte ^ 0x10);
            QVERIFY(file.write(&byte, 1) == 1);
        }
        file.close();
        QCOMPARE(scores(Quantization::Int8), sound);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), before);
    }

    void foreign()
    {
        const auto sound = scores(Quantization::Int8);
        const auto other = onlyFile();
        scores(Quantization::Bf16);
        // The file of bf16 under the name of int8.
        for (const auto& name : files()) {
            if (name.contains(QStringLiteral("bf16")) && name.endsWith(QStringLiteral(".weights"))) {
                QVERIFY(QFile::remove(other));
                QVERIFY(QFile::copy(QFileInfo(other).dir().filePath(name), other));
            }
        }
        QCOMPARE(scores(Quantization::Int8), sound);
    }

    // A worker that is killed while it writes.
    void killed()
    {
        for (const int afterUs : {0, 500, 2000, 5000, 20000}) {
            const auto pid = ::fork();
            if (pid == 0) {
                WeightCache cache(WeightCache::folder(), "killed");
                const auto tensor = at::empty({1000});
                for (int i = 0;; ++i)
                    cache.add(std::to_string(i), tensor);
            }
            ::usleep(useconds_t(afterUs));
            ::kill(pid, SIGKILL);
            ::waitpid(pid, nullptr, 0);
            WeightCache cache(WeightCache::folder(), "killed"); // does not wait for the dead
            QVERIFY(!cache.complete());
        }
    }

    void nowhereToWrite()
    {
        qputenv("XDG_CACHE_HOME", "/proc/nowhere");
        QCOMPARE(scores(Quantization::Int8).size(), std::size_t(2));
    }
};

QTEST_GUILESS_MAIN(TestWeightCache)
#include "tst_weightcache.moc"
