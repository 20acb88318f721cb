using System.Globalization;
using System.Text;
using Spectre.Console;

namespace BirdGrid.Cli.Rendering;

/// <summary>
/// Text of others (labels, reasons, file names, messages) on its way to a terminal: control characters are shown as <c>\u001B</c>, so that none of
/// them moves the cursor, changes the title, turns the text round or begins a line of its own.
/// </summary>
internal static class VisibleText
{
    private const char ZeroWidthNonJoiner = '\u200C';
    private const char ZeroWidthJoiner = '\u200D';

    /// <summary>The text with its control characters made visible.</summary>
    /// <param name="text">The text.</param>
    /// <param name="keepLines">Whether line feeds stay: only in text that has lines of its own.</param>
    public static string ToVisible(this string text, bool keepLines = false)
    {
        int first = 0;
        while (first < text.Length && !IsHidden(text, first, keepLines))
        {
            first++;
        }

        if (first == text.Length)
        {
            return text;
        }

        var visible = new StringBuilder(text, 0, first, text.Length + 16);
        for (int i = first; i < text.Length; i++)
        {
            if (IsHidden(text, i, keepLines))
            {
                visible.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:X4}");
            }
            else
            {
                visible.Append(text[i]);
            }
        }

        return visible.ToString();
    }

    /// <summary>The text as Spectre's markup shows it, to the letter.</summary>
    public static string ToMarkup(this string text) => Markup.Escape(text.ToVisible());

    /// <summary>Writes a line of markup whose values are shown to the letter.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="line">Markup; the values in it are none.</param>
    public static void WriteVisible(this IAnsiConsole console, FormattableString line) =>
        console.MarkupLine(string.Format(CultureInfo.InvariantCulture, line.Format, [.. line.GetArguments().Select(Argument)]));

    private static object? Argument(object? value) => value is string text ? text.ToMarkup() : value;

    // Scripts that join their letters need the two joiners. Surrogates: only pairs are characters, and those of the tags plane are invisible.
    private static bool IsHidden(string text, int index, bool keepLines) => text[index] switch
    {
        '\n' => !keepLines,
        ZeroWidthNonJoiner or ZeroWidthJoiner => false,
        var c when char.IsLowSurrogate(c) && index > 0 && char.IsHighSurrogate(text[index - 1]) => IsHidden(CharUnicodeInfo.GetUnicodeCategory(text, index - 1)),
        var c when char.IsSurrogate(c) => IsHidden(CharUnicodeInfo.GetUnicodeCategory(text, index)),
        var c => IsHidden(CharUnicodeInfo.GetUnicodeCategory(c)),
    };

    private static bool IsHidden(UnicodeCategory category) =>
        category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate;
}
