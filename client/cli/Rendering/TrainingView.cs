using BirdGrid.Client;
using BirdGrid.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace BirdGrid.Cli.Rendering;

/// <summary>
/// A session live: a line for each epoch, below it the learning curve as it grows and a bar for the present epoch. Where nobody looks (output
/// goes to a file, or there are no colours) plain lines, and the curve at the end.
/// </summary>
internal static class TrainingView
{
    /// <summary>Rows that the epochs' lines keep above the chart; on a lower screen the chart waits for the end.</summary>
    private const int RowsAboveChart = 6;

    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(120);

    /// <summary>Shows a session until it ends. Ctrl-C stops the show, not the session.</summary>
    public static async Task<TrainingSession> WatchAsync(BirdGridClient client, TrainingSession session, bool quiet, CancellationToken cancellationToken)
    {
        var states = client.Training.WatchAsync(session.Id, cancellationToken);
        if (quiet)
        {
            await foreach (var now in states)
            {
                session = now;
            }

            return session;
        }

        var console = Terminal.Error;
        WriteHeader(console, session);
        try
        {
            session = Terminal.IsLive(console) ? await ShowLiveAsync(console, session, states) : await WriteLinesAsync(console, session, states);
        }
        catch (OperationCanceledException)
        {
            console.WriteVisible($"[gold1]The session goes on without you:[/] `birdgrid train watch {session.Id}` shows it, `birdgrid train cancel {session.Id}` ends it.");
            throw;
        }

        WriteCurve(console, session);
        return session;
    }

    /// <summary>Writes a session as it is: what it trains, its epochs and curve.</summary>
    public static void Write(IAnsiConsole console, TrainingSession session)
    {
        WriteHeader(console, session);
        if (session.Epochs.Count > 0)
        {
            EpochTable.WriteHeading(console, Words.Of(session.Epochs[0].MonitoredSplit));
            foreach (var epoch in session.Epochs)
            {
                EpochTable.Write(console, epoch, epoch.Epoch_ == session.BestEpoch);
            }
        }

        WriteCurve(console, session);
    }

    private static Task<TrainingSession> ShowLiveAsync(IAnsiConsole console, TrainingSession first, IAsyncEnumerable<TrainingSession> states) =>
        console.Live(new SessionProgressLine(first, tick: 0)).AutoClear(true).StartAsync(async live =>
        {
            var session = first;
            int written = 0;
            await using var changes = states.GetAsyncEnumerator();
            var next = changes.MoveNextAsync().AsTask();
            for (int tick = 0; ; tick++)
            {
                await Task.WhenAny(next, Task.Delay(Redraw));
                if (next.IsCompleted)
                {
                    if (!await next)
                    {
                        return session;
                    }

                    session = changes.Current;
                    next = changes.MoveNextAsync().AsTask();
                }

                written = WriteNewEpochs(console, session, written);
                live.UpdateTarget(Picture(console, session, tick));
            }
        });

    private static async Task<TrainingSession> WriteLinesAsync(IAnsiConsole console, TrainingSession session, IAsyncEnumerable<TrainingSession> states)
    {
        int written = 0;
        string said = string.Empty;
        await foreach (var now in states)
        {
            session = now;
            if (now.Message.Length > 0 && now.Message != said && now.State is TrainingState.Queued or TrainingState.Preparing or TrainingState.Finishing)
            {
                said = now.Message;
                console.WriteLine(said);
            }

            written = WriteNewEpochs(console, now, written);
        }

        return session;
    }

    private static int WriteNewEpochs(IAnsiConsole console, TrainingSession session, int written)
    {
        if (written == 0 && session.Epochs.Count > 0)
        {
            EpochTable.WriteHeading(console, Words.Of(session.Epochs[0].MonitoredSplit));
        }

        for (; written < session.Epochs.Count; written++)
        {
            EpochTable.Write(console, session.Epochs[written], session.Epochs[written].Epoch_ == session.BestEpoch);
        }

        return written;
    }

    private static IRenderable Picture(IAnsiConsole console, TrainingSession session, int tick)
    {
        var line = new SessionProgressLine(session, tick);
        bool hasRoom = console.Profile.Height >= LearningCurveChart.Rows + CurvePanel.FrameRows + RowsAboveChart;
        return session.Epochs.Count > 1 && hasRoom
            ? new Rows(Text.Empty, LearningCurveChart.Of(session.Epochs, session.Spec.Epochs, session.BestEpoch), line)
            : line;
    }

    private static void WriteHeader(IAnsiConsole console, TrainingSession session)
    {
        var spec = session.Spec;
        string recipe = spec.Recipe.Length > 0 ? $"recipe {spec.Recipe}, " : string.Empty;
        string augmentation = spec.Augmentation.Length > 0 ? spec.Augmentation : "a policy of its own";
        console.WriteVisible($"Session [bold]{session.Id}[/] trains [bold]{spec.Model}[/] on {spec.Dataset}@{spec.DatasetVersion}");
        console.WriteVisible($"  {spec.Backbone}, {Words.Of(spec.Method)}, {Words.Start(spec)}, augmentation {augmentation}");
        console.WriteVisible($"  [grey]{recipe}{spec.Epochs} epochs, batches of {spec.BatchSize}, {spec.Optimizer.ToString().ToLowerInvariant()}, learning rate {spec.LearningRate:0.######} ({spec.Schedule.ToString().ToLowerInvariant()}), seed {spec.Seed}[/]");
        console.WriteLine();
    }

    private static void WriteCurve(IAnsiConsole console, TrainingSession session)
    {
        if (session.Epochs.Count > 1)
        {
            console.WriteLine();
            console.Write(LearningCurveChart.Of(session.Epochs, session.Epochs.Count, session.BestEpoch));
            console.WriteLine();
        }
    }
}
