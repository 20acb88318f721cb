using BirdGrid.Cli.Rendering;
using BirdGrid.V1;
using CsCheck;
using Google.Protobuf.WellKnownTypes;
using Spectre.Console.Testing;

namespace BirdGrid.Client.Tests.Cli.Rendering;

public sealed class SweepRenderingTests
{
    [Theory]
    [InlineData(100)]
    [InlineData(140)]
    public void A_leaderboard_fits_and_shows_every_trial_with_its_state(int width)
    {
        using var console = new TestConsole();
        console.Profile.Width = width;
        SweepView.Write(console, Example());
        Assert.All(console.Lines, line => Assert.InRange(line.TrimEnd().Length, 0, width));
        Assert.DoesNotContain('…', console.Output);
        Assert.Single(console.Lines, line => line.Contains("birds@4", StringComparison.Ordinal) && line.Contains("98.1 %", StringComparison.Ordinal) && line.Contains("30/30", StringComparison.Ordinal));
        Assert.Single(console.Lines, line => line.Contains("stopped, rung 2", StringComparison.Ordinal) && line.Contains("9/30", StringComparison.Ordinal));
        Assert.Contains("Trial 3 failed: The loss is not a number.", console.Output, StringComparison.Ordinal);
        Assert.Contains("1 failed, 1 completed, 1 stopped; 39 of 90 epochs, 1:05.", console.Output, StringComparison.Ordinal);
        Assert.Contains("birdgrid models promote birds@4", console.Output.Replace("\n", " ", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_has_a_line_for_each_sweep()
    {
        using var console = new TestConsole();
        console.Profile.Width = 100;
        SweepView.WriteList(console, [Example()]);
        Assert.Single(console.Lines, line => line.Contains("sw-0123456789ab", StringComparison.Ordinal) && line.Contains("3/3", StringComparison.Ordinal) && line.Contains("98.1 %", StringComparison.Ordinal));
    }

    [Fact]
    public void A_sparkline_is_as_wide_as_its_values_up_to_its_columns_and_ends_with_the_last() => Gen.Select(Gen.Double[0, 1].Array[1, 200], Gen.Int[1, 30]).Sample((values, columns) =>
    {
        var scale = new AxisScale(0, 1);
        string line = Sparkline.Of(values, columns, scale);
        Assert.Equal(Math.Min(values.Length, columns), line.Length);
        Assert.Equal(Sparkline.Of([values[^1]], 1, scale)[0], line[^1]);
    });

    [Fact]
    public void A_sparkline_rises_with_its_values_and_leaves_gaps()
    {
        Assert.Equal("▁▅█ ▁", Sparkline.Of([0, 0.5, 1, double.NaN, -3], 10, new AxisScale(0, 1)));
        Assert.Equal(string.Empty, Sparkline.Of([], 10, Sparkline.ScaleOf([[]])));
        Assert.Equal("██", Sparkline.Of([0.5, 0.5], 2, Sparkline.ScaleOf([[0.5, 0.5]])));
    }

    private static Sweep Example()
    {
        var sweep = new Sweep
        {
            Id = "sw-0123456789ab",
            Name = "first-look",
            State = SweepState.Completed,
            Model = "birds",
            Dataset = "birds-60",
            DatasetVersion = 1,
            Epochs = 30,
            Search = SweepSearch.Asha,
            Metric = SweepMetric.ValidationAccuracy,
            ReductionFactor = 3,
            MinEpochs = 3,
            Rungs = { 3, 9, 27 },
            Created = Timestamp.FromDateTime(DateTime.UnixEpoch),
            Ended = Timestamp.FromDateTime(DateTime.UnixEpoch.AddSeconds(65)),
        };
        sweep.Trials.Add(Trial(1, TrialState.Completed, 30, 0.981, t => t.ModelVersion = 4));
        sweep.Trials.Add(Trial(2, TrialState.Stopped, 9, 0.42, t => t.RungsReached = 2));
        sweep.Trials.Add(Trial(3, TrialState.Failed, 0, 0, t => (t.Rank, t.Message) = (0, "The loss is not a number.")));
        return sweep;
    }

    private static SweepTrial Trial(int number, TrialState state, int epochs, double best, Action<SweepTrial> change)
    {
        var trial = new SweepTrial
        {
            Rank = number,
            Number = number,
            SessionId = $"sw-0123456789ab-00{number}",
            State = state,
            Settings = { Setting("learningRate", "0.00317"), Setting("optimizer", "adamw"), Setting("backbone", "efficientnet_b0"), Setting("augmentation", "mobius"), Setting("weightDecay", "0.0123") },
        };
        trial.Values.AddRange(Enumerable.Range(1, epochs).Select(e => best * e / epochs));
        if (epochs > 0)
        {
            (trial.BestEpoch, trial.Best, trial.Last) = (epochs, best, best);
        }

        change(trial);
        return trial;
    }

    private static TrialSetting Setting(string name, string value) => new() { Name = name, Value = value };
}
