namespace BirdGrid.Grains.Inference.Rollouts;

/// <summary>
/// What failures tell. Those of one report, a second of one silo, are compared with each other alone: a cause that makes both versions fail accuses
/// neither, however the failures are spread over time.
/// </summary>
internal sealed class FailureEvidence
{
    /// <summary>At least seven reports are needed to be certain: what lasts for a moment does not decide.</summary>
    private const double MostOfReport = 1.5;

    private readonly SequentialTest test = new(2, 5, 20, 50);

    /// <summary>Whether it is certain that the tried version fails more often than its reference.</summary>
    public bool IsCertain => test.IsCertain;

    /// <summary>Adds a report.</summary>
    /// <param name="tried">Runs of the tried version, for callers and for comparison.</param>
    /// <param name="triedFailures">Those that failed.</param>
    /// <param name="reference">Runs of its reference; without any the report says nothing.</param>
    /// <param name="referenceFailures">Those that failed.</param>
    public void Add(long tried, long triedFailures, long reference, long referenceFailures)
    {
        if (tried > 0 && reference > 0)
        {
            test.Add((double)tried / (tried + reference), triedFailures, referenceFailures, MostOfReport);
        }
    }
}
