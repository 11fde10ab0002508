// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/licence.h"
#include "tests/support/tinymodel.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace rw;

/// What a folder says about its licence; what it does not say is not made up.
class TestLicence : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    ModelFolder folder(const QString& name)
    {
        QDir(m_folder.path()).mkpath(name);
        ModelFolder folder;
        folder.path = test::path(m_folder.filePath(name));
        return folder;
    }

private slots:
    void card()
    {
        const ModelFolder model = folder(QStringLiteral("card"));
        const QString file = m_folder.filePath(QStringLiteral("card/README.md"));
        test::writeFile(file, "---\r\ntags: [x]\r\nlicense: \"cc-by-sa-4.0\"\r\n---\r\nlicense: mit\r\n");
        QCOMPARE(licenceOf(model).name, std::string("cc-by-sa-4.0"));
        QCOMPARE(licenceOf(model).source, Licence::Source::Card);
        test::writeFile(file, "---\nlicense: other\nlicense_name: gemma\n---\n");
        QCOMPARE(licenceOf(model).name, std::string("gemma"));
        // Text below the block, or a card without one, is no statement.
        test::writeFile(file, "---\ntags: [x]\n---\nlicense: mit\n");
        QCOMPARE(licenceOf(model).source, Licence::Source::Unknown);
        test::writeFile(file, "# A model\nlicense: mit\n");
        QCOMPARE(licenceOf(model).source, Licence::Source::Unknown);
        test::writeFile(m_folder.filePath(QStringLiteral("card/LICENSE")), "some words");
        QCOMPARE(licenceOf(model).source, Licence::Source::File);
    }

    void publishedModel()
    {
        ModelFolder model = folder(QStringLiteral("models--BAAI--bge-reranker-v2-m3/snapshots/0123"));
        QCOMPARE(licenceOf(model).source, Licence::Source::Unknown); // the name alone says nothing
        model.parameters = 567755777;
        QCOMPARE(licenceOf(model).source, Licence::Source::Published);
        QCOMPARE(licenceOf(model).name, std::string("apache-2.0"));
        QCOMPARE(publishedNameOf(model), std::string("bge-reranker-v2-m3"));
        model.config.backbone = Backbone::Gemma;
        QVERIFY(publishedNameOf(model).empty());
        ModelFolder other = folder(QStringLiteral("my-reranker"));
        other.parameters = 567755777; // so does the shape
        QVERIFY(publishedNameOf(other).empty());
    }
};

QTEST_GUILESS_MAIN(TestLicence)
#include "tst_licence.moc"
