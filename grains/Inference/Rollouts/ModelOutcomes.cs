namespace BirdGrid.Grains.Inference.Rollouts;

/// <summary>What a silo has seen of a model's versions since it last told. Thread-safe.</summary>
internal sealed class ModelOutcomes
{
    private readonly Lock gate = new();
    private readonly Dictionary<int, Seen> versions = [];
    private readonly Dictionary<(int Tried, int Reference), PairedRuns> comparisons = [];
    private AgreementCounts agreement = AgreementCounts.Zero;

    /// <summary>A version answered, or failed to (null).</summary>
    public void Record(int version, TimeSpan? latency)
    {
        lock (gate)
        {
            if (!versions.TryGetValue(version, out var seen))
            {
                seen = versions[version] = new Seen();
            }

            seen.Requests++;
            if (latency is { } time)
            {
                seen.Latencies[LatencyBuckets.IndexOf(time.TotalMilliseconds)]++;
            }
            else
            {
                seen.Errors++;
            }
        }
    }

    /// <summary>A shadow's answer was compared.</summary>
    public void Record(AgreementCounts counts)
    {
        lock (gate)
        {
            agreement = agreement.Plus(counts);
        }
    }

    /// <summary>Two versions were compared.</summary>
    public void Record(PairedRuns runs)
    {
        lock (gate)
        {
            var key = (runs.Tried, runs.Reference);
            comparisons[key] = comparisons.TryGetValue(key, out var known) ? known.Plus(runs) : runs;
        }
    }

    /// <summary>Takes what was seen; null where it is nothing.</summary>
    public RolloutReport? Take()
    {
        lock (gate)
        {
            if (versions.Count == 0 && comparisons.Count == 0 && agreement == AgreementCounts.Zero)
            {
                return null;
            }

            var report = new RolloutReport([.. versions.Select(v => new OutcomeCounts(v.Key, v.Value.Requests, v.Value.Errors, v.Value.Latencies))], agreement)
            {
                Comparisons = [.. comparisons.Values],
            };
            versions.Clear();
            comparisons.Clear();
            agreement = AgreementCounts.Zero;
            return report;
        }
    }

    private sealed class Seen
    {
        public long Requests { get; set; }

        public long Errors { get; set; }

        public long[] Latencies { get; } = new long[LatencyBuckets.Count];
    }
}
