using BirdGrid.Client;
using BirdGrid.V1;
using Spectre.Console;

namespace BirdGrid.Cli.Rendering;

/// <summary>A sweep live: its leaderboard as it changes. Where nobody looks, a line for each trial that starts or ends.</summary>
internal static class SweepWatch
{
    /// <summary>Rows around the leaderboard's lines: heading, borders and the line below.</summary>
    private const int RowsAround = 8;

    /// <summary>Shows a sweep until it ends. Ctrl-C stops the show, not the sweep.</summary>
    public static async Task<Sweep> RunAsync(BirdGridClient client, Sweep sweep, bool quiet, CancellationToken cancellationToken)
    {
        var states = client.Sweeps.WatchAsync(sweep.Id, cancellationToken);
        var console = Terminal.Error;
        try
        {
            return quiet ? await LastAsync(sweep, states)
                : Terminal.IsLive(console) ? await ShowLiveAsync(console, sweep, states)
                : await WriteLinesAsync(console, sweep, states);
        }
        catch (OperationCanceledException)
        {
            console.WriteVisible($"[gold1]The sweep goes on without you:[/] `birdgrid sweep watch {sweep.Id}` shows it, `birdgrid sweep cancel {sweep.Id}` ends it.");
            throw;
        }
    }

    private static async Task<Sweep> LastAsync(Sweep sweep, IAsyncEnumerable<Sweep> states)
    {
        await foreach (var now in states)
        {
            sweep = now;
        }

        return sweep;
    }

    private static Task<Sweep> ShowLiveAsync(IAnsiConsole console, Sweep first, IAsyncEnumerable<Sweep> states) =>
        console.Live(Picture(console, first)).AutoClear(true).StartAsync(async live =>
        {
            var sweep = first;
            await foreach (var now in states)
            {
                sweep = now;
                live.UpdateTarget(Picture(console, sweep));
            }

            return sweep;
        });

    private static Rows Picture(IAnsiConsole console, Sweep sweep) =>
        new(SweepView.Heading(sweep), SweepView.Table(sweep, Math.Max(3, console.Profile.Height - RowsAround)), SweepView.Summary(sweep));

    private static async Task<Sweep> WriteLinesAsync(IAnsiConsole console, Sweep sweep, IAsyncEnumerable<Sweep> states)
    {
        console.Write(SweepView.Heading(sweep));
        console.WriteLine();
        var said = new Dictionary<int, TrialState>();
        await foreach (var now in states)
        {
            sweep = now;
            foreach (var trial in now.Trials.Where(t => t.State != TrialState.Waiting && said.GetValueOrDefault(t.Number) != t.State).OrderBy(t => t.Number))
            {
                said[trial.Number] = trial.State;
                console.WriteLine($"trial {trial.Number,3}  {SweepView.StateOf(now, trial),-26}  {SweepView.Value(now, trial.HasBest ? trial.Best : double.NaN),8}  {SweepView.SettingsOf(trial)}");
            }
        }

        return sweep;
    }
}
