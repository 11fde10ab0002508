// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rw {

/// What a data set says of a query beside its text: a topic, a language, where the answer stands.
struct QueryField
{
    std::string name;
    std::vector<std::string> values; // texts, numbers as they are written, "true"; of a list each of its own
    std::optional<double> number;    // of a single one
};

/// The fields of Dataset::queryFields. Objects within are left out.
std::vector<QueryField> parseQueryFields(std::string_view json);

} // namespace rw
