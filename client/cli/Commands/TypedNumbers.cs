using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace BirdGrid.Cli.Commands;

/// <summary>
/// Numbers as they are typed after an option: digits, a decimal point, an exponent; the same in every locale. The library's own conversion takes
/// thousands separators, so that a decimal comma would change the number's size without a word: 0,001 would be 1.
/// </summary>
internal static class TypedNumbers
{
    /// <summary>Digits behind a separator that could be one of thousands.</summary>
    private const int ThousandsDigits = 3;

    /// <summary>Reads the numbers of a command and of all below it by one parser.</summary>
    /// <exception cref="NotSupportedException">An option has a type of numbers that this parser does not know.</exception>
    public static void UseFor(Command command)
    {
        foreach (var option in command.Options)
        {
            Use(option);
        }

        foreach (var below in command.Subcommands)
        {
            UseFor(below);
        }
    }

    private static void Use(Option option)
    {
        switch (option)
        {
            case Option<int> one: one.CustomParser = result => Read<int>(option, result) ?? 0; break;
            case Option<int?> one: one.CustomParser = result => Read<int>(option, result); break;
            case Option<long> one: one.CustomParser = result => Read<long>(option, result) ?? 0; break;
            case Option<ulong> one: one.CustomParser = result => Read<ulong>(option, result) ?? 0; break;
            case Option<double> one: one.CustomParser = result => Read<double>(option, result) ?? 0; break;
            case Option<double?> one: one.CustomParser = result => Read<double>(option, result); break;
            default:
                var type = Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType;
                if (type.IsPrimitive && type != typeof(bool))
                {
                    throw new NotSupportedException($"{option.Name} has values of the type {type.Name}: say how they are read.");
                }

                break;
        }
    }

    private static T? Read<T>(Option option, ArgumentResult result)
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        if (result.Tokens is not [.., var token])
        {
            result.AddError($"{option.Name} needs a number behind it.");
            return null;
        }

        bool isWhole = T.One / (T.One + T.One) == T.Zero;
        var styles = isWhole ? NumberStyles.AllowLeadingSign : NumberStyles.Float & ~(NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite);
        if (T.TryParse(token.Value, styles, CultureInfo.InvariantCulture, out var value) && T.IsFinite(value))
        {
            return value;
        }

        result.AddError(Explain<T>(option.Name, token.Value, isWhole));
        return null;
    }

    private static string Explain<T>(string option, string text, bool isWhole)
        where T : IMinMaxValue<T>
    {
        if (isWhole && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{option} {text} is out of range: {T.MinValue} to {T.MaxValue}.");
        }

        return Meant(text, isWhole) switch
        {
            [] when isWhole => $"{option} {text} is no whole number: write digits only, for example 20.",
            [] => $"{option} {text} is no number: write digits with a decimal point, for example 0.001.",
            var meant => $"{option} {text} is no number: write {string.Join(" or ", meant)}. A number has no comma in it; the decimal sign is a point.",
        };
    }

    /// <summary>What a number with commas can have meant.</summary>
    private static string[] Meant(string text, bool isWhole)
    {
        int comma = text.IndexOf(',', StringComparison.Ordinal), lastComma = text.LastIndexOf(',');
        int point = text.IndexOf('.', StringComparison.Ordinal), lastPoint = text.LastIndexOf('.');
        string withoutCommas = text.Replace(",", string.Empty, StringComparison.Ordinal);
        bool canBeThousands = lastComma > 0 && text.Length - lastComma - 1 == ThousandsDigits && text[..comma].TrimStart('-', '+') is not "0" and not "";
        string[] meant = (comma, point) switch
        {
            (< 0, _) => [],
            (_, >= 0) when point < comma => [text.Replace(".", string.Empty, StringComparison.Ordinal).Replace(',', '.')],
            (_, >= 0) when lastPoint > lastComma => [withoutCommas],
            _ when comma != lastComma => [withoutCommas],
            _ when isWhole => canBeThousands ? [withoutCommas] : [],
            _ => canBeThousands ? [text.Replace(',', '.'), withoutCommas] : [text.Replace(',', '.')],
        };
        return [.. meant.Where(m => double.TryParse(m, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && (!isWhole || double.IsInteger(value)))];
    }
}
