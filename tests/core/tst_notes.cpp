// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/notes.h"
#include "core/store/schema.h"
#include "core/store/workspacemerge.h"
#include "tests/support/smallstore.h"

#include <QTemporaryDir>
#include <QTest>

using namespace rw;
using namespace rw::test;

/// Notes on queries: kept, replaced, removed, merged.
class tst_Notes : public QObject
{
    Q_OBJECT

private:
    using Notes = std::map<std::string, std::string>;

    static Notes notesOf(const Store& store)
    {
        const auto notes = readNotes(store.path, store.dataset);
        if (!notes)
            qFatal("%s", notes.error().what.c_str());
        return *notes;
    }

private slots:
    void keptReplacedRemoved()
    {
        QTemporaryDir folder;
        Store store(folder.filePath(QStringLiteral("a.rwb")));
        QVERIFY(notesOf(store).empty());
        QCOMPARE(messageOf(writeNote(*store.workspace, store.dataset, "q2", "odd \"one\"\n\xE5\xA5\xBD")),
                 std::string("no error"));
        QCOMPARE(messageOf(writeNote(*store.workspace, store.dataset, "q0", "first")), std::string("no error"));
        QCOMPARE(notesOf(store), (Notes{{"q0", "first"}, {"q2", "odd \"one\"\n\xE5\xA5\xBD"}}));
        QCOMPARE(messageOf(writeNote(*store.workspace, store.dataset, "q0", "second")), std::string("no error"));
        QCOMPARE(messageOf(writeNote(*store.workspace, store.dataset, "q2", "")), std::string("no error"));
        QCOMPARE(notesOf(store), (Notes{{"q0", "second"}}));
        QVERIFY(!writeNote(*store.workspace, store.dataset, "elsewhere", "x"));
        QVERIFY(!writeNote(*store.workspace, store.dataset + 1, "q0", "x"));
        QCOMPARE(notesOf(store), (Notes{{"q0", "second"}}));
        // A workspace with notes is of the same schema as one without.
        auto database = Database::open(store.path, Database::Mode::Read);
        QCOMPARE((*database)->number("PRAGMA user_version"), std::int64_t(schemaVersion()));
    }

    void merged()
    {
        QTemporaryDir folder;
        Store here(folder.filePath(QStringLiteral("a.rwb")));
        Store there(folder.filePath(QStringLiteral("b.rwb")));
        const auto merge = [&](const Store& into, const Store& from) {
            const auto report = mergeWorkspace(into.path, from.path);
            return report ? std::string() : report.error().what;
        };
        QCOMPARE(merge(here, there), std::string()); // neither has any
        QVERIFY(writeNote(*there.workspace, there.dataset, "q0", "theirs"));
        QVERIFY(writeNote(*there.workspace, there.dataset, "q1", "the same"));
        QVERIFY(writeNote(*there.workspace, there.dataset, "q2", "their own"));
        QVERIFY(writeNote(*here.workspace, here.dataset, "q0", "ours"));
        QVERIFY(writeNote(*here.workspace, here.dataset, "q1", "the same"));
        const Notes both{{"q0", "ours\ntheirs"}, {"q1", "the same"}, {"q2", "their own"}};
        QCOMPARE(merge(here, there), std::string());
        QCOMPARE(notesOf(here), both);
        QCOMPARE(merge(here, there), std::string()); // twice is once
        QCOMPARE(notesOf(here), both);
    }
};

QTEST_GUILESS_MAIN(tst_Notes)
#include "tst_notes.moc"
