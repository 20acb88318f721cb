using System.CommandLine;
using BirdGrid.Client;

namespace BirdGrid.Cli.Commands;

/// <summary>Options of every command.</summary>
internal static class CommonOptions
{
    /// <summary>The silo's address.</summary>
    public static Option<string?> Server { get; } = new("--server")
    {
        Description = $"Address of the silo, or several of a grid separated by commas (environment {BirdGridClientOptions.AddressVariable}, else {BirdGridClientOptions.DefaultAddress}).",
        HelpName = "URL",
        Recursive = true,
    };

    /// <summary>JSON on standard output.</summary>
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Write JSON to standard output, and nothing else there.",
        Recursive = true,
    };

    /// <summary>Connects to the silo that was named.</summary>
    public static BirdGridClient Connect(this ParseResult parsed) => new(parsed.ConnectOptions());

    /// <summary>How the silo that was named is reached.</summary>
    public static BirdGridClientOptions ConnectOptions(this ParseResult parsed) => parsed.GetValue(Server) is { } address
        ? new BirdGridClientOptions { Address = address }
        : new BirdGridClientOptions();

    /// <summary>An option with a value.</summary>
    public static Option<T?> Value<T>(string name, string description, string helpName) =>
        new(name) { Description = description, HelpName = helpName };
}
