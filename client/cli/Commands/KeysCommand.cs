using System.CommandLine;
using BirdGrid.Cli.Rendering;
using BirdGrid.Grains.Security;
using BirdGrid.V1;
using Google.Protobuf.WellKnownTypes;
using CallerLimits = BirdGrid.V1.CallerLimits;

namespace BirdGrid.Cli.Commands;

/// <summary><c>birdgrid keys</c>: new, create, list, revoke.</summary>
internal static class KeysCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create() => new("keys", "API keys: who may call the grid, and for what.") { New(), CreateStored(), List(), Revoke() };

    private static Command New()
    {
        var name = Name();
        var role = RoleOption();
        var index = new Option<int>("--index") { Description = "Place among the configuration's keys (default 0).", HelpName = "N" };
        var command = new Command("new", "Make a key without a silo, and print it with the settings that let it in: how the first one is made.") { name, role, index };
        command.SetAction(parsed =>
        {
            var secret = ApiKeySecret.New();
            string section = $"BirdGrid:Security:ApiKeys:{parsed.GetValue(index)}";
            var settings = new Dictionary<string, string>
            {
                [$"{section}:Name"] = parsed.GetValue(name)!,
                [$"{section}:Role"] = parsed.GetValue(role)!,
                [$"{section}:Hash"] = Convert.ToHexStringLower(secret.Hash()),
            };
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.WriteObject(new { key = secret.Key, settings });
                return ExitCodes.Success;
            }

            // Plain lines: they are copied from here.
            Terminal.WriteLine("The key, shown this once (give it to the client as BIRDGRID_API_KEY):");
            Terminal.WriteLine($"  {secret.Key}");
            Terminal.WriteLine("Settings of the silo (--set, or environment variables with __ for every colon):");
            foreach (var (key, value) in settings)
            {
                Terminal.WriteLine($"  {key}={value}");
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static Command CreateStored()
    {
        var name = Name();
        var role = RoleOption();
        var days = CommonOptions.Value<int?>("--expires-days", "Days until it is refused (default never).", "N");
        var requests = CommonOptions.Value<double>("--requests-per-second", "Calls per second on each silo (default what the silo says).", "N");
        var photos = CommonOptions.Value<double>("--photos-per-second", "Photos per second on each silo.", "N");
        var daily = CommonOptions.Value<long>("--photos-per-day", "Photos per day (UTC) on all silos together.", "N");
        var concurrent = CommonOptions.Value<int>("--concurrent-calls", "Calls at the same time on each silo.", "N");
        var command = new Command("create", "Make a key in the grid's store; it is shown this once.") { name, role, days, requests, photos, daily, concurrent };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var limits = new CallerLimits
            {
                RequestsPerSecond = parsed.GetValue(requests),
                PhotosPerSecond = parsed.GetValue(photos),
                PhotosPerDay = parsed.GetValue(daily),
                ConcurrentCalls = parsed.GetValue(concurrent),
            };
            var request = new CreateKeyRequest
            {
                Name = parsed.GetValue(name)!,
                Role = System.Enum.Parse<Role>(parsed.GetValue(role)!, ignoreCase: true),
                Expires = parsed.GetValue(days) is { } left ? Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow.AddDays(left)) : null,
                Limits = limits.Equals(new CallerLimits()) ? null : limits,
            };
            using var client = parsed.Connect();
            var made = await client.Security.CreateKeyAsync(request, cancellationToken);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Write(made);
                return ExitCodes.Success;
            }

            Terminal.WriteLine(made.Secret);
            Terminal.WriteError($"Key {made.Key.Id} of {made.Key.Name}: it is shown this once.");
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Show every key: whose it is, what it allows, when it was last used.");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = parsed.Connect();
            var keys = await client.Security.ListKeysAsync(cancellationToken);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Write(keys);
                return ExitCodes.Success;
            }

            SecurityView.WriteKeys(keys);
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Revoke()
    {
        var id = new Argument<string>("ID") { Description = "The key's id, as `birdgrid keys list` shows it." };
        var command = new Command("revoke", "Revoke a key for good; every silo refuses it within a few seconds.") { id };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = parsed.Connect();
            var key = await client.Security.RevokeKeyAsync(parsed.GetValue(id)!, cancellationToken);
            if (parsed.GetValue(CommonOptions.Json))
            {
                JsonOutput.Write(key);
                return ExitCodes.Success;
            }

            SecurityView.WriteKeys([key]);
            return ExitCodes.Success;
        });
        return command;
    }

    private static Option<string> Name() => new("--name") { Description = "Whose key it is, for the record.", HelpName = "NAME", Required = true };

    private static Option<string> RoleOption()
    {
        var role = new Option<string>("--role") { Description = "reader, trainer or admin; each includes those before it.", HelpName = "ROLE", Required = true };
        role.AcceptOnlyFromAmong("reader", "trainer", "admin");
        return role;
    }
}
