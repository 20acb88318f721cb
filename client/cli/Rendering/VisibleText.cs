using System.Globalization;
using BirdGrid.Grains;
using Spectre.Console;

namespace BirdGrid.Cli.Rendering;

/// <summary>
/// Text of others (labels, reasons, file names, messages) on its way to a terminal: what is not seen is shown as <c>\u001B</c>, so that none of
/// it moves the cursor, changes the title, turns the text round or begins a line of its own.
/// </summary>
internal static class VisibleText
{
    /// <summary>The text with its control characters made visible.</summary>
    /// <param name="text">The text.</param>
    /// <param name="keepLines">Whether line feeds stay: only in text that has lines of its own.</param>
    public static string ToVisible(this string text, bool keepLines = false) => keepLines && text.Contains('\n', StringComparison.Ordinal)
        ? string.Join('\n', text.Split('\n').Select(line => GridText.Shown(line, int.MaxValue)))
        : GridText.Shown(text, int.MaxValue);

    /// <summary>The text as Spectre's markup shows it, to the letter.</summary>
    public static string ToMarkup(this string text) => Markup.Escape(text.ToVisible());

    /// <summary>Writes a line of markup whose values are shown to the letter.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="line">Markup; the values in it are none.</param>
    public static void WriteVisible(this IAnsiConsole console, FormattableString line) =>
        console.MarkupLine(string.Format(CultureInfo.InvariantCulture, line.Format, [.. line.GetArguments().Select(Argument)]));

    private static object? Argument(object? value) => value is string text ? text.ToMarkup() : value;
}
