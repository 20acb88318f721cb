using System.Diagnostics.Metrics;

namespace BirdGrid.Bench.Support;

/// <summary>Bytes that this process's silo exchanges with others, as Orleans counts them on its connections.</summary>
internal sealed class OrleansTraffic : IDisposable
{
    private static readonly string[] Counted = ["orleans-messaging-sent-messages-size", "orleans-messaging-received-messages-size"];

    private readonly MeterListener listener = new();
    private long bytes;

    /// <summary>Begins to count.</summary>
    public OrleansTraffic()
    {
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (Counted.Contains(instrument.Name))
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((_, size, _, _) => Interlocked.Add(ref bytes, size));
        listener.SetMeasurementEventCallback<long>((_, size, _, _) => Interlocked.Add(ref bytes, size));
        listener.Start();
    }

    /// <summary>Headers and bodies of all messages so far, in bytes.</summary>
    public long Bytes => Interlocked.Read(ref bytes);

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();
}
