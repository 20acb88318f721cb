namespace BirdGrid.Grains;

/// <summary>
/// An error that a caller can act on. Crosses grain and gRPC boundaries with its reason (a stable, machine-readable word)
/// and a message for people; a subtype for each kind of gRPC status.
/// </summary>
[GenerateSerializer, Alias("birdgrid.grid-exception")]
public abstract class GridException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="reason">Stable, machine-readable, for example <c>unknown-dataset</c>.</param>
    /// <param name="message">What was wrong and what to do, one or two sentences.</param>
    /// <param name="inner">The cause, or null.</param>
    protected GridException(string reason, string message, Exception? inner = null)
        : base(message, inner)
    {
        Reason = reason;
    }

    /// <summary>Stable, machine-readable, for example <c>unknown-dataset</c>.</summary>
    [Id(0)]
    public string Reason { get; }
}
