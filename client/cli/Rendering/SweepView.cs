using BirdGrid.V1;
using Spectre.Console;

namespace BirdGrid.Cli.Rendering;

/// <summary>Sweeps in the terminal.</summary>
internal static class SweepView
{
    private const int CurveColumns = 14;

    /// <summary>One line a sweep.</summary>
    public static void WriteList(IAnsiConsole console, IEnumerable<Sweep> sweeps)
    {
        var table = Tables.New("Sweep", "Name", "State", "Search", "#Trials", "#Best", "Started (UTC)");
        foreach (var sweep in sweeps)
        {
            int ended = sweep.Trials.Count(t => t.State is not (TrialState.Waiting or TrialState.Running));
            table.AddRow(
                sweep.Id,
                sweep.Name.ToMarkup(),
                Colour(sweep.State),
                sweep.Search.ToString().ToLowerInvariant(),
                $"{ended}/{sweep.Trials.Count}",
                sweep.Trials.FirstOrDefault(t => t.Rank == 1) is { } best ? Value(sweep, best.Best) : "-",
                $"{sweep.Created.ToDateTime():yyyy-MM-dd HH:mm}");
        }

        console.Write(table);
    }

    /// <summary>A sweep as it is: what it tries, and its leaderboard.</summary>
    public static void Write(IAnsiConsole console, Sweep sweep)
    {
        console.Write(Heading(sweep));
        console.WriteLine();
        console.Write(Table(sweep, int.MaxValue));
        console.Write(Summary(sweep));
        console.WriteLine();
        foreach (var failed in sweep.Trials.Where(t => t.State == TrialState.Failed))
        {
            console.WriteVisible($"[red]Trial {failed.Number} failed:[/] {failed.Message}");
        }

        if (sweep.Trials.FirstOrDefault(t => t.ModelVersion > 0) is { } first)
        {
            console.WriteVisible($"[grey]`birdgrid models promote {sweep.Model}@{first.ModelVersion} --alias champion` makes trial {first.Number} the one that is served.[/]");
        }
    }

    /// <summary>What is tried.</summary>
    public static Markup Heading(Sweep sweep)
    {
        string rungs = sweep.Rungs.Count > 0 ? $", rungs at {string.Join(", ", sweep.Rungs)}: the best 1/{sweep.ReductionFactor} go on" : string.Empty;
        return Markup.FromInterpolated($"Sweep [bold]{sweep.Id}[/] ({sweep.Name}): {sweep.Search.ToString().ToLowerInvariant()} search, {sweep.Trials.Count} trials of {sweep.Model} on {sweep.Dataset}@{sweep.DatasetVersion}, {sweep.Epochs} epochs{rungs}\n");
    }

    /// <summary>The leaderboard.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="rows">Most trials to show.</param>
    public static Table Table(Sweep sweep, int rows)
    {
        var table = Tables.New("##", "#Trial", "Settings", "#Epochs", sweep.Metric == SweepMetric.ValidationLoss ? "#Best loss" : "#Best", "#Last", "Curve", "State");
        var scale = Sparkline.ScaleOf(sweep.Trials.Select(t => t.Values));
        foreach (var trial in sweep.Trials.Take(rows))
        {
            table.AddRow(
                trial.Rank == 0 ? string.Empty : $"{trial.Rank}",
                $"{trial.Number}",
                SettingsOf(trial).ToMarkup(),
                $"{trial.Values.Count}/{sweep.Epochs}",
                trial.HasBest ? trial.Rank == 1 ? $"[bold springgreen2]{Value(sweep, trial.Best)}[/]" : Value(sweep, trial.Best) : "-",
                trial.HasLast ? Value(sweep, trial.Last) : "-",
                $"[steelblue1]{Sparkline.Of(trial.Values, CurveColumns, scale)}[/]",
                Colour(trial.State, StateOf(sweep, trial)));
        }

        return table;
    }

    /// <summary>How far the sweep is.</summary>
    public static Markup Summary(Sweep sweep)
    {
        var counts = sweep.Trials.GroupBy(t => t.State).OrderByDescending(g => g.Key).Select(g => $"{g.Count()} {g.Key.ToString().ToLowerInvariant()}");
        long epochs = sweep.Trials.Sum(t => (long)t.Values.Count);
        double seconds = ((sweep.Ended?.ToDateTime() ?? DateTime.UtcNow) - sweep.Created.ToDateTime()).TotalSeconds;
        string message = sweep.Message.Length > 0 ? $" {sweep.Message}" : string.Empty;
        return Markup.FromInterpolated($"{string.Join(", ", counts)}; {epochs} of {(long)sweep.Epochs * sweep.Trials.Count} epochs, {Words.Duration(seconds)}.{message}");
    }

    /// <summary>How a trial stands, in a few words.</summary>
    public static string StateOf(Sweep sweep, SweepTrial trial) => trial.State switch
    {
        TrialState.Completed => $"{sweep.Model}@{trial.ModelVersion}",
        TrialState.Stopped => $"stopped, rung {trial.RungsReached}",
        _ => trial.State.ToString().ToLowerInvariant(),
    };

    /// <summary>What sets a trial apart; the names stand for themselves where the value says it all.</summary>
    public static string SettingsOf(SweepTrial trial) => string.Join(", ", trial.Settings.Select(Setting));

    /// <summary>A value of the sweep's metric; a dash where there is none.</summary>
    public static string Value(Sweep sweep, double value) =>
        sweep.Metric == SweepMetric.ValidationLoss ? double.IsFinite(value) ? $"{value:0.000}" : "-" : Tables.Percent(value);

    private static string Setting(TrialSetting setting) => setting.Name switch
    {
        "backbone" or "optimizer" or "augmentation" or "recipe" => setting.Value,
        "learningRate" => $"lr {setting.Value}",
        _ => $"{setting.Name} {setting.Value}",
    };

    private static string Colour(TrialState state, string text) => state switch
    {
        TrialState.Completed => $"[green]{text.ToMarkup()}[/]",
        TrialState.Failed => $"[red]{text}[/]",
        TrialState.Stopped => $"[grey]{text}[/]",
        TrialState.Cancelled => $"[yellow]{text}[/]",
        _ => $"[blue]{text}[/]",
    };

    private static string Colour(SweepState state) => state switch
    {
        SweepState.Completed => "[green]completed[/]",
        SweepState.Failed => "[red]failed[/]",
        SweepState.Cancelled => "[yellow]cancelled[/]",
        _ => "[blue]running[/]",
    };
}
