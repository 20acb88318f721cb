using System.CommandLine;
using BirdGrid.Cli.Rendering;
using BirdGrid.V1;

namespace BirdGrid.Cli.Commands;

/// <summary><c>birdgrid train</c>: starts a session and shows it; list, show, watch and cancel sessions.</summary>
internal static class TrainCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var spec = new TrainingSpecOptions();
        var detach = new Option<bool>("--detach") { Description = "Start the session and return." };
        var key = CommonOptions.Value<string>("--idempotency-key", "The same key returns the same session.", "KEY");
        var command = new Command("train", "Train a model version and watch it learn.") { detach, key };
        spec.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var wanted = spec.Read(parsed);
            using var client = parsed.Connect();
            var session = await client.Training.StartAsync(wanted, parsed.GetValue(key), cancellationToken);
            bool json = parsed.GetValue(CommonOptions.Json);
            if (!parsed.GetValue(detach))
            {
                session = await TrainingView.WatchAsync(client, session, quiet: json, cancellationToken);
            }

            return Finish(session, json);
        });
        command.Subcommands.Add(List());
        command.Subcommands.Add(RecipesCommand.Create());
        command.Subcommands.Add(FindLearningRateCommand.Create());
        command.Subcommands.Add(ForSession("show", "Show a session, its epochs and its learning curve.", ShowAsync));
        command.Subcommands.Add(ForSession("watch", "Watch a session until it ends.", async (client, id, json, token) =>
            await TrainingView.WatchAsync(client, await client.Training.GetAsync(id, token), json, token)));
        command.Subcommands.Add(ForSession("cancel", "End a session; its checkpoints stay, no version is made.", async (client, id, _, token) =>
            await client.Training.CancelAsync(id, "Cancelled from the command line.", token)));
        return command;
    }

    private static async Task<TrainingSession> ShowAsync(Client.BirdGridClient client, string id, bool json, CancellationToken cancellationToken)
    {
        var session = await client.Training.GetAsync(id, cancellationToken);
        if (!json)
        {
            TrainingView.Write(Terminal.Out, session);
        }

        return session;
    }

    private static Command ForSession(string name, string description, Func<Client.BirdGridClient, string, bool, CancellationToken, Task<TrainingSession>> act)
    {
        var id = new Argument<string>("SESSION") { Description = "Session id, as `birdgrid train list` shows it." };
        var command = new Command(name, description) { id };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = parsed.Connect();
            bool json = parsed.GetValue(CommonOptions.Json);
            return Finish(await act(client, parsed.GetValue(id)!, json, cancellationToken), json, failEnded: name == "watch");
        });
        return command;
    }

    private static Command List()
    {
        var limit = CommonOptions.Value<int>("--limit", "Most sessions to show (default 50).", "N");
        var command = new Command("list", "Show sessions, newest first.") { limit };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = parsed.Connect();
            var sessions = await client.Training.ListAsync(parsed.GetValue(limit), cancellationToken);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Write(sessions);
                return ExitCodes.Success;
            }

            SessionView.WriteList(sessions);
            return ExitCodes.Success;
        });
        return command;
    }

    private static int Finish(TrainingSession session, bool json, bool failEnded = true)
    {
        if (json)
        {
            JsonOutput.Write(session);
        }
        else
        {
            SessionView.WriteOutcome(session);
        }

        return failEnded && session.State is TrainingState.Failed or TrainingState.Cancelled ? ExitCodes.Failure : ExitCodes.Success;
    }
}
