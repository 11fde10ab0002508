// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/modelfolder.h"

#include <string>

namespace rw {

/// Under what licence a model folder may be used, as far as the folder says.
struct Licence
{
    enum class Source {
        Unknown,
        Card,      // `license:` of the README.md
        Published, // the folder is named like a published model and has its backbone and number of parameters
        File       // there is a file with the licence, its name is not known
    };
    std::string name; // "apache-2.0"; of a file: its name
    Source source = Source::Unknown;
};
Licence licenceOf(const ModelFolder& folder);

/// The published model that `folder` seems to be: its name is a part of the path, and backbone and number of parameters
/// are those of the Hub. Empty: none. A fine-tuned copy under the same name looks the same.
std::string publishedNameOf(const ModelFolder& folder);

} // namespace rw
