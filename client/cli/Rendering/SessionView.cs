using BirdGrid.V1;
using Spectre.Console;

namespace BirdGrid.Cli.Rendering;

/// <summary>Sessions in the terminal.</summary>
internal static class SessionView
{
    /// <summary>One line a session.</summary>
    public static void WriteList(IEnumerable<TrainingSession> sessions)
    {
        var table = Tables.New("Session", "State", "Model", "Backbone, data", "#Epoch", "#Best", "Started (UTC)");
        foreach (var session in sessions)
        {
            table.AddRow(
                session.Id,
                Colour(session.State),
                session.ModelVersion is { } version ? $"{version.Model}@{version.Version}" : session.Spec.Model,
                $"{session.Spec.Backbone}, {session.Spec.Dataset}@{session.Spec.DatasetVersion}",
                $"{session.Epochs.Count}/{session.Spec.Epochs}",
                session.BestEpoch > 0 ? Tables.Percent(session.Epochs[session.BestEpoch - 1].ValidationAccuracy) : "-",
                $"{session.Created.ToDateTime():yyyy-MM-dd HH:mm}");
            if (session.Message.Length > 0)
            {
                table.AddRow(string.Empty, $"[grey]{session.Message.ToMarkup()}[/]");
            }
        }

        Terminal.Out.Write(table);
    }

    /// <summary>How a session stands or ended.</summary>
    public static void WriteOutcome(TrainingSession session)
    {
        switch (session.State)
        {
            case TrainingState.Completed:
                var version = session.ModelVersion;
                Terminal.Out.WriteVisible($"[green bold]{version.Model}@{version.Version}[/] is ready: top-1 [bold]{Tables.Percent(version.Evaluation.Top1)}[/], top-5 {Tables.Percent(version.Evaluation.Top5)} on {version.Evaluation.Photos} {version.Evaluation.Split.ToString().ToLowerInvariant()} photos (epoch {version.Lineage.KeptEpoch} kept)");
                ModelView.WriteTestTime(version.Evaluation);
                break;
            case TrainingState.Failed:
                Terminal.Error.WriteVisible($"[red]Session {session.Id} failed:[/] {session.Message}");
                break;
            case TrainingState.Cancelled:
                Terminal.Error.WriteVisible($"[yellow]Session {session.Id} was cancelled:[/] {session.Message}");
                break;
            default:
                Terminal.Out.WriteVisible($"Session [bold]{session.Id}[/] is {session.State.ToString().ToLowerInvariant()}{(session.Message.Length > 0 ? $": {session.Message}" : string.Empty)}");
                Terminal.Out.WriteVisible($"[grey]`birdgrid train watch {session.Id}` shows it, `birdgrid train cancel {session.Id}` ends it.[/]");
                break;
        }
    }

    private static string Colour(TrainingState state) => state switch
    {
        TrainingState.Completed => "[green]completed[/]",
        TrainingState.Failed => "[red]failed[/]",
        TrainingState.Cancelled => "[yellow]cancelled[/]",
        _ => $"[blue]{state.ToString().ToLowerInvariant()}[/]",
    };
}
