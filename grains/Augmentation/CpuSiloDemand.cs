using System.Collections.Concurrent;
using BirdGrid.Grains.Telemetry;

namespace BirdGrid.Grains.Augmentation;

/// <summary>How many more cpu silos would keep this silo's device busy: a hint for whoever, or whatever, scales the grid.</summary>
public sealed class CpuSiloDemand
{
    /// <summary>Share of an epoch that a device may wait before more silos are wished for: the first batches of an epoch always keep it waiting.</summary>
    private const double Tolerance = 0.05;

    /// <summary>The device's own share of the time is taken to be no smaller, so that a very fast device does not wish for a thousand silos.</summary>
    private const double LeastBusyShare = 0.05;

    private readonly ConcurrentDictionary<string, int> furtherOfSession = new();

    /// <summary>Registers the gauge.</summary>
    public CpuSiloDemand()
    {
        BirdGridTelemetry.Meter.CreateObservableGauge(
            "birdgrid.augment.silos.wanted",
            () => furtherOfSession.Values.DefaultIfEmpty().Max(),
            "{silo}",
            "Further cpu silos that would keep this silo's device busy, by the last epochs of its sessions.");
    }

    /// <summary>
    /// The wish after an epoch. While the device waits, the present silos set the pace: they need the whole epoch for its batches, and
    /// the device would need the epoch without the waiting. Batches are independent, so silos of the present kind divide the time by their
    /// number: silos needed = present x seconds / (seconds - waited), rounded up.
    /// </summary>
    /// <param name="silos">Cpu silos present.</param>
    /// <param name="seconds">Length of the epoch.</param>
    /// <param name="waitedSeconds">Seconds of it in which the device waited for batches.</param>
    /// <returns>Further silos; 0 while the device waits for less than a twentieth of the time.</returns>
    public static int Further(int silos, double seconds, double waitedSeconds)
    {
        if (silos == 0 || waitedSeconds <= seconds * Tolerance)
        {
            return 0;
        }

        double busySeconds = Math.Max(seconds - waitedSeconds, seconds * LeastBusyShare);
        return (int)Math.Ceiling(silos * seconds / busySeconds) - silos;
    }

    /// <summary>Tells a session's wish. Sessions share the silos, so the gauge shows the largest wish.</summary>
    public void Tell(string sessionId, int further) => furtherOfSession[sessionId] = further;

    /// <summary>A session has ended and wishes for nothing.</summary>
    public void Forget(string sessionId) => furtherOfSession.TryRemove(sessionId, out _);
}
