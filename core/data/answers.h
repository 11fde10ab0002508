// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"

#include <cstdint>
#include <vector>

namespace rw {

/// Fills `answers` from the fields of the queries: `answer_char` (or `answer_start`; characters from the beginning of
/// the passage's "text", as SQuAD counts them) or `answer_word` (words between white space), and `answer`, the text
/// itself.
///
/// The text decides where there is one: it must stand at the place, else its first occurrence counts. A place without a
/// text belongs to the only relevant passage of its query; of several nobody knows which one is meant.
///
/// `textBegins`: of each passage, where "text" begins in Dataset::passageTexts.
void findAnswers(Dataset& dataset, const std::vector<std::int32_t>& textBegins);

} // namespace rw
