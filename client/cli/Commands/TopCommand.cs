using System.CommandLine;
using BirdGrid.Cli.Rendering;
using BirdGrid.Cli.Serving;
using BirdGrid.V1;
using Spectre.Console;

namespace BirdGrid.Cli.Commands;

/// <summary><c>birdgrid top</c>: model versions in memory and how they do, live.</summary>
internal static class TopCommand
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var models = new Argument<string[]>("MODEL") { Description = "Only these models.", Arity = ArgumentArity.ZeroOrMore };
        var once = new Option<bool>("--once") { Description = "Show one interval and end." };
        var interval = CommonOptions.Value<string>("--interval", "Time between two looks (default 1s).", "TIME");
        var command = new Command("top", "Watch the model versions: their states, what they answer, and where the time goes.") { models, once, interval };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var every = Durations.Read("--interval", parsed.GetValue(interval) ?? "1s", Shortest, Longest);
            bool isOnce = parsed.GetValue(once);
            using var client = parsed.Connect();
            var looks = Intervals(client.Serving.WatchAsync(every, parsed.GetValue(models)!, cancellationToken));
            try
            {
                if (parsed.GetValue(CommonOptions.Json))
                {
                    await WriteJsonAsync(looks, isOnce);
                }
                else if (!isOnce && Terminal.IsLive(Terminal.Out))
                {
                    await ShowLiveAsync(client.Address, looks);
                }
                else
                {
                    await WritePlainAsync(client.Address, looks, isOnce);
                }
            }
            catch (OperationCanceledException) when (!isOnce)
            {
                // Ctrl-C is how a show without an end ends.
            }

            return ExitCodes.Success;
        });
        return command;
    }

    // A first look has only totals since the loading: rates need two.
    private static async IAsyncEnumerable<(DateTime When, IReadOnlyList<VersionRates> Versions)> Intervals(IAsyncEnumerable<GridServing> looks)
    {
        GridServing? before = null;
        await foreach (var now in looks)
        {
            if (before is not null)
            {
                yield return (now.When.ToDateTime(), ServingRates.Between(before, now));
            }

            before = now;
        }
    }

    private static async Task WriteJsonAsync(IAsyncEnumerable<(DateTime When, IReadOnlyList<VersionRates> Versions)> looks, bool isOnce)
    {
        await foreach (var (when, versions) in looks)
        {
            JsonOutput.WriteLine(new { When = when, Versions = versions });
            if (isOnce)
            {
                return;
            }
        }
    }

    private static async Task WritePlainAsync(string server, IAsyncEnumerable<(DateTime When, IReadOnlyList<VersionRates> Versions)> looks, bool isOnce)
    {
        await foreach (var (when, versions) in looks)
        {
            Terminal.Out.Write(ServingView.Heading(server, when, versions));
            Terminal.Out.WriteLine();
            Terminal.Out.Write(ServingView.Table(versions));
            if (isOnce)
            {
                return;
            }
        }
    }

    private static Task ShowLiveAsync(string server, IAsyncEnumerable<(DateTime When, IReadOnlyList<VersionRates> Versions)> looks) =>
        Terminal.Out.Live(new Markup("[grey]looking[/]")).StartAsync(async live =>
        {
            await foreach (var (when, versions) in looks)
            {
                live.UpdateTarget(new Rows(ServingView.Heading(server, when, versions), ServingView.Table(versions)));
            }
        });
}
