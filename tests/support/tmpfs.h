// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDir>
#include <QString>

#include <sys/mount.h>
#include <unistd.h>

namespace rw::test {

/// A small file system in memory, for full disks and read-only media. Needs root.
class Tmpfs
{
public:
    Tmpfs(const QString& folder, const char* options)
        : m_folder(folder.toLocal8Bit())
    {
        QDir().mkpath(folder);
        m_mounted = ::geteuid() == 0 && ::mount("none", m_folder.constData(), "tmpfs", 0, options) == 0;
    }
    ~Tmpfs()
    {
        if (m_mounted)
            ::umount2(m_folder.constData(), MNT_DETACH);
    }
    bool mounted() const { return m_mounted; }
    bool makeReadOnly() { return ::mount("none", m_folder.constData(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr) == 0; }

private:
    QByteArray m_folder;
    bool m_mounted = false;
};

} // namespace rw::test
