using System.CommandLine;
using BirdGrid.Cli.Rendering;
using BirdGrid.V1;

namespace BirdGrid.Cli.Commands;

/// <summary><c>birdgrid models</c>: list, show, history, compare, promote, export.</summary>
internal static class ModelsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create() => new("models", "Models, their versions and aliases.") { List(), Show(), History(), Compare(), Promote(), ModelFileCommands.Export() };

    private static Command List()
    {
        var command = new Command("list", "Show the latest version of every model.");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = parsed.Connect();
            var models = await client.Models.ListAsync(cancellationToken);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Write(models);
                return ExitCodes.Success;
            }

            ModelView.WriteVersions(models);
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Show()
    {
        var reference = new Argument<string>("MODEL") { Description = "MODEL, MODEL@3 or MODEL@champion." };
        var command = new Command("show", "Show a version: figures, weakest classes, lineage.") { reference };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = parsed.Connect();
            var version = await client.Models.GetVersionAsync(parsed.GetValue(reference)!, cancellationToken);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Write(version);
                return ExitCodes.Success;
            }

            ModelView.Write(version);
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command History()
    {
        var name = new Argument<string>("MODEL") { Description = "The model." };
        var command = new Command("history", "Show every version with its lineage, and every move of an alias.") { name };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = parsed.Connect();
            var history = await client.Models.GetHistoryAsync(parsed.GetValue(name)!, cancellationToken);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Write(history);
                return ExitCodes.Success;
            }

            ModelView.WriteHistory(history);
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Compare()
    {
        var left = new Argument<string>("LEFT") { Description = "MODEL, MODEL@3 or MODEL@champion." };
        var right = new Argument<string>("RIGHT") { Description = "The version to compare it with." };
        var command = new Command("compare", "Show two versions side by side.") { left, right };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = parsed.Connect();
            var comparison = await client.Models.CompareAsync(parsed.GetValue(left)!, parsed.GetValue(right)!, cancellationToken);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Write(comparison);
                return ExitCodes.Success;
            }

            ModelView.WriteComparison(comparison);
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Promote()
    {
        var reference = new Argument<string>("MODEL@VERSION") { Description = "The version to point the alias at." };
        var alias = new Option<string>("--alias") { Description = "The alias (default champion).", HelpName = "NAME", DefaultValueFactory = _ => "champion" };
        var why = CommonOptions.Value<string>("--why", "Why, for the record.", "TEXT");
        var who = CommonOptions.Value<string>("--who", "Who, for the record (default your user name).", "NAME");
        var key = CommonOptions.Value<string>("--idempotency-key", "Repeats with the same key change nothing.", "KEY");
        var command = new Command("promote", "Point an alias at a version and record it.") { reference, alias, why, who, key };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = parsed.Connect();
            var version = await client.Models.GetVersionAsync(parsed.GetValue(reference)!, cancellationToken);
            var history = await client.Models.PromoteAsync(
                new PromoteRequest
                {
                    Model = version.Model,
                    Version = version.Version,
                    Alias = parsed.GetValue(alias)!,
                    Why = parsed.GetValue(why) ?? string.Empty,
                    Who = parsed.GetValue(who) ?? Environment.UserName,
                    IdempotencyKey = parsed.GetValue(key) ?? string.Empty,
                },
                cancellationToken);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Write(history);
                return ExitCodes.Success;
            }

            ModelView.WriteHistory(history);
            return ExitCodes.Success;
        });
        return command;
    }
}
