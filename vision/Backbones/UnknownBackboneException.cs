namespace BirdGrid.Vision.Backbones;

/// <summary>A backbone was asked for by a name that the registry does not know; the message lists the names it does.</summary>
public sealed class UnknownBackboneException : ArgumentException
{
    /// <summary>Names what was asked for and what there is.</summary>
    /// <param name="name">The unknown name.</param>
    /// <param name="known">Every known name.</param>
    public UnknownBackboneException(string name, IReadOnlyList<string> known)
        : base($"There is no backbone '{name}'; known are {string.Join(", ", known)}.")
    {
        Name = name;
    }

    /// <summary>The name that was asked for.</summary>
    public string Name { get; }
}
