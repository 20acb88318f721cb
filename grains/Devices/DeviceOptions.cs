namespace BirdGrid.Grains.Devices;

/// <summary>Which device this silo computes on, and how.</summary>
public sealed class DeviceOptions
{
    /// <summary><c>auto</c> (the first CUDA device where there is one, else the CPU), <c>cpu</c>, <c>cuda</c> (the same as <c>cuda:0</c>) or <c>cuda:N</c>.</summary>
    /// <value><c>auto</c> by default.</value>
    public string Device { get; set; } = "auto";

    /// <summary>Threads that libtorch uses for CPU operations, 0 to 1024; 0 means all cores.</summary>
    /// <value>0 by default.</value>
    public int Threads { get; set; }

    /// <summary>
    /// The same job gives the same bits again. Only on the CPU, and with <see cref="Threads"/> set: how sums are split among threads
    /// decides how they are rounded. It holds on processors with the same instruction set and with the same libraries: their kernels add up in
    /// different orders.
    /// </summary>
    /// <value>False by default.</value>
    public bool Deterministic { get; set; }

    /// <summary>Most jobs of each priority that may wait before callers wait too, 1 to 1,000,000.</summary>
    /// <value>256 by default.</value>
    public int QueueCapacity { get; set; } = 256;

    /// <summary>Sessions that train on the device at a time, 1 to 10,000: more than one share its memory and its speed.</summary>
    /// <value>1 by default.</value>
    public int TrainingSlots { get; set; } = 1;
}
