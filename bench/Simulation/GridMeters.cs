using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace BirdGrid.Bench.Simulation;

/// <summary>What Orleans' own meter counts in this process, all silos together.</summary>
internal sealed class GridMeters : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<string, Sum> sums = new(StringComparer.Ordinal);

    /// <summary>Starts counting.</summary>
    public GridMeters()
    {
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == "Microsoft.Orleans" && !instrument.IsObservable)
            {
                l.EnableMeasurementEvents(instrument, sums.GetOrAdd(instrument.Name, _ => new Sum()));
            }
        };
        listener.SetMeasurementEventCallback<int>((_, value, _, sum) => ((Sum)sum!).Add(value));
        listener.SetMeasurementEventCallback<long>((_, value, _, sum) => ((Sum)sum!).Add(value));
        listener.SetMeasurementEventCallback<double>((_, value, _, sum) => ((Sum)sum!).Add(value));
        listener.Start();
    }

    /// <summary>Measurements of an instrument.</summary>
    public long CountOf(string instrument) => sums.TryGetValue(instrument, out var sum) ? sum.Count : 0;

    /// <summary>Their sum.</summary>
    public double TotalOf(string instrument) => sums.TryGetValue(instrument, out var sum) ? sum.Total : 0;

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();

    private sealed class Sum
    {
        private readonly Lock gate = new();

        public long Count { get; private set; }

        public double Total { get; private set; }

        public void Add(double value)
        {
            lock (gate)
            {
                Count++;
                Total += value;
            }
        }
    }
}
