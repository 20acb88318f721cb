using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Devices;

/// <summary>Refuses CPU settings that cannot be meant.</summary>
public sealed class CpuExecutorOptionsValidator : IValidateOptions<CpuExecutorOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, CpuExecutorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Workers is < 0 or > 1024)
        {
            return ValidateOptionsResult.Fail($"CPU settings: Workers is {options.Workers}; it must be 0 (one per core) to 1024.");
        }

        return options.QueueCapacity is >= 1 and <= 1_000_000
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"CPU settings: QueueCapacity is {options.QueueCapacity}; it must be 1 to 1,000,000.");
    }
}
