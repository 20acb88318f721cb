using BirdGrid.Vision.Weights;
using Microsoft.Extensions.Configuration;

namespace BirdGrid.Cli.Commands;

/// <summary>Where the command line looks for ImageNet weights: the silo's settings, from the same environment variables (<c>BirdGrid__Weights__Mirror</c>).</summary>
internal static class WeightsSettings
{
    /// <summary>Reads the settings.</summary>
    /// <exception cref="CommandException">A setting cannot be meant.</exception>
    public static PretrainedWeightsOptions Read()
    {
        var options = Bind(new ConfigurationBuilder().AddEnvironmentVariables().Build().GetSection(PretrainedWeightsOptions.Section));
        return options.Faults() is { Count: > 0 } faults ? throw new CommandException(ExitCodes.Usage, string.Join(" ", faults)) : options;
    }

    private static PretrainedWeightsOptions Bind(IConfigurationSection section)
    {
        try
        {
            return section.Get<PretrainedWeightsOptions>() ?? new PretrainedWeightsOptions();
        }
        catch (InvalidOperationException unreadable)
        {
            throw new CommandException(ExitCodes.Usage, unreadable.Message);
        }
    }
}
