using System.Globalization;
using System.Text;

namespace BirdGrid.Grains;

/// <summary>Rules for names of datasets, models and aliases, and for idempotency keys.</summary>
public static class GridNames
{
    /// <summary>Longest name in UTF-16 code units.</summary>
    public const int MaximumLength = 64;

    /// <summary>Longest idempotency key in characters.</summary>
    public const int MaximumKeyLength = 128;

    /// <summary>Checks a name of a dataset, model or alias.</summary>
    /// <param name="name">The name.</param>
    /// <param name="what">What is named, for the message.</param>
    /// <exception cref="RefusedException">
    /// It is not 1 to 64 of lower-case letters of any script, 0-9, '.', '_', '-', starting with a letter or digit, in normalization form C.
    /// </exception>
    public static void Require(string name, string what)
    {
        if (!IsName(name))
        {
            throw new RefusedException("bad-name", $"'{GridText.Shown(name)}' cannot be the name of {(what[0] is 'a' or 'e' or 'i' or 'o' or 'u' ? "an" : "a")} {what}: use 1 to {MaximumLength} of lower-case letters, 0-9, '.', '_' and '-', starting with a letter or a digit.");
        }
    }

    /// <summary>Whether a text can be a name.</summary>
    public static bool IsName(string name)
    {
        if (name.Length is 0 or > MaximumLength)
        {
            return false;
        }

        for (int at = 0; at < name.Length;)
        {
            if (!Rune.TryGetRuneAt(name, at, out var rune) || !(at == 0 ? IsFirst(rune) : IsFurther(rune)))
            {
                return false;
            }

            at += rune.Utf16SequenceLength;
        }

        return string.Equals(name, GridText.Normalize(name), StringComparison.Ordinal);
    }

    /// <summary>
    /// The name nearest to a text, such as a folder's: in lower case and normalization form C, with <c>-</c> for what no name has. Long names end
    /// in a hash, so that they stay apart.
    /// </summary>
    /// <param name="text">Any text.</param>
    /// <returns>The name, or null where no letter and no digit is left.</returns>
    public static string? Nearest(string text)
    {
        var name = new StringBuilder();
        foreach (var rune in GridText.Normalize(text.ToLowerInvariant()).EnumerateRunes())
        {
            bool fits = name.Length == 0 ? IsFirst(rune) : IsFurther(rune);
            _ = fits ? name.Append(rune.ToString()) : name.Length == 0 ? name : name.Append('-');
        }

        string whole = GridText.Normalize(name.ToString());
        return whole.Length switch
        {
            0 => null,
            <= MaximumLength => whole,
            _ => Shortened(whole),
        };
    }

    /// <summary>Checks an idempotency key.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="RefusedException">It is empty or longer than <see cref="MaximumKeyLength"/>, or holds a character that is not seen.</exception>
    public static void RequireKey(string key)
    {
        if (string.IsNullOrWhiteSpace(key) || key.Length > MaximumKeyLength)
        {
            throw new RefusedException("bad-idempotency-key", $"An idempotency key has 1 to {MaximumKeyLength} characters; make a new one, a UUID for example, for each new request.");
        }

        GridText.RequireSeen(key, "idempotency_key", "bad-idempotency-key");
    }

    private static string Shortened(string name)
    {
        const int hashDigits = 8;
        int kept = MaximumLength - hashDigits - 1;
        kept -= char.IsHighSurrogate(name[kept - 1]) ? 1 : 0;
        return $"{name[..kept]}-{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..hashDigits]}";
    }

    private static bool IsFirst(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter || rune.Value is >= '0' and <= '9';

    // Marks are parts of letters in many scripts.
    private static bool IsFurther(Rune rune) =>
        IsFirst(rune) || rune.Value is '.' or '_' or '-' || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
