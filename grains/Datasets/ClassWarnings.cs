namespace BirdGrid.Grains.Datasets;

/// <summary>What looks unwise about the classes of a dataset, in sentences.</summary>
internal static class ClassWarnings
{
    /// <summary>Training photos below which a class draws a warning.</summary>
    private const int ThinClass = 10;

    private const int MostNamed = 10;

    /// <summary>Every warning.</summary>
    /// <param name="counts">The classes.</param>
    /// <param name="vanished">Classes without a usable photo, with the photos of each that could not be decoded.</param>
    /// <param name="merged">Classes that came in several spellings.</param>
    public static IEnumerable<string> Of(IReadOnlyList<ClassCount> counts, IReadOnlyList<(string Label, int Rejected)> vanished, IReadOnlyList<MergedClass> merged) =>
        [.. Vanished(vanished), .. Merged(merged), .. EqualButForCase(counts), .. Imbalanced(counts)];

    /// <summary>A sentence for each class without a usable photo.</summary>
    public static IEnumerable<string> Vanished(IReadOnlyList<(string Label, int Rejected)> vanished)
    {
        foreach (var (label, rejected) in vanished.Take(MostNamed))
        {
            yield return $"Class '{label}' has no usable photo and is left out{(rejected > 0 ? $" ({rejected} could not be decoded)" : string.Empty)}.";
        }

        if (vanished.Count > MostNamed)
        {
            yield return $"{vanished.Count - MostNamed} more classes have no usable photo and are left out: {List(vanished.Skip(MostNamed).Select(v => v.Label))}.";
        }
    }

    private static IEnumerable<string> Merged(IReadOnlyList<MergedClass> merged)
    {
        foreach (var one in merged.Take(MostNamed))
        {
            yield return $"Class '{one.Label}' came in {one.Spellings.Count} spellings that look the same (blanks at an end, accents as characters of their own); they are one class.";
        }

        if (merged.Count > MostNamed)
        {
            yield return $"{merged.Count - MostNamed} more classes came in several spellings that look the same: {List(merged.Skip(MostNamed).Select(m => m.Label))}.";
        }
    }

    private static IEnumerable<string> EqualButForCase(IReadOnlyList<ClassCount> counts) =>
        counts.Select(c => c.Label).GroupBy(label => label.ToUpperInvariant(), StringComparer.Ordinal).Where(same => same.Count() > 1)
            .Select(same => $"Classes that differ in upper and lower case only are kept apart ({List(same.Select(label => $"'{label}'"))}): give them one name if they are one class.");

    private static IEnumerable<string> Imbalanced(IReadOnlyList<ClassCount> counts)
    {
        foreach (var none in counts.Where(c => c.Train == 0))
        {
            yield return $"Class '{none.Label}' has no training photo: the model cannot learn it.";
        }

        var thin = counts.Where(c => c.Train is > 0 and < ThinClass).Select(c => c.Label).ToList();
        if (thin.Count > 0)
        {
            yield return $"{thin.Count} of {counts.Count} classes have fewer than {ThinClass} training photos: {List(thin)}.";
        }

        int most = counts.Max(c => c.Train);
        int least = counts.Where(c => c.Train > 0).Select(c => c.Train).DefaultIfEmpty(0).Min();
        if (least > 0 && most > 10 * least)
        {
            yield return $"The largest class has {most} training photos, the smallest {least}: accuracy on rare classes will suffer.";
        }
    }

    private static string List(IEnumerable<string> labels)
    {
        string[] all = [.. labels];
        return string.Join(", ", all.Take(MostNamed)) + (all.Length > MostNamed ? ", ..." : string.Empty);
    }
}
