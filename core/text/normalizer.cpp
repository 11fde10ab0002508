// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/normalizer.h"

#include "core/text/utf8.h"

namespace rw {

namespace {

bool strip(const Normalizer::Strip& step, std::string& text)
{
    std::size_t end = text.size();
    while (step.right && end > 0) {
        const std::size_t before = utf8::previous(text, end);
        if (!utf8::isWhitespace(utf8::decode(text.data() + before)))
            break;
        end = before;
    }
    std::size_t begin = 0;
    while (step.left && begin < end && utf8::isWhitespace(utf8::decode(text.data() + begin)))
        begin += utf8::length(static_cast<unsigned char>(text[begin]));
    text.erase(end);
    text.erase(0, begin);
    return begin > 0;
}

void replace(const Normalizer::Replace& step, std::string& text)
{
    const std::string& pattern = step.pattern;
    const std::string needle = step.runs ? pattern + pattern : pattern;
    std::size_t found = text.find(needle);
    if (found == std::string::npos)
        return;
    thread_local std::string result;
    result.clear();
    std::size_t done = 0;
    while (found != std::string::npos) {
        result.append(text, done, found - done);
        result += step.content;
        done = found + needle.size();
        while (step.runs && text.compare(done, pattern.size(), pattern) == 0)
            done += pattern.size();
        found = text.find(needle, done);
    }
    result.append(text, done);
    text.swap(result);
}

} // namespace

void Normalizer::add(Step step)
{
    m_steps.push_back(std::move(step));
}

bool Normalizer::apply(std::string& text) const
{
    bool cutLeft = false;
    for (const Step& step : m_steps) {
        if (const auto* map = std::get_if<PrecompiledMap>(&step)) {
            thread_local std::string result;
            result.clear();
            map->apply(text, result);
            text.swap(result);
        } else if (const auto* stripped = std::get_if<Strip>(&step)) {
            cutLeft = strip(*stripped, text) || cutLeft;
        } else if (const auto* prepend = std::get_if<Prepend>(&step)) {
            if (!text.empty())
                text.insert(0, prepend->text);
        } else {
            replace(std::get<Replace>(step), text);
        }
    }
    return cutLeft;
}

} // namespace rw
