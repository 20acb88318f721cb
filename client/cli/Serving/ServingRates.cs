using BirdGrid.V1;

namespace BirdGrid.Cli.Serving;

/// <summary>Rates from two looks at a grid's totals.</summary>
internal static class ServingRates
{
    /// <summary>What every version did between two looks, in the order of the later one.</summary>
    /// <param name="before">The earlier look.</param>
    /// <param name="now">The later look.</param>
    public static IReadOnlyList<VersionRates> Between(GridServing before, GridServing now)
    {
        double seconds = Math.Max(0, (now.When.ToDateTime() - before.When.ToDateTime()).TotalSeconds);
        var earlier = before.Models.SelectMany(m => m.Versions).SelectMany(v => v.Replicas.Select(r => (Key: KeyOf(v, r), Replica: r)))
            .GroupBy(r => r.Key).ToDictionary(g => g.Key, g => g.First().Replica);
        return [.. now.Models.SelectMany(m => m.Versions).Select(v => Of(v, earlier, now.When.ToDateTime(), seconds))];
    }

    private static VersionRates Of(VersionServing version, Dictionary<(string, int, int), ReplicaServing> earlier, DateTime now, double seconds)
    {
        Difference[] differences = [.. version.Replicas.Select(r => new Difference(earlier.GetValueOrDefault(KeyOf(version, r)), r))];
        double Rate(double count) => seconds > 0 ? count / seconds : 0;
        double images = differences.Sum(d => d.Of(s => s.Images));
        double executions = differences.Sum(d => d.Of(s => s.Executions));
        return new VersionRates
        {
            Model = version.Model,
            Version = version.Version,
            State = Rendering.Words.Of(version.State),
            Reason = version.Reason,
            SecondsInState = version.Since is { } since ? Math.Max(0, (now - since.ToDateTime()).TotalSeconds) : null,
            Aliases = [.. version.Aliases],
            TrafficPercent = version.TrafficPercent,
            Engines = [.. version.Replicas.Select(r => r.Engine).Where(e => e.Length > 0).Distinct().Order(StringComparer.Ordinal)],
            Replicas = version.Replicas.Count,
            ReadyReplicas = version.Replicas.Count(r => r.State == ServingState.Ready),
            ImagesPerSecond = Rate(images),
            RequestsPerSecond = Rate(differences.Sum(d => d.Of(s => s.Success?.Count))),
            FailuresPerSecond = Rate(differences.Sum(d => d.Of(s => s.Failure?.Count))),
            MeanBatchSize = executions > 0 ? images / executions : null,
            QueueLength = version.Replicas.Sum(r => r.QueueLength),
            MeanMs = Mean(differences, s => s.Success),
            QueueMs = Mean(differences, s => s.Queue),
            AssemblyMs = Mean(differences, s => s.Assembly),
            ComputeMs = Mean(differences, s => s.Compute),
            RespondMs = Mean(differences, s => s.Respond),
            RejectionsPerSecond = differences.SelectMany(d => d.Reasons).Distinct().Order(StringComparer.Ordinal)
                .Select(reason => (Reason: reason, Count: differences.Sum(d => d.Of(s => s.Rejections.GetValueOrDefault(reason)))))
                .Where(r => r.Count > 0).ToDictionary(r => r.Reason, r => Rate(r.Count)),
            MemoryBytes = version.Replicas.Sum(r => r.MemoryBytes),
        };
    }

    private static double? Mean(Difference[] differences, Func<ServingStatistics, StageTotal?> stage)
    {
        double count = differences.Sum(d => d.Of(s => stage(s)?.Count));
        return count > 0 ? differences.Sum(d => d.Of(s => stage(s)?.Nanoseconds)) / count / 1e6 : null;
    }

    private static (string Model, int Version, int Replica) KeyOf(VersionServing version, ReplicaServing replica) => (version.Model, version.Version, replica.Replica);

    /// <summary>A replica's totals at two looks. One that was loaded in between has done all of its totals since the first.</summary>
    private sealed class Difference(ReplicaServing? before, ReplicaServing now)
    {
        private static readonly ServingStatistics Nothing = new();

        private readonly ServingStatistics later = now.Statistics ?? Nothing;
        private readonly ServingStatistics earlier = before?.Statistics is { } known && !IsReloaded(known, now.Statistics ?? Nothing) ? known : Nothing;

        public IEnumerable<string> Reasons => later.Rejections.Keys;

        public double Of(Func<ServingStatistics, long?> total) => (total(later) ?? 0) - (total(earlier) ?? 0);

        // Totals only grow: what has less than before has begun anew.
        private static bool IsReloaded(ServingStatistics before, ServingStatistics now) =>
            now.Images < before.Images || now.Executions < before.Executions || Count(now.Success) < Count(before.Success) || Count(now.Failure) < Count(before.Failure)
            || before.Rejections.Any(r => now.Rejections.GetValueOrDefault(r.Key) < r.Value);

        private static long Count(StageTotal? stage) => stage?.Count ?? 0;
    }
}
