using System.Globalization;
using System.Text;
using ADRaffy.ENSNormalize;

namespace BirdGrid.Grains;

/// <summary>
/// The rule for texts that people give and others are shown: labels, names, reasons. A text is Unicode in normalization form C without blanks
/// at its ends, so that what looks the same is the same, and has no character that is not seen: those forge lines, steer terminals and turn
/// the direction of writing.
/// </summary>
public static class GridText
{
    /// <summary>Longest label in UTF-16 code units.</summary>
    public const int MaximumLabelLength = 256;

    /// <summary>Longest name of a key or sweep in UTF-16 code units.</summary>
    public const int MaximumNameLength = 128;

    /// <summary>Longest name of a caller in UTF-16 code units; those of tokens and certificates can be long.</summary>
    public const int MaximumCallerLength = 256;

    /// <summary>Longest reason in UTF-16 code units.</summary>
    public const int MaximumReasonLength = 2000;

    private const int MostShown = 80;

    /// <summary>Checks the label of a class.</summary>
    /// <param name="label">As it was given.</param>
    /// <param name="field">What it is the label of, for the message.</param>
    /// <returns>The label in its one form.</returns>
    /// <exception cref="RefusedException">It is empty, longer than <see cref="MaximumLabelLength"/>, or holds a character that is not seen; the message names it.</exception>
    public static string RequireLabel(string label, string field) => Require(label, field, "bad-label", MaximumLabelLength);

    /// <summary>Checks a reason.</summary>
    /// <param name="reason">As it was given; may be empty.</param>
    /// <param name="field">The field it came in, for the message.</param>
    /// <returns>The reason in its one form.</returns>
    /// <exception cref="RefusedException">It is longer than <see cref="MaximumReasonLength"/>, or holds a character that is not seen; the message names it.</exception>
    public static string RequireReason(string reason, string field) => reason.Length == 0 ? reason : Require(reason, field, "bad-text", MaximumReasonLength);

    /// <summary>Checks a text of any other kind.</summary>
    /// <param name="text">As it was given.</param>
    /// <param name="field">The field it came in, for the message.</param>
    /// <param name="reason">Reason of the refusal, for programs.</param>
    /// <param name="maximum">Most UTF-16 code units.</param>
    /// <returns>The text in its one form.</returns>
    /// <exception cref="RefusedException">It is empty, too long, or holds a character that is not seen; the message names it.</exception>
    public static string Require(string text, string field, string reason, int maximum)
    {
        if (text.Length > maximum)
        {
            throw new RefusedException(reason, $"{field} has {text.Length} characters; it must have 1 to {maximum}.");
        }

        RequireSeen(text, field, reason);
        string plain = Normalize(text).Trim();
        return plain.Length is > 0 && plain.Length <= maximum
            ? plain
            : throw new RefusedException(reason, $"{field} is '{plain}', of {plain.Length} characters without the blanks around them; it must have 1 to {maximum}.");
    }

    /// <summary>Checks that a text holds only characters that are seen; it is taken as it is.</summary>
    /// <param name="text">The text.</param>
    /// <param name="field">The field it came in, for the message.</param>
    /// <param name="reason">Reason of the refusal, for programs.</param>
    /// <exception cref="RefusedException">A character is not seen; the message names it and its place, counted from 1.</exception>
    public static void RequireSeen(string text, string field, string reason)
    {
        int position = 0;
        for (int at = 0; at < text.Length;)
        {
            position++;
            bool isWhole = Rune.TryGetRuneAt(text, at, out var rune);
            if (!isWhole || !IsSeen(rune))
            {
                int code = isWhole ? rune.Value : text[at];
                throw new RefusedException(reason, $"{field} holds U+{code:X4} ({NameOf(code, isWhole)}) at position {position}: '{Shown(text)}'. Texts hold letters, digits, blanks and signs that are seen.");
            }

            at += rune.Utf16SequenceLength;
        }
    }

    /// <summary>The text with <c>\u....</c> in place of what is not seen, cut after some length: for messages, and for names of files, which are what they are.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="maximum">Most UTF-16 code units of it.</param>
    public static string Shown(string text, int maximum = MostShown)
    {
        if (text.Length <= maximum && !text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        var shown = new StringBuilder(Math.Min(text.Length, maximum));
        int at = 0;
        while (at < text.Length && shown.Length < maximum)
        {
            bool isWhole = Rune.TryGetRuneAt(text, at, out var rune);
            _ = isWhole && (IsSeen(rune) || rune == Rune.ReplacementChar) ? shown.Append(rune.ToString()) : shown.Append(CultureInfo.InvariantCulture, $"\\u{(isWhole ? rune.Value : text[at]):X4}");
            at += isWhole ? rune.Utf16SequenceLength : 1;
        }

        return at < text.Length ? shown.Append("...").ToString() : shown.ToString();
    }

    /// <summary>Normalization form C of valid Unicode. <see cref="string.Normalize()"/> needs ICU, without which the programs run, and does nothing then.</summary>
    public static string Normalize(string text) => System.Text.Ascii.IsValid(text) ? text : ENSNormalize.NF.NFC(text);

    private static bool IsSeen(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate => false,
        UnicodeCategory.Format => IsSeenFormat(rune.Value),

        // What a decoder writes for bytes that it does not know, and what never stands for a character.
        _ => rune != Rune.ReplacementChar && (rune.Value & 0xFFFE) != 0xFFFE && rune.Value is not (>= 0xFDD0 and <= 0xFDEF),
    };

    // Joiners and tags are parts of letters (Persian, Hindi) and of emoji; the others are signs of Arabic, Syriac and Kaithi numbers.
    private static bool IsSeenFormat(int code) => code is 0x200C or 0x200D or (>= 0xE0020 and <= 0xE007F)
        or (>= 0x0600 and <= 0x0605) or 0x06DD or 0x070F or 0x0890 or 0x0891 or 0x08E2 or 0x110BD or 0x110CD;

    private static string NameOf(int code, bool isWhole) => code switch
    {
        _ when !isWhole => "half a character",
        0x1B => "escape",
        0x0A or 0x0D => "line feed",
        0x09 => "tab",
        0 => "NUL",
        0x2028 or 0x2029 => "line separator",
        0x200E or 0x200F or 0x061C or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) => "direction of writing",
        0xFFFD => "a character that was lost in a conversion",
        < 0x20 or (>= 0x7F and < 0xA0) => "control character",
        _ => "not seen",
    };
}
