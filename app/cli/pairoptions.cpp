// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/pairoptions.h"

#include "core/experiment/experiment.h"

using namespace Qt::StringLiterals;

namespace rw::cli {

namespace {

std::optional<std::string> instruction(const QCommandLineParser& parser, const QString& name)
{
    if (!parser.isSet(name))
        return std::nullopt;
    const QString value = parser.value(name);
    return value == u"none"_s ? std::string() : value.toStdString();
}

} // namespace

void describePairOptions(QCommandLineParser& parser)
{
    parser.addPositionalArgument(u"DIR"_s, u"Model folder."_s, u"DIR --pairs FILE"_s);
    parser.addOptions({
        {u"pairs"_s, u"File of pairs: JSON lines or query<TAB>passage; - is standard input."_s, u"FILE"_s},
        {u"max-length"_s, u"Passage budget and joint budget in tokens, as FlagEmbedding counts them (1024)."_s, u"N"_s},
        {u"query-max-length"_s, u"Query budget (3/4 of --max-length)."_s, u"N"_s},
        {u"query-instruction"_s, u"Text before the query; \"none\" leaves it out (FlagEmbedding's default)."_s, u"S"_s},
        {u"passage-instruction"_s, u"Text before the passage; \"none\" leaves it out (FlagEmbedding's default)."_s,
         u"S"_s},
        {u"prompt"_s, u"Text after the pair, for the decoders (FlagEmbedding's default)."_s, u"S"_s},
        {u"query-instruction-format"_s, u"How instruction and query are joined ({}{})."_s, u"S"_s},
        {u"passage-instruction-format"_s, u"How instruction and passage are joined ({}{})."_s, u"S"_s},
    });
}

Result<std::optional<int>> numberOption(const QCommandLineParser& parser, const QString& name, int least)
{
    if (!parser.isSet(name))
        return std::optional<int>();
    bool isNumber = false;
    const int number = parser.value(name).toInt(&isNumber);
    if (!isNumber || number < least)
        return Error{"--" + name.toStdString() + " must be a whole number of at least " + std::to_string(least) +
                     ", not \"" + parser.value(name).toStdString() + "\""};
    return std::optional(number);
}

Result<std::vector<std::string>> deviceList(const QString& text)
{
    std::vector<std::string> devices;
    for (const auto& part : text.split(u',')) {
        devices.push_back(part.trimmed().toStdString());
        if (!Experiment::isDevice(devices.back()))
            return Error{"\"" + devices.back() +
                         "\" is no device; --devices takes auto, cpu, cuda:N or several with "
                         "commas between"};
    }
    return devices;
}

Result<PairOptions> readPairOptions(const QCommandLineParser& parser)
{
    const QStringList arguments = parser.positionalArguments();
    if (arguments.size() != 1)
        return Error{"exactly one model folder is expected"};
    if (!parser.isSet(u"pairs"_s))
        return Error{"--pairs FILE is missing"};
    PairOptions options;
    options.model = arguments.first().toStdString();
    options.pairs = parser.value(u"pairs"_s).toStdString();

    const auto maxLength = numberOption(parser, u"max-length"_s, 1);
    if (!maxLength)
        return maxLength.error();
    options.limits = LengthLimits::of(maxLength->value_or(1024));
    const auto queryMaxLength = numberOption(parser, u"query-max-length"_s, 1);
    if (!queryMaxLength)
        return queryMaxLength.error();
    options.limits.queryMaxLength = queryMaxLength->value_or(options.limits.queryMaxLength);

    options.instructions.query = instruction(parser, u"query-instruction"_s);
    options.instructions.passage = instruction(parser, u"passage-instruction"_s);
    options.instructions.prompt = instruction(parser, u"prompt"_s);
    for (const auto& [name, format] :
         {std::pair{u"query-instruction-format"_s, &options.instructions.queryFormat},
          std::pair{u"passage-instruction-format"_s, &options.instructions.passageFormat}}) {
        if (!parser.isSet(name))
            continue;
        *format = parser.value(name).toStdString();
        if (parser.value(name).count(u"{}"_s) != 2)
            return Error{"--" + name.toStdString() + " must have two {}: for the instruction and for the text"};
    }
    return options;
}

} // namespace rw::cli
