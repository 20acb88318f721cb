namespace BirdGrid.Vision.Augmentation;

/// <summary>Finds the name that was probably meant.</summary>
public static class NearestName
{
    /// <summary>Nobody mistypes a name as one of so many characters, and the distance takes time for each.</summary>
    private const int LongestTyped = 100;

    /// <summary>" (did you mean "NAME"?)" for the known name nearest to a mistyped one; nothing where none is near.</summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="known">What there is.</param>
    public static string Hint(string typed, IEnumerable<string> known)
    {
        if (typed.Length > LongestTyped)
        {
            return string.Empty;
        }

        string? nearest = known.MinBy(name => Distance(typed, name));
        return nearest is not null && Distance(typed, nearest) <= Math.Max(2, typed.Length / 3) ? $" (did you mean \"{nearest}\"?)" : string.Empty;
    }

    /// <summary>Letters to insert, delete or replace (Levenshtein's distance), case aside.</summary>
    internal static int Distance(string first, string second)
    {
        int[] distances = [.. Enumerable.Range(0, second.Length + 1)];
        for (int i = 0; i < first.Length; i++)
        {
            int diagonal = distances[0];
            distances[0] = i + 1;
            for (int j = 0; j < second.Length; j++)
            {
                int replaced = diagonal + (char.ToLowerInvariant(first[i]) == char.ToLowerInvariant(second[j]) ? 0 : 1);
                diagonal = distances[j + 1];
                distances[j + 1] = Math.Min(replaced, Math.Min(distances[j], distances[j + 1]) + 1);
            }
        }

        return distances[^1];
    }
}
