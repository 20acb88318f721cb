using BirdGrid.Client;
using BirdGrid.V1;
using Spectre.Console;

namespace BirdGrid.Cli.Rendering;

/// <summary>A session live: a line for each epoch, a bar for the present one, the learning curve at the end.</summary>
internal static class TrainingView
{
    /// <summary>Shows a session until it ends. Ctrl-C stops the show, not the session.</summary>
    public static async Task<TrainingSession> WatchAsync(BirdGridClient client, TrainingSession session, bool quiet, CancellationToken cancellationToken)
    {
        if (quiet)
        {
            await foreach (var now in client.Training.WatchAsync(session.Id, cancellationToken))
            {
                session = now;
            }

            return session;
        }

        WriteHeader(session);
        try
        {
            session = await WatchLiveAsync(client, session, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Terminal.Error.MarkupLineInterpolated($"[yellow]The session goes on without you:[/] `birdgrid train watch {session.Id}` shows it, `birdgrid train cancel {session.Id}` ends it.");
            throw;
        }

        if (session.Epochs.Count > 1)
        {
            Terminal.Error.Write(LearningCurve.Of(session.Epochs));
        }

        return session;
    }

    private static Task<TrainingSession> WatchLiveAsync(BirdGridClient client, TrainingSession session, CancellationToken cancellationToken) =>
        Terminal.Error.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 30 }, new PercentageColumn())
            .StartAsync(async context =>
            {
                var bar = context.AddTask("Waiting", maxValue: 1);
                int shown = 0;
                await foreach (var now in client.Training.WatchAsync(session.Id, cancellationToken))
                {
                    session = now;
                    shown = Math.Min(shown, now.Epochs.Count);
                    for (; shown < now.Epochs.Count; shown++)
                    {
                        WriteEpoch(now.Epochs[shown], now);
                    }

                    bar.Description = Describe(now);
                    bar.MaxValue = Math.Max(1, now.Progress.Steps);
                    bar.Value = now.Progress.Step;
                }

                return session;
            });

    private static void WriteHeader(TrainingSession session)
    {
        var spec = session.Spec;
        string start = spec.Initialization == Initialization.Continued ? $"continuing {spec.ParentVersion}" : spec.Initialization.ToString().ToLowerInvariant();
        Terminal.Error.MarkupLineInterpolated($"Session [bold]{session.Id}[/]: {spec.Backbone} {(spec.Method == TrainingMethod.Transfer ? "transfer learning" : "all layers")}, {start}, on {spec.Dataset}@{spec.DatasetVersion}");
        Terminal.Error.MarkupLineInterpolated($"[grey]{spec.Optimizer.ToString().ToLowerInvariant()}, learning rate {spec.LearningRate:0.####} {spec.Schedule.ToString().ToLowerInvariant()}, batch {spec.BatchSize}, {spec.Epochs} epochs, augmentation {(spec.Augmentation.Length > 0 ? spec.Augmentation : "of its own")}, seed {spec.Seed}[/]");
        Terminal.Error.MarkupLine("[grey]epoch  loss and accuracy on augmented training photos, then on photos held out[/]");
    }

    private static void WriteEpoch(Epoch epoch, TrainingSession session)
    {
        string best = epoch.Epoch_ == session.BestEpoch ? " [green]best[/]" : string.Empty;
        Terminal.Error.MarkupLine($"{epoch.Epoch_,4}  train {epoch.TrainLoss,6:0.000} {Tables.Percent(epoch.TrainAccuracy),7}  {epoch.MonitoredSplit.ToString().ToLowerInvariant(),10} {epoch.ValidationLoss,6:0.000} {Tables.Percent(epoch.ValidationAccuracy),7}  [grey]{epoch.Seconds,6:0.00} s[/]{best}");
    }

    private static string Describe(TrainingSession session)
    {
        var progress = session.Progress;
        return session.State switch
        {
            TrainingState.Training => $"Epoch {Math.Min(progress.Epoch, progress.Epochs)} of {progress.Epochs}{Speed(progress)}",
            TrainingState.Queued or TrainingState.Preparing or TrainingState.Finishing => session.Message.EscapeMarkup(),
            _ => session.State.ToString(),
        };
    }

    private static string Speed(TrainingProgress progress)
    {
        string speed = progress.PhotosPerSecond > 0 ? $", {progress.PhotosPerSecond:0} photos/s" : string.Empty;
        return progress.RemainingSeconds > 0 ? $"{speed}, {TimeSpan.FromSeconds(progress.RemainingSeconds):h\\:mm\\:ss} to go" : speed;
    }
}
