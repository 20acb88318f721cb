using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace BirdGrid.Client.Load;

/// <summary>Measures a target under loads, each for as many windows as it takes until they agree.</summary>
public static class LoadMeasurement
{
    /// <summary>Measures one load.</summary>
    /// <param name="target">Who is asked.</param>
    /// <param name="shape">How requests follow each other.</param>
    /// <param name="options">When it has seen enough; null: the defaults.</param>
    /// <param name="progress">Told every window.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public static async Task<LoadPoint> MeasureAsync(ILoadTarget target, LoadShape shape, LoadOptions? options = null, IProgress<LoadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        options ??= new LoadOptions();
        options.Validate();
        await using var run = LoadRun.Start(target, shape, options.Time);
        if (options.WarmUp > TimeSpan.Zero)
        {
            await EndAsync(run, Task.Delay(options.WarmUp, options.Time, cancellationToken));
            run.Cut();
        }

        var windows = new List<LoadWindow>();
        while (windows.Count < options.MaximumWindows && !StabilityRule.IsStable(windows, options))
        {
            await EndAsync(run, options.WindowRequests > 0
                ? run.WaitForAnswersAsync(options.WindowRequests, cancellationToken)
                : Task.Delay(options.Window, options.Time, cancellationToken));
            windows.Add(run.Cut());
            progress?.Report(new LoadProgress(shape, windows.Count, windows[^1]));
        }

        return new LoadPoint(shape, StabilityRule.IsStable(windows, options), windows.Count, LoadWindow.Merge([.. windows.TakeLast(options.StableWindows)]));
    }

    /// <summary>Measures several loads one after the other.</summary>
    /// <param name="target">Who is asked.</param>
    /// <param name="shapes">How requests follow each other.</param>
    /// <param name="options">When a load has seen enough; null: the defaults.</param>
    /// <param name="progress">Told every window.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public static async IAsyncEnumerable<LoadPoint> SweepAsync(
        ILoadTarget target, IEnumerable<LoadShape> shapes, LoadOptions? options = null, IProgress<LoadProgress>? progress = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        foreach (var shape in shapes)
        {
            yield return await MeasureAsync(target, shape, options, progress, cancellationToken);
        }
    }

    private static async Task EndAsync(LoadRun run, Task window)
    {
        if (await Task.WhenAny(window, run.Fault) == run.Fault)
        {
            ExceptionDispatchInfo.Throw(await run.Fault);
        }

        await window;
    }
}
