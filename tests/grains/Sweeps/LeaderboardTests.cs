using BirdGrid.Grains.Sweeps;
using CsCheck;

namespace BirdGrid.Grains.Tests.Sweeps;

public sealed class LeaderboardTests
{
    private static readonly Gen<SweepTrial[]> Trials = Gen.Select(Gen.Int[0, 10], Gen.Enum<TrialState>()).Array[0, 30]
        .Select(drawn => drawn.Select((d, i) => Trial(i + 1, d.Item1 == 0 ? [] : [d.Item1 / 10.0], d.Item2)).ToArray());

    [Fact]
    public void The_order_does_not_depend_on_the_order_before() => Gen.Select(Trials, Gen.Int).Sample((trials, seed) =>
    {
        SweepTrial[] shuffled = [.. trials];
        new Random(seed).Shuffle(shuffled);
        Assert.Equal(
            Leaderboard.Rank(trials, SweepMetric.ValidationAccuracy).Select(t => t.Number),
            Leaderboard.Rank(shuffled, SweepMetric.ValidationAccuracy).Select(t => t.Number));
    });

    [Fact]
    public void Better_comes_first_then_what_has_no_value_then_what_failed() => Gen.Select(Trials, Gen.Enum<SweepMetric>()).Sample((trials, metric) =>
    {
        var ranked = Leaderboard.Rank(trials, metric);
        Assert.Equal(trials.Length, ranked.Select(t => t.Number).Distinct().Count());
        Assert.All(ranked.Zip(ranked.Skip(1)), pair => Assert.True(
            pair.First.State != TrialState.Failed && pair.Second.State == TrialState.Failed
            || (pair.First.State == TrialState.Failed == (pair.Second.State == TrialState.Failed) && !metric.IsBetter(pair.Second.Best, pair.First.Best))));
    });

    private static SweepTrial Trial(int number, double[] values, TrialState state) => new()
    {
        Number = number,
        SessionId = $"s-{number}",
        Settings = [],
        State = state,
        Message = string.Empty,
        Values = values,
        BestEpoch = values.Length,
        RungsReached = 0,
        ModelVersion = 0,
    };
}
