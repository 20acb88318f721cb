namespace BirdGrid.Grains.Datasets;

/// <summary>The labels of an import: each in its one form, with the spellings in which it came. Not safe for concurrent use.</summary>
public sealed class ClassLabels
{
    private readonly Dictionary<string, string> forms = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, List<string>> spellings = new(StringComparer.Ordinal);

    /// <summary>Makes the labels that are known before the first photo.</summary>
    /// <param name="known">Labels as they were given.</param>
    /// <exception cref="RefusedException">One cannot be a label.</exception>
    public ClassLabels(IEnumerable<string> known)
    {
        foreach (string label in known)
        {
            FormOf(label, "The name of a class");
        }
    }

    /// <summary>All labels, in the order of their text.</summary>
    public IReadOnlyCollection<string> All => spellings.Keys;

    /// <summary>Labels that came in several spellings.</summary>
    public IEnumerable<MergedClass> Merged => spellings.Where(s => s.Value.Count > 1).Select(s => new MergedClass(s.Key, [.. s.Value.Order(StringComparer.Ordinal)]));

    /// <summary>The one form of a label.</summary>
    /// <param name="label">As it was given.</param>
    /// <param name="field">What it is the label of, for the message.</param>
    /// <exception cref="RefusedException">It cannot be a label.</exception>
    public string FormOf(string label, string field)
    {
        if (forms.TryGetValue(label, out string? form))
        {
            return form;
        }

        form = GridText.RequireLabel(label, field);
        forms.Add(label, form);
        if (!spellings.TryGetValue(form, out var known))
        {
            spellings.Add(form, known = []);
        }

        known.Add(label);
        return form;
    }
}
