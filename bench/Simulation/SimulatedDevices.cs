namespace BirdGrid.Bench.Simulation;

/// <summary>The fake devices of every silo: a step takes time and computes nothing.</summary>
/// <param name="step">Time of a step.</param>
internal sealed class SimulatedDevices(TimeSpan step)
{
    private int running;
    private int mostRunning;
    private long steps;

    /// <summary>Most sessions that trained at the same time.</summary>
    public int MostRunning => mostRunning;

    /// <summary>Steps so far.</summary>
    public long Steps => Interlocked.Read(ref steps);

    /// <summary>Counts a session in, until disposal.</summary>
    public IDisposable Enter()
    {
        int now = Interlocked.Increment(ref running);
        int most;
        while (now > (most = mostRunning) && Interlocked.CompareExchange(ref mostRunning, now, most) != most)
        {
        }

        return new Leave(this);
    }

    /// <summary>Takes a step.</summary>
    public Task StepAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref steps);
        return Task.Delay(step, cancellationToken);
    }

    private sealed class Leave(SimulatedDevices devices) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref devices.running);
    }
}
