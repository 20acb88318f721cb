using System.Globalization;
using BirdGrid.Bench.Sweeps;
using BirdGrid.V1;

namespace BirdGrid.Bench.Measures;

/// <summary>
/// A sweep of 12 transfer trials on birds-60 over two silos of a core each, with shared features and losers stopped early (ASHA), against the same
/// 12 trials one after another on one silo of a core, each computing its own features, as 12 calls of `birdgrid train` would. Two more arms in between
/// tell what each of the three contributes. Times are from the sweep's start to its end; imports do not count.
/// </summary>
internal sealed class SweepSpeedupMeasure : IMeasure
{
    private static readonly SweepArm[] Arms =
    [
        new("one after another, nothing shared, one silo", Silos: 1, SharesFeatures: false, StopsEarly: false),
        new("features shared", Silos: 1, SharesFeatures: true, StopsEarly: false),
        new("features shared, two silos", Silos: 2, SharesFeatures: true, StopsEarly: false),
        new("features shared, two silos, losers stopped early", Silos: 2, SharesFeatures: true, StopsEarly: true),
    ];

    /// <inheritdoc/>
    public string Name => "sweep-speedup";

    /// <inheritdoc/>
    public string Description => "12 trials of transfer learning on birds-60: time one after another over time of the sweep";

    /// <inheritdoc/>
    public async Task<double> RunAsync(TextWriter notes, CancellationToken cancellationToken)
    {
        var seconds = new List<double>();
        foreach (var arm in Arms)
        {
            var sweep = await arm.RunAsync(cancellationToken);
            seconds.Add((sweep.Ended - sweep.Created).ToTimeSpan().TotalSeconds);
            string factor = seconds.Count < 2 ? string.Empty : $", {seconds[^2] / seconds[^1]:0.00}x of the line before";
            notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{arm.Name}: {seconds[^1]:0.0} s{factor}, {sweep.Trials.Sum(t => t.Values.Count)} epochs, best {sweep.Trials[0].Best:0.0000} (trial {sweep.Trials[0].Number})"));
            if (arm == Arms[^1])
            {
                WriteLeaderboard(notes, sweep);
            }
        }

        return seconds[0] / seconds[^1];
    }

    private static void WriteLeaderboard(TextWriter notes, Sweep sweep)
    {
        foreach (var trial in sweep.Trials)
        {
            notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {trial.Rank,2}. trial {trial.Number,2}: best {trial.Best:0.0000}, last {trial.Last:0.0000}, {trial.Values.Count,2} epochs, {trial.State}, version {trial.ModelVersion}, {string.Join(", ", trial.Settings.Select(s => $"{s.Name} {s.Value}"))}"));
        }
    }
}
