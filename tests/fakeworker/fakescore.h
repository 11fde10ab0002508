// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// What the fake worker gives a pair.
inline float fakeScore(int query, int passage, int maxLength, int layer)
{
    return float((query * 31 + passage * 17 + maxLength * 7 + layer * 3) % 1009) / 8.0F;
}
