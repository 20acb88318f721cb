namespace BirdGrid.Bench.Simulation;

/// <summary>Most memory that the process took while this lived, looked at ten times a second.</summary>
internal sealed class PeakMemory : IDisposable
{
    private readonly Timer timer;

    /// <summary>Starts looking.</summary>
    public PeakMemory()
    {
        timer = new Timer(_ => Look(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
    }

    /// <summary>Managed heap in MiB, garbage included.</summary>
    public double ManagedMiB { get; private set; }

    /// <summary>Resident memory in MiB.</summary>
    public double ResidentMiB { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        timer.Dispose();
        Look();
    }

    private void Look()
    {
        ManagedMiB = Math.Max(ManagedMiB, GC.GetTotalMemory(forceFullCollection: false) / 1048576.0);
        ResidentMiB = Math.Max(ResidentMiB, Environment.WorkingSet / 1048576.0);
    }
}
