using System.CommandLine;
using BirdGrid.Cli.Rendering;
using BirdGrid.Client;
using BirdGrid.V1;

namespace BirdGrid.Cli.Commands;

/// <summary><c>birdgrid serving</c>: what is in memory, and who gets which requests.</summary>
internal static class ServingCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create() => new("serving", "Versions in memory, canaries and shadows.") { Show(), Load(), Unload(), Canary(), Shadow(), End() };

    private static Command Show()
    {
        var model = new Argument<string>("MODEL") { Description = "The model." };
        var command = new Command("show", "Show every version's state, the split of the requests, and every change of it.") { model };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = parsed.Connect();
            Write(parsed, await client.Serving.GetAsync(parsed.GetValue(model)!, cancellationToken));
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Load() => Moving("load", "Load and warm a version; ends when it is ready.", (client, reference, why, stop) => client.Serving.LoadAsync(reference, why, stop));

    private static Command Unload() => Moving("unload", "Let a version finish what it has, and take it out of memory.", (client, reference, why, stop) => client.Serving.UnloadAsync(reference, why, stop));

    private static Command Canary()
    {
        var reference = VersionArgument();
        var percent = new Option<double>("--percent") { Description = "Its share of the requests that name no version, above 0 and below 100 (default 10).", HelpName = "P", DefaultValueFactory = _ => 10 };
        var minimum = new Option<int>("--after-requests") { Description = "Requests before it is judged (default 100).", HelpName = "N" };
        var errors = new Option<double>("--max-error-rate") { Description = "Share of failed requests, 0 to 1, that takes it out where the champion does not fail as often (default 0.05).", HelpName = "R" };
        var latency = new Option<double>("--max-latency-ratio") { Description = "Time by the champion's for the same photos that takes it out (default 2).", HelpName = "X" };
        var why = WhyOption();
        var command = new Command("canary", "Give a version a share of the requests; it is taken out by itself where it does worse.") { reference, percent, minimum, errors, latency, why };
        command.SetAction((parsed, cancellationToken) => SplitAsync(parsed, parsed.GetValue(reference)!, parsed.GetValue(why), (request, version) =>
        {
            request.CanaryVersion = version;
            request.CanaryPercent = parsed.GetValue(percent);
            request.Rollback = new RollbackRules { MinimumRequests = parsed.GetValue(minimum), MaximumErrorRate = parsed.GetValue(errors), MaximumLatencyRatio = parsed.GetValue(latency) };
        }, cancellationToken));
        return command;
    }

    private static Command Shadow()
    {
        var reference = VersionArgument();
        var percent = new Option<double>("--percent") { Description = "Share of the requests that it gets a copy of, above 0 (default 100).", HelpName = "P", DefaultValueFactory = _ => 100 };
        var why = WhyOption();
        var command = new Command("shadow", "Have a version answer copies of the requests; only how far it agrees is kept.") { reference, percent, why };
        command.SetAction((parsed, cancellationToken) => SplitAsync(parsed, parsed.GetValue(reference)!, parsed.GetValue(why), (request, version) =>
        {
            request.ShadowVersion = version;
            request.ShadowPercent = parsed.GetValue(percent);
        }, cancellationToken));
        return command;
    }

    private static Command End()
    {
        var model = new Argument<string>("MODEL") { Description = "The model." };
        var why = WhyOption();
        var command = new Command("end", "End canary and shadow: the champion gets everything.") { model, why };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = parsed.Connect();
            await client.Serving.SetTrafficAsync(new SetTrafficRequest { Model = parsed.GetValue(model)!, Who = Environment.UserName, Why = parsed.GetValue(why) ?? string.Empty }, cancellationToken);
            Write(parsed, await client.Serving.GetAsync(parsed.GetValue(model)!, cancellationToken));
            return ExitCodes.Success;
        });
        return command;
    }

    // Canary and shadow are set one after the other: what is not named stays.
    private static async Task<int> SplitAsync(ParseResult parsed, string reference, string? why, Action<SetTrafficRequest, int> change, CancellationToken cancellationToken)
    {
        using var client = parsed.Connect();
        var version = await client.Models.GetVersionAsync(reference, cancellationToken);
        var now = await client.Serving.GetTrafficAsync(version.Model, cancellationToken);
        var request = new SetTrafficRequest
        {
            Model = version.Model,
            CanaryVersion = now.CanaryVersion,
            CanaryPercent = now.CanaryPercent,
            ShadowVersion = now.ShadowVersion,
            ShadowPercent = now.ShadowPercent,
            Rollback = now.Rollback,
            Who = Environment.UserName,
            Why = why ?? string.Empty,
        };
        change(request, version.Version);
        DropFromOther(now, request);
        await client.Serving.SetTrafficAsync(request, cancellationToken);
        Write(parsed, await client.Serving.GetAsync(version.Model, cancellationToken));
        return ExitCodes.Success;
    }

    // A shadow that becomes the canary is no longer the shadow, and the other way round.
    private static void DropFromOther(Traffic before, SetTrafficRequest request)
    {
        if (request.CanaryVersion == 0 || request.CanaryVersion != request.ShadowVersion)
        {
            return;
        }

        if (before.ShadowVersion == request.ShadowVersion)
        {
            request.ShadowVersion = 0;
            request.ShadowPercent = 0;
        }
        else
        {
            request.CanaryVersion = 0;
            request.CanaryPercent = 0;
        }
    }

    private static Command Moving(string name, string description, Func<BirdGridClient, string, string, CancellationToken, Task<VersionServing>> move)
    {
        var reference = VersionArgument();
        var why = WhyOption();
        var command = new Command(name, description) { reference, why };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = parsed.Connect();
            var version = await move(client, parsed.GetValue(reference)!, parsed.GetValue(why) ?? string.Empty, cancellationToken);
            Write(parsed, await client.Serving.GetAsync(version.Model, cancellationToken));
            return ExitCodes.Success;
        });
        return command;
    }

    private static Argument<string> VersionArgument() => new("MODEL@VERSION") { Description = "The version." };

    private static Option<string?> WhyOption() => CommonOptions.Value<string>("--why", "Why, for the record.", "TEXT");

    private static void Write(ParseResult parsed, ModelServing serving)
    {
        if (parsed.GetValue(CommonOptions.Json))
        {
            JsonOutput.Write(serving);
        }
        else
        {
            TrafficView.Write(serving);
        }
    }
}
