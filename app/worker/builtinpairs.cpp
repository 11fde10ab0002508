// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/worker/builtinpairs.h"

#include <string>
#include <string_view>
#include <utility>

namespace rw::worker {

namespace {

constexpr const char* kEnglish = "The giant panda, sometimes called a panda bear or simply panda, is a bear species "
                                 "endemic to China. It eats bamboo for up to fourteen hours a day. ";
constexpr const char* kChinese = "大熊猫是中国特有的珍稀动物，以竹子为主要食物，每天要吃很长时间。它们大多生活在四川"
                                 "的高山竹林里，善于爬树。";
constexpr const char* kArabic = "الباندا العملاقة دب يعيش في جبال وسط الصين ويتغذى على الخيزران معظم ساعات النهار. ";
constexpr const char* kEmoji = "🐼🎋 eats all day 😴, 👩‍👩‍👧 come to see it 🇨🇳 ❤️! ";

std::string repeated(std::string_view text, int times)
{
    std::string all;
    for (int i = 0; i < times; ++i)
        all += text;
    return all;
}

class Maker
{
public:
    Maker(const ModelConfig& config, const Tokenizer& tokenizer)
        : m_backbone(config.backbone)
        , m_tokenizer(tokenizer)
        , m_assembler(config.backbone, tokenizer, {}, config.rowLimit())
    {
    }

    void group(const char* name) { m_trial.groups.push_back({name, m_trial.rows.size(), m_trial.rows.size()}); }

    void add(std::string_view query, std::string_view passage, int maxLength = 512)
    {
        const auto q = m_tokenizer.encode(queryText({}, m_backbone, query));
        const auto p = m_tokenizer.encode(passageText({}, m_backbone, passage));
        m_assembler.assemble(q, p, LengthLimits::of(maxLength), m_trial.rows.emplace_back());
        m_trial.groups.back().end = m_trial.rows.size();
    }

    engine::TrialRows take() { return std::move(m_trial); }

private:
    Backbone m_backbone;
    const Tokenizer& m_tokenizer;
    PairAssembler m_assembler;
    engine::TrialRows m_trial;
};

} // namespace

engine::TrialRows builtInPairs(const ModelConfig& config, const Tokenizer& tokenizer)
{
    Maker maker(config, tokenizer);
    maker.group("short pairs");
    maker.add("what is a panda?", "hi");
    maker.add("what is a panda?", kEnglish);
    maker.add("a", "b");
    maker.add("capital of France", "Paris is the capital of France.");
    maker.add("capital of France", "12 × 12 = 144");

    maker.group("mixed languages");
    maker.add("大熊猫吃什么？", kChinese);
    maker.add("ماذا تأكل الباندا؟", kArabic);
    maker.add("🐼?", kEmoji);
    maker.add("what does 大熊猫 eat?", std::string(kArabic) + kEnglish + kEmoji + kChinese);

    maker.group("empty texts");
    maker.add("", kEnglish);
    maker.add("what is a panda?", "");
    maker.add("", "");

    maker.group("long pairs");
    maker.add("what is a panda?", repeated(kEnglish, 20));
    maker.add(std::string(kChinese) + kChinese, repeated(kChinese, 6) + repeated(kArabic, 4), 300);

    maker.group("one query, many passages");
    const std::string query = "which animal of the mountains of China eats bamboo all day, and where can it be seen?";
    maker.add(query, kEnglish);
    maker.add(query, std::string(kEnglish) + kChinese);
    maker.add(query, std::string(kEnglish) + kEmoji);
    maker.add(query, kChinese);
    maker.add(query, kArabic);
    maker.add(query, kEnglish);

    maker.group("one pair at several lengths");
    for (const int length : {64, 128, 256})
        maker.add(query, repeated(std::string(kEnglish) + kEmoji, 8), length);

    auto trial = maker.take();
    const auto& layers = config.cutoffLayers;
    for (const std::size_t i : {std::size_t(0), layers.size() / 2, layers.size() - 1}) {
        if (i < layers.size() && (trial.cutoffLayers.empty() || layers[i] > trial.cutoffLayers.back()))
            trial.cutoffLayers.push_back(layers[i]);
    }
    return trial;
}

} // namespace rw::worker
