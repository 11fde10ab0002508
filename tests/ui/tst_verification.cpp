// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakeworker/fakescore.h"
#include "tests/support/runfixture.h"
#include "ui/session/machineprobe.h"
#include "ui/session/session.h"
#include "ui/verify/verificationpane.h"

#include <QLabel>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace rw;
using namespace rw::ui;

/// Known scores of a model, on the page where it is verified.
class TestVerification : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    /// Two passages of one query, as far from what the worker gives as `off`.
    QString known(double off) const
    {
        const QString file = m_folder.filePath(QStringLiteral("known.jsonl"));
        QByteArray lines;
        for (int passage = 0; passage < 2; ++passage)
            lines += "{\"query\": \"what\", \"passage\": \"text " + QByteArray::number(passage) +
                     "\", \"score\": " + QByteArray::number(double(fakeScore(0, passage, 512, 0)) + off) + "}\n";
        test::writeFile(file, lines);
        return file;
    }

private slots:
    void initTestCase()
    {
        qputenv("XDG_CACHE_HOME", m_folder.filePath(QStringLiteral("cache")).toLocal8Bit());
        qputenv("RERANK_WORKER", RW_BIN_DIR "/rw-fakeworker");
    }

    void knownScores()
    {
        Session session;
        DeviceItem device;
        device.id = QStringLiteral("cpu");
        device.quantizations = {QStringLiteral("fp32")};
        device.freeBytes = -1;
        session.machine()->setDevices({device});
        VerificationPane pane(&session);
        auto* state = pane.findChild<QLabel*>(QStringLiteral("knownScoresState"));
        auto* button = pane.findChild<QPushButton*>(QStringLiteral("knownScoresButton"));
        QVERIFY(state && button && !button->isEnabled());

        const QString path = test::goldenModel("xlm-roberta");
        ModelItem model;
        model.path = path;
        model.name = QStringLiteral("m");
        auto folder = ModelFolder::open(path.toStdString());
        QVERIFY2(folder, folder ? "" : folder.error().what.c_str());
        model.folder = std::move(*folder);
        pane.setModel(model);
        QVERIFY(button->isEnabled());
        QVERIFY2(state->text().contains(QStringLiteral("Not compared")), qPrintable(state->text()));

        pane.compareWithKnown(known(0.01));
        QTRY_VERIFY2_WITH_TIMEOUT(state->text().contains(QStringLiteral("largest difference 0.01,")),
                                  qPrintable(state->text()), 60000);
        QVERIFY2(state->text().startsWith(QStringLiteral("Agrees with known.jsonl")), qPrintable(state->text()));
        pane.compareWithKnown(known(0.5));
        QTRY_VERIFY2_WITH_TIMEOUT(state->text().startsWith(QStringLiteral("Does not agree with known.jsonl")),
                                  qPrintable(state->text()), 60000);

        test::writeFile(m_folder.filePath(QStringLiteral("other.json")),
                        R"([{"model": "somebody/else", "pairs": [["a", "b"]], "scores": [1]}])");
        pane.compareWithKnown(m_folder.filePath(QStringLiteral("other.json")));
        QTRY_COMPARE(state->text(), QStringLiteral("other.json has no scores of this model."));
    }
};

QTEST_MAIN(TestVerification)
#include "tst_verification.moc"
