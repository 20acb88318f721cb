using System.Globalization;
using System.Text;

namespace BirdGrid.Vision.Texts;

/// <summary>Names out of files as they may stand in a message: short, and without characters that steer a terminal or garble a log.</summary>
public static class ShownName
{
    private const int Longest = 100;

    /// <summary>The name, cut where it is long, with control and format characters as escapes.</summary>
    /// <param name="name">The name.</param>
    public static string Of(string name)
    {
        if (name.Length <= Longest && !name.Any(IsUnsafe))
        {
            return name;
        }

        var shown = new StringBuilder();
        foreach (char letter in name.AsSpan(0, Math.Min(name.Length, Longest)))
        {
            _ = IsUnsafe(letter) ? shown.Append($"\\u{(int)letter:X4}") : shown.Append(letter);
        }

        return name.Length > Longest ? shown.Append("...").ToString() : shown.ToString();
    }

    // Format characters turn the direction of a text around, or cannot be seen.
    private static bool IsUnsafe(char letter) => char.GetUnicodeCategory(letter)
        is UnicodeCategory.Control
        or UnicodeCategory.Format
        or UnicodeCategory.Surrogate
        or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator;
}
