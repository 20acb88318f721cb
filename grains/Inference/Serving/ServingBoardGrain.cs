namespace BirdGrid.Grains.Inference.Serving;

/// <inheritdoc cref="IServingBoardGrain"/>
public sealed class ServingBoardGrain : Grain, IServingBoardGrain
{
    private readonly SortedDictionary<(int Version, int Replica), ReplicaServing> reports = [];

    /// <inheritdoc/>
    public Task Report(int version, ReplicaServing serving)
    {
        // Messages of one sender may overtake each other: what is older than what is known changes nothing.
        var key = (version, serving.Replica);
        if (!reports.TryGetValue(key, out var known) || known.Since <= serving.Since)
        {
            reports[key] = serving;
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ReplicaReport>> Read() =>
        Task.FromResult<IReadOnlyList<ReplicaReport>>([.. reports.Select(r => new ReplicaReport(r.Key.Version, r.Value))]);
}
