using BirdGrid.Cli.Benchmarking;
using BirdGrid.Client.Load;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace BirdGrid.Cli.Rendering;

/// <summary>Loads as they are measured: a table that grows, with the latest window below; where nobody looks, a line for each window.</summary>
internal static class BenchWatch
{
    /// <summary>Measures all loads and shows how it gets on, on standard error.</summary>
    /// <param name="measure">Measures, telling every window.</param>
    /// <param name="heading">What is measured.</param>
    /// <param name="quiet">Whether nothing is to be shown.</param>
    public static async Task<List<BenchLoad>> RunAsync(Func<IProgress<LoadProgress>?, IAsyncEnumerable<LoadPoint>> measure, IRenderable heading, bool quiet)
    {
        var console = Terminal.Error;
        var loads = new List<BenchLoad>();
        if (quiet)
        {
            await CollectAsync(measure(null), loads, () => { });
        }
        else if (!Terminal.IsLive(console))
        {
            await CollectAsync(measure(new Told(p => console.WriteLine(LineOf(p)))), loads, () => { });
        }
        else
        {
            await console.Live(heading).AutoClear(true).StartAsync(live =>
            {
                string line = "warming up";
                void Show() => live.UpdateTarget(new Rows(heading, BenchView.Loads(loads), new Markup($"[grey]{line.ToMarkup()}[/]")));
                Show();
                return CollectAsync(
                    measure(new Told(p =>
                    {
                        line = LineOf(p);
                        Show();
                    })),
                    loads,
                    Show);
            });
        }

        return loads;
    }

    private static async Task CollectAsync(IAsyncEnumerable<LoadPoint> points, List<BenchLoad> loads, Action show)
    {
        await foreach (var point in points)
        {
            loads.Add(BenchLoad.Of(point));
            show();
        }
    }

    private static string LineOf(LoadProgress progress) =>
        BenchView.Line(BenchLoad.Of(new LoadPoint(progress.Shape, false, progress.Number, progress.Window)), progress.Number);

    // Progress<T> would hand the window to another thread, which might tell it after the next.
    private sealed class Told(Action<LoadProgress> tell) : IProgress<LoadProgress>
    {
        public void Report(LoadProgress value) => tell(value);
    }
}
