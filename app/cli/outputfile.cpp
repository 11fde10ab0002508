// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/outputfile.h"

#include <QSaveFile>

#include <cstdio>

namespace rw::cli {

Status writeOutput(const QString& output, const std::function<Status(const OutputSink&)>& write)
{
    if (output.isEmpty() || output == QLatin1String("-"))
        return write(
            [](std::string_view text) { return std::fwrite(text.data(), 1, text.size(), stdout) == text.size(); });
    QSaveFile file(output);
    const auto failed = [&] {
        return Error{output.toStdString() + ": cannot be written: " + file.errorString().toStdString()};
    };
    if (!file.open(QIODevice::WriteOnly))
        return failed();
    if (auto status = write([&file](std::string_view text) {
            return file.write(text.data(), qint64(text.size())) == qint64(text.size());
        });
        !status)
        return file.error() == QFileDevice::NoError ? status : Status(failed());
    return file.commit() ? ok() : Status(failed());
}

} // namespace rw::cli
