using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Devices;

/// <summary>Refuses device settings that cannot be meant.</summary>
public sealed class DeviceOptionsValidator : IValidateOptions<DeviceOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, DeviceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = new List<string>();
        if (!DeviceName.TryParse(options.Device, out _))
        {
            faults.Add($"Device is '{options.Device}'; use auto, cpu, cuda or cuda:N.");
        }

        if (options.Threads is < 0 or > 1024)
        {
            faults.Add($"Threads is {options.Threads}; it must be 0 (all cores) to 1024.");
        }

        if (options.Deterministic && options.Threads == 0)
        {
            faults.Add("Deterministic needs Threads to be set (1 or more), the same on every silo: the number of threads decides how sums are rounded.");
        }

        if (options.QueueCapacity is < 1 or > 1_000_000)
        {
            faults.Add($"QueueCapacity is {options.QueueCapacity}; it must be 1 to 1,000,000.");
        }

        if (options.TrainingSlots is < 1 or > 10_000)
        {
            faults.Add($"TrainingSlots is {options.TrainingSlots}; it must be 1 to 10,000.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults.Select(fault => $"Device settings: {fault}"));
    }
}
