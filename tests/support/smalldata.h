// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/model/modelfolder.h"
#include "core/store/runwriter.h"

#include <string>
#include <vector>

namespace rw::test {

/// Queries q0, q1, ... with so many candidates each; passages d0, d1, ... are shared by neighbouring queries. Grades
/// from 0 to 3; one judged document is not in the corpus.
inline Dataset smallDataset(int queries, int candidates, const std::string& hash = "hash")
{
    Dataset dataset;
    dataset.name = "small";
    dataset.path = "small";
    dataset.format = "beir";
    dataset.split = "test";
    dataset.candidateSource = "bm25";
    dataset.contentHash = hash;
    for (int passage = 0; passage < queries + candidates; ++passage) {
        dataset.passageIds.push_back("d" + std::to_string(passage));
        dataset.passageTexts.push_back("passage " + std::to_string(passage));
    }
    for (int query = 0; query < queries; ++query) {
        const std::string id = "q" + std::to_string(query);
        dataset.queryIds.push_back(id);
        dataset.queryTexts.push_back("query " + std::to_string(query));
        auto& judged = dataset.judgments.queries[id];
        for (int rank = 0; rank < candidates; ++rank) {
            const int passage = query + rank;
            dataset.candidates.push_back({query, passage, float(candidates - rank)});
            if ((query * 7 + rank * 5) % 3 == 0)
                judged["d" + std::to_string(passage)] = (query + rank) % 4;
        }
        judged["elsewhere"] = 2;
    }
    return dataset;
}

inline ModelFolder smallModel(const std::string& fingerprint = "fingerprint")
{
    ModelFolder folder;
    folder.path = "models/small";
    folder.fingerprint = fingerprint;
    folder.weightsDtype = "F32";
    folder.parameters = 1000;
    return folder;
}

inline RunWriter::NewUnit smallUnit(std::int64_t model, std::int64_t dataset, std::int64_t pairs, int maxLength = 512)
{
    RunWriter::NewUnit unit;
    unit.model = model;
    unit.dataset = dataset;
    unit.name = "small";
    unit.maxLength = maxLength;
    unit.queryMaxLength = maxLength * 3 / 4;
    unit.quantization = "fp32";
    unit.options = "{}";
    unit.pairs = pairs;
    return unit;
}

} // namespace rw::test
