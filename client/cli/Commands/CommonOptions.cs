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

    /// <summary>Where the API key is; the key itself, as an argument, would be seen by everyone who lists processes.</summary>
    public static Option<string?> KeyFile { get; } = new("--key-file")
    {
        Description = $"File with the API key (else environment {BirdGridClientOptions.ApiKeyVariable}).",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>What the silo's certificate is checked against.</summary>
    public static Option<string?> CaCertificate { get; } = new("--ca")
    {
        Description = $"PEM file of the roots that sign the silo's certificate (environment {BirdGridClientOptions.CaVariable}, else the system's).",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>The client's own certificate.</summary>
    public static Option<string?> Certificate { get; } = new("--cert")
    {
        Description = "PEM file of this client's certificate, for silos that ask for one.",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>The key of the client's own certificate.</summary>
    public static Option<string?> CertificateKey { get; } = new("--cert-key")
    {
        Description = "PEM file of its private key (default: in the same file).",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>Connects to the silo that was named.</summary>
    public static BirdGridClient Connect(this ParseResult parsed) => new(parsed.ConnectOptions());

    /// <summary>How the silo that was named is reached.</summary>
    public static BirdGridClientOptions ConnectOptions(this ParseResult parsed)
    {
        var options = new BirdGridClientOptions();
        return options with
        {
            Address = parsed.GetValue(Server) ?? options.Address,
            ApiKey = parsed.GetValue(KeyFile) is { } file ? File.ReadAllText(file).Trim() : options.ApiKey,
            CaCertificate = parsed.GetValue(CaCertificate) ?? options.CaCertificate,
            ClientCertificate = parsed.GetValue(Certificate) ?? options.ClientCertificate,
            ClientKey = parsed.GetValue(CertificateKey) ?? options.ClientKey,
        };
    }

    /// <summary>An option with a value.</summary>
    public static Option<T?> Value<T>(string name, string description, string helpName) =>
        new(name) { Description = description, HelpName = helpName };
}
