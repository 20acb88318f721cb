using System.Globalization;
using BirdGrid.Grid.Tests.Chaos;

namespace BirdGrid.Bench.Measures;

/// <summary>
/// Processes of a real grid (Redis and three silos) are killed in a seeded random order while it works; the figure counts everything that was lost,
/// doubled, half done or refused. KILL_ROUNDS (50), KILL_SEED (1) and KILL_PROBE_SECONDS (1) change the rounds.
/// </summary>
internal sealed class KillsLostMeasure : IMeasure
{
    /// <inheritdoc/>
    public string Name => "kills-lost";

    /// <inheritdoc/>
    public string Description => "sessions, epochs, versions, moves, imports and answers lost in 50 kills of silos and Redis";

    /// <inheritdoc/>
    public async Task<double> RunAsync(TextWriter notes, CancellationToken cancellationToken)
    {
        var report = await KillRounds.RunAsync(KillRound.Draw(Setting("KILL_ROUNDS", 50), KillRounds.Silos, Setting("KILL_SEED", 1)), notes, Setting("KILL_PROBE_SECONDS", 1));
        notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Classified} photos classified meanwhile, the slowest in {report.Slowest.TotalSeconds:0.0} s"));
        notes.WriteLine($"a silo's death was noticed after {Spread(report.NoticedSeconds)} s; a session without its trainer trained again after {Spread(report.ResumedSeconds)} s");
        return report.Violations.Count;
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int set) ? set : otherwise;

    private static string Spread(IReadOnlyList<double> seconds)
    {
        double[] sorted = [.. seconds.Order()];
        return sorted.Length == 0 ? "(never)" : string.Create(CultureInfo.InvariantCulture, $"{sorted[0]:0.0} to {sorted[^1]:0.0} (median of {sorted.Length}: {sorted[sorted.Length / 2]:0.0})");
    }
}
