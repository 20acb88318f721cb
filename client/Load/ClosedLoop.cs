namespace BirdGrid.Client.Load;

/// <summary>So many callers that each wait for an answer before they ask again. Says how much a server can do; hides how long others would have waited.</summary>
public sealed record ClosedLoop : LoadShape
{
    /// <summary>Callers.</summary>
    /// <param name="concurrency">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public ClosedLoop(int concurrency)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(concurrency, 1);
        Concurrency = concurrency;
    }

    /// <summary>Requests outstanding at any time.</summary>
    public int Concurrency { get; }
}
