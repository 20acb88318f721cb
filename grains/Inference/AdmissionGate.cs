using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace BirdGrid.Grains.Inference;

/// <summary>
/// Bounds the images that this silo decodes and waits for, of each version: under overload the many that cannot be answered are turned away before
/// anything is spent on them.
/// </summary>
/// <param name="limit">Images of a version in flight.</param>
internal sealed class AdmissionGate(int limit)
{
    private readonly ConcurrentDictionary<string, Flight> flights = new(StringComparer.Ordinal);

    /// <summary>Lets images in.</summary>
    /// <param name="versionKey"><c>model@3</c>.</param>
    /// <param name="images">How many.</param>
    /// <param name="admission">To be disposed when they are answered.</param>
    /// <returns>False where there are too many already; a request larger than the limit is let in alone.</returns>
    public bool TryEnter(string versionKey, int images, [NotNullWhen(true)] out IDisposable? admission)
    {
        var flight = flights.GetOrAdd(versionKey, static _ => new Flight());
        admission = flight.TryAdd(images, limit) ? new Admission(flight, images) : null;
        return admission is not null;
    }

    private sealed class Flight
    {
        private int images;

        public bool TryAdd(int more, int limit)
        {
            int now = Interlocked.Add(ref images, more);
            if (now <= limit || now == more)
            {
                return true;
            }

            Leave(more);
            return false;
        }

        public void Leave(int fewer) => Interlocked.Add(ref images, -fewer);
    }

    private sealed class Admission(Flight flight, int images) : IDisposable
    {
        public void Dispose() => flight.Leave(images);
    }
}
