using System.CommandLine;
using BirdGrid.Cli.Rendering;
using BirdGrid.Cli.Sweeps;
using BirdGrid.Client;
using BirdGrid.V1;

namespace BirdGrid.Cli.Commands;

/// <summary><c>birdgrid sweep</c>: starts a sweep and shows its leaderboard; list, show, watch and cancel sweeps.</summary>
internal static class SweepCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create() => new("sweep", "Try many settings at once, stop the losers, rank the rest.")
    {
        Start(),
        List(),
        ForSweep("show", "Show a sweep's leaderboard.", (client, id, _, token) => client.Sweeps.GetAsync(id, token)),
        ForSweep("watch", "Watch a sweep until it ends.", async (client, id, json, token) =>
            await SweepWatch.RunAsync(client, await client.Sweeps.GetAsync(id, token), json, token)),
        ForSweep("cancel", "End a sweep and its trials; published versions stay.", (client, id, _, token) =>
            client.Sweeps.CancelAsync(id, "Cancelled from the command line.", token)),
    };

    private static Command Start()
    {
        var file = new Argument<string>("FILE") { Description = "The sweep as YAML: what is trained, the search, and the parameters that vary." };
        var detach = new Option<bool>("--detach") { Description = "Start the sweep and return." };
        var key = CommonOptions.Value<string>("--idempotency-key", "The same key returns the same sweep.", "KEY");
        var command = new Command("start", "Start a sweep and watch its leaderboard.") { file, detach, key };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var spec = SweepSpecFile.Read(parsed.GetValue(file)!);
            using var client = parsed.Connect();
            var sweep = await client.Sweeps.StartAsync(spec, parsed.GetValue(key), cancellationToken);
            bool json = parsed.GetValue(CommonOptions.Json);
            if (!parsed.GetValue(detach))
            {
                sweep = await SweepWatch.RunAsync(client, sweep, json, cancellationToken);
            }

            return Finish(sweep, json);
        });
        return command;
    }

    private static Command List()
    {
        var limit = CommonOptions.Value<int>("--limit", "Most sweeps to show (default 50).", "N");
        var command = new Command("list", "Show sweeps, newest first.") { limit };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = parsed.Connect();
            var sweeps = await client.Sweeps.ListAsync(parsed.GetValue(limit), cancellationToken);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Write(sweeps);
            }
            else
            {
                SweepView.WriteList(Terminal.Out, sweeps);
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static Command ForSweep(string name, string description, Func<BirdGridClient, string, bool, CancellationToken, Task<Sweep>> act)
    {
        var id = new Argument<string>("SWEEP") { Description = "Sweep id, as `birdgrid sweep list` shows it." };
        var command = new Command(name, description) { id };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = parsed.Connect();
            bool json = parsed.GetValue(CommonOptions.Json);
            return Finish(await act(client, parsed.GetValue(id)!, json, cancellationToken), json, failEnded: name == "watch");
        });
        return command;
    }

    private static int Finish(Sweep sweep, bool json, bool failEnded = true)
    {
        if (json)
        {
            JsonOutput.Write(sweep);
        }
        else
        {
            SweepView.Write(Terminal.Out, sweep);
        }

        return failEnded && sweep.State is SweepState.Failed or SweepState.Cancelled ? ExitCodes.Failure : ExitCodes.Success;
    }
}
