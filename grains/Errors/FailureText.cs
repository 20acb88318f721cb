using System.Text.RegularExpressions;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Grains;

/// <summary>What callers are told of a failure that nobody foresaw: its kind and its message, without the silo's own paths.</summary>
internal static partial class FailureText
{
    /// <summary>The text for callers; the log has the whole.</summary>
    public static string Of(Exception failure) => failure is GridException or WeightsFormatException or WeightsMismatchException
        ? failure.Message
        : $"{failure.GetType().Name}: {Bare().Replace(Quoted().Replace(failure.Message, "(a path of the silo)"), "(a path of the silo)")}";

    // The system's messages have paths in quotation marks, libraries' have them bare; a web address is neither.
    [GeneratedRegex(@"'/[^'\n]*'|""/[^""\n]*""|'[A-Za-z]:\\[^'\n]*'", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?<![\w:/.])/(?:[^\s/'"":;,()]+/)+[^\s'"":;,()]*", RegexOptions.CultureInvariant)]
    private static partial Regex Bare();
}
