using System.Net;
using BirdGrid.Grains.Placement;
using Microsoft.Extensions.Options;

namespace BirdGrid.Silo.Options;

/// <summary>Checks a silo's options: one sentence for each thing that is wrong.</summary>
internal sealed class SiloOptionsValidator : IValidateOptions<SiloOptions>
{
    private const int LongestDrainSeconds = 600;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SiloOptions options)
    {
        var failures = new List<string>();
        AddressRules.Check(options.Url, options, failures);
        CheckRestUrl(options, failures);
        AddressRules.CheckTls(options, failures);
        SecurityOptionsRules.Check(options.Security, failures);
        LimitOptionsRules.Check(options.Limits, failures);
        CheckRole(options, failures);
        if (string.IsNullOrWhiteSpace(options.DataDirectory))
        {
            failures.Add("BirdGrid:DataDirectory is empty: name a folder.");
        }

        if (options.DrainSeconds is not (>= 0 and <= LongestDrainSeconds))
        {
            failures.Add($"BirdGrid:DrainSeconds is {options.DrainSeconds}; it must be 0 to {LongestDrainSeconds}.");
        }

        CheckPort(options.ProbePort, "ProbePort", failures);
        CheckPort(options.Telemetry.PrometheusPort, "Telemetry:PrometheusPort", failures);
        if (options.ProbePort != 0 && options.ProbePort == options.Telemetry.PrometheusPort)
        {
            failures.Add($"BirdGrid:ProbePort and BirdGrid:Telemetry:PrometheusPort are both {options.ProbePort}: the probe port has /metrics too, leave the other out.");
        }

        ClusterOptionsRules.Check(options.Cluster, failures);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    /// <summary>Adds a sentence where a port is none.</summary>
    internal static void CheckPort(int port, string key, List<string> failures)
    {
        if (port is < 0 or > IPEndPoint.MaxPort)
        {
            failures.Add($"BirdGrid:{key} is {port}; it must be 0 to {IPEndPoint.MaxPort}.");
        }
    }

    private static void CheckRole(SiloOptions options, List<string> failures)
    {
        try
        {
            var roles = SiloRoles.Parse(options.Role);
            if (options.ComputeOnCpu && !roles.HasFlag(SiloRole.Cpu))
            {
                failures.Add($"BirdGrid:ComputeOnCpu is for silos with the role cpu; this one has {options.Role}.");
            }
        }
        catch (FormatException unknown)
        {
            failures.Add(unknown.Message);
        }
    }

    private static void CheckRestUrl(SiloOptions options, List<string> failures)
    {
        if (options.RestUrl is { Length: > 0 })
        {
            AddressRules.Check(options.RestUrl, options, failures);
        }

        if (failures.Count > 0)
        {
            return;
        }

        int grpcPort = new Uri(options.Url).Port;
        if (options.RestUrl is null && grpcPort == IPEndPoint.MaxPort)
        {
            failures.Add($"There is no port after {grpcPort} for REST: set BirdGrid:RestUrl, empty for none.");
        }
        else if (options.RestAddress() is { Port: > 0 } rest && (rest.Port == grpcPort || rest.Port == options.ProbePort))
        {
            failures.Add($"Port {rest.Port} is meant for REST and for {(rest.Port == grpcPort ? "gRPC" : "the probes")}: set BirdGrid:RestUrl to another, or empty for none.");
        }
    }
}
