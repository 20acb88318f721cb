using System.ComponentModel.DataAnnotations;

namespace BirdGrid.Grains.Devices;

/// <summary>The device of a silo and the threads beside it.</summary>
public sealed class DeviceOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "BirdGrid:Device";

    /// <summary>auto (the first GPU, else the CPU), cpu, cuda or cuda:N.</summary>
    /// <value>Default auto.</value>
    [RegularExpression("^(auto|cpu|cuda(:[0-9]+)?)$", ErrorMessage = "BirdGrid:Device:Name must be auto, cpu, cuda or cuda:N.")]
    public string Name { get; set; } = "auto";

    /// <summary>Threads that one torch operation uses on the CPU; 0: every core. Bit-identical results need the same number.</summary>
    /// <value>Default 0.</value>
    [Range(0, 1024)]
    public int Threads { get; set; }

    /// <summary>Threads that decode and augment; 0: every core.</summary>
    /// <value>Default 0.</value>
    [Range(0, 1024)]
    public int CpuWorkers { get; set; }

    /// <summary>Jobs that may wait for the device, per priority; a submitter waits for room.</summary>
    /// <value>Default 64.</value>
    [Range(1, 1 << 20)]
    public int QueueLength { get; set; } = 64;
}
