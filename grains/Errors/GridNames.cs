using System.Globalization;
using System.Text.RegularExpressions;

namespace BirdGrid.Grains;

/// <summary>Rules for names of datasets, models and aliases, and for idempotency keys.</summary>
public static partial class GridNames
{
    /// <summary>Longest idempotency key in characters.</summary>
    public const int MaximumKeyLength = 128;

    /// <summary>Checks a name of a dataset, model or alias.</summary>
    /// <param name="name">The name.</param>
    /// <param name="what">What is named, for the message.</param>
    /// <exception cref="RefusedException">It is not 1 to 64 of a-z, 0-9, '.', '_', '-', starting with a letter or digit.</exception>
    public static void Require(string name, string what)
    {
        if (!NamePattern().IsMatch(name))
        {
            throw new RefusedException("bad-name", $"'{Shown(name)}' cannot be the name of {(what[0] is 'a' or 'e' or 'i' or 'o' or 'u' ? "an" : "a")} {what}: use 1 to 64 of a-z, 0-9, '.', '_' and '-', starting with a letter or a digit.");
        }
    }

    /// <summary>Checks an idempotency key.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="RefusedException">It is empty or longer than <see cref="MaximumKeyLength"/>.</exception>
    public static void RequireKey(string key)
    {
        if (string.IsNullOrWhiteSpace(key) || key.Length > MaximumKeyLength)
        {
            throw new RefusedException("bad-idempotency-key", $"An idempotency key has 1 to {MaximumKeyLength} characters; make a new one, a UUID for example, for each new request.");
        }
    }

    // The name goes into messages, and these to terminals and logs.
    private static string Shown(string name) =>
        string.Concat(name.Take(MaximumKeyLength).Select(c => char.IsControl(c) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : $"{c}")) + (name.Length > MaximumKeyLength ? "..." : string.Empty);

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
