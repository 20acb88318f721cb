namespace BirdGrid.Vision.Training;

/// <summary>
/// Remembers the best epoch and says when to stop: an immutable state machine, rebuilt from a learning curve by <see cref="Replay"/>.
/// An epoch is better when its validation accuracy is higher, or equal with a lower validation loss. Without validation photos every epoch
/// counts as better than those before it.
/// </summary>
public sealed record EarlyStopping
{
    /// <summary>Starts before the first epoch.</summary>
    /// <param name="patience">Epochs without a better one after which to stop; 0 never stops.</param>
    /// <exception cref="ArgumentOutOfRangeException">The patience is negative.</exception>
    public EarlyStopping(int patience)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(patience);
        Patience = patience;
    }

    /// <summary>Epochs without a better one after which to stop; 0 never stops.</summary>
    public int Patience { get; }

    /// <summary>The best epoch so far; null before the first.</summary>
    public EpochMetrics? Best { get; private init; }

    /// <summary>Epochs seen since the best one.</summary>
    public int EpochsSinceBest { get; private init; }

    /// <summary>Whether patience is exhausted.</summary>
    public bool ShouldStop => Patience > 0 && EpochsSinceBest >= Patience;

    /// <summary>The state after all epochs of a learning curve.</summary>
    /// <param name="patience">Epochs without a better one after which to stop; 0 never stops.</param>
    /// <param name="epochs">The curve, first epoch first.</param>
    public static EarlyStopping Replay(int patience, IEnumerable<EpochMetrics> epochs)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        return epochs.Aggregate(new EarlyStopping(patience), (state, epoch) => state.After(epoch));
    }

    /// <summary>The state after one more epoch.</summary>
    /// <param name="epoch">What the epoch reached.</param>
    public EarlyStopping After(EpochMetrics epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        return Best is null || IsBetter(epoch, Best)
            ? this with { Best = epoch, EpochsSinceBest = 0 }
            : this with { EpochsSinceBest = EpochsSinceBest + 1 };
    }

    private static bool IsBetter(EpochMetrics epoch, EpochMetrics best) =>
        epoch.ValidationAccuracy is null
        || epoch.ValidationAccuracy > best.ValidationAccuracy
        || (epoch.ValidationAccuracy == best.ValidationAccuracy && epoch.ValidationLoss < best.ValidationLoss);
}
