using System.Net;
using BirdGrid.Grains.Placement;
using Microsoft.Extensions.Options;

namespace BirdGrid.Silo.Options;

/// <summary>Checks a silo's options: one sentence for each thing that is wrong.</summary>
internal sealed class SiloOptionsValidator : IValidateOptions<SiloOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SiloOptions options)
    {
        var failures = new List<string>();
        CheckUrl(options.Url, failures);
        try
        {
            SiloRoles.Parse(options.Role);
        }
        catch (FormatException unknown)
        {
            failures.Add(unknown.Message);
        }

        if (string.IsNullOrWhiteSpace(options.DataDirectory))
        {
            failures.Add("BirdGrid:DataDirectory is empty: name a folder.");
        }

        foreach (var (port, key) in new[] { (options.Cluster.SiloPort, "SiloPort"), (options.Cluster.GatewayPort, "GatewayPort"), (options.Cluster.PrimarySiloPort, "PrimarySiloPort") })
        {
            if (port is < 0 or > IPEndPoint.MaxPort)
            {
                failures.Add($"BirdGrid:Cluster:{key} is {port}; it must be 0 to {IPEndPoint.MaxPort}.");
            }
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void CheckUrl(string url, List<string> failures)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttp)
        {
            failures.Add($"'{url}' is no address to listen on: write http://127.0.0.1:PORT.");
        }
        else if (!IsLoopback(address.Host))
        {
            failures.Add($"{url} can be reached from other machines, and this silo has no authentication: it refuses to start. Listen on 127.0.0.1, and use an SSH tunnel or an authenticating proxy from elsewhere.");
        }
    }

    private static bool IsLoopback(string host) =>
        host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
