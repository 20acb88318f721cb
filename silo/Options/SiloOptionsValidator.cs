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
}
