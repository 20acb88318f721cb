namespace BirdGrid.Grains.Devices;

/// <summary>How much CPU work this silo does at once.</summary>
public sealed class CpuExecutorOptions
{
    /// <summary>Worker threads, 0 to 1024; 0 means one per core.</summary>
    /// <value>0 by default.</value>
    public int Workers { get; set; }

    /// <summary>Most jobs that may wait before callers wait too, 1 to 1,000,000.</summary>
    /// <value>256 by default.</value>
    public int QueueCapacity { get; set; } = 256;
}
