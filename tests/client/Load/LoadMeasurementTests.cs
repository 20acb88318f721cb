using BirdGrid.Client.Load;

namespace BirdGrid.Client.Tests.Load;

public sealed class LoadMeasurementTests
{
    private static readonly LoadOptions Options = new() { Window = TimeSpan.FromSeconds(1), WarmUp = TimeSpan.Zero, MaximumWindows = 8 };

    [Fact]
    public async Task Windows_that_agree_end_a_measurement()
    {
        var point = await MeasureAsync(_ => 10);
        Assert.True(point.IsStable);
        Assert.Equal(3, point.Windows);
        // An answer that comes at the very end of the last window is in it or not.
        Assert.InRange(point.Result.Ok, 299, 300);
        Assert.Equal(100, point.Result.Throughput, 0.5);
        Assert.Equal(10, point.Result.Latency.PercentileMs(99), 0.1);
    }

    [Fact]
    public async Task A_target_that_settles_is_measured_after_it_has()
    {
        // 1 s, 500 ms, 250 ms ... to 10 ms: the windows before the steady state are not in the result.
        var point = await MeasureAsync(request => Math.Max(10, 1000 >> (int)Math.Min(request, 10)));
        Assert.True(point.IsStable);
        Assert.InRange(point.Windows, 4, 8);
        Assert.Equal(10, point.Result.Latency.MaxMs, 0.1);
    }

    [Fact]
    public async Task A_target_that_never_settles_is_told_as_unstable()
    {
        var point = await MeasureAsync(request => 10 + request);
        Assert.False(point.IsStable);
        Assert.Equal(Options.MaximumWindows, point.Windows);
    }

    [Fact]
    public async Task A_sweep_measures_every_load_in_order()
    {
        var time = new SteppedTime();
        var shapes = LoadRange.Parse("1:4:x2").Values.Select(v => new ClosedLoop((int)v)).ToList();
        var seen = new List<LoadShape>();
        await foreach (var point in LoadMeasurement.SweepAsync(Target(time, _ => 10), shapes, Options with { Time = time }))
        {
            seen.Add(point.Shape);
        }

        Assert.Equal(shapes, seen);
    }

    [Fact]
    public async Task Windows_may_end_by_number_of_answers()
    {
        var target = new ScriptedTarget(async (_, _) =>
        {
            await Task.Yield();
            return RequestResult.Ok();
        });
        var point = await LoadMeasurement.MeasureAsync(target, new ClosedLoop(1), Options with { WindowRequests = 50, StabilityPercent = 1e9 });
        Assert.True(point.Result.Answers >= 150, $"{point.Result.Answers} answers in three windows of 50.");
    }

    [Fact]
    public async Task Options_outside_their_ranges_are_refused() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => LoadMeasurement.MeasureAsync(Target(new SteppedTime(), _ => 10), new ClosedLoop(1), Options with { MaximumWindows = 2 }));

    private static Task<LoadPoint> MeasureAsync(Func<long, double> latencyMs)
    {
        var time = new SteppedTime();
        return LoadMeasurement.MeasureAsync(Target(time, latencyMs), new ClosedLoop(1), Options with { Time = time });
    }

    private static ScriptedTarget Target(SteppedTime time, Func<long, double> latencyMs) => new(async (request, _) =>
    {
        await time.StepAsync(TimeSpan.FromMilliseconds(latencyMs(request)));
        return RequestResult.Ok();
    });
}
