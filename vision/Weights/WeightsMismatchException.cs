using BirdGrid.Vision.Texts;

namespace BirdGrid.Vision.Weights;

/// <summary>Weights do not fit a network; nothing of the network was changed.</summary>
public sealed class WeightsMismatchException : Exception
{
    private const int ShownPerKind = 5;

    /// <summary>Lists what does not fit.</summary>
    /// <param name="missing">Keys the network needs and the weights lack.</param>
    /// <param name="unexpected">Keys of the weights that the network has no place for.</param>
    /// <param name="misshaped">Keys of both with another shape or kind of element, each with the two in words.</param>
    public WeightsMismatchException(IReadOnlyList<string> missing, IReadOnlyList<string> unexpected, IReadOnlyList<string> misshaped)
        : base("The weights do not fit the network." + Say("missing", missing, ShownName.Of) + Say("unexpected", unexpected, ShownName.Of) + Say("misshaped", misshaped, words => words))
    {
        Missing = missing;
        Unexpected = unexpected;
        Misshaped = misshaped;
    }

    /// <summary>Keys the network needs and the weights lack.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>Keys of the weights that the network has no place for.</summary>
    public IReadOnlyList<string> Unexpected { get; }

    /// <summary>Keys of both with another shape or kind of element, each with the two in words.</summary>
    public IReadOnlyList<string> Misshaped { get; }

    private static string Say(string kind, IReadOnlyList<string> keys, Func<string, string> shown)
    {
        if (keys.Count == 0)
        {
            return string.Empty;
        }

        string more = keys.Count > ShownPerKind ? $" and {keys.Count - ShownPerKind} more" : string.Empty;
        return $" {keys.Count} {kind}: {string.Join(", ", keys.Take(ShownPerKind).Select(shown))}{more}.";
    }
}
