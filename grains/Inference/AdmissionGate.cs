using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace BirdGrid.Grains.Inference;

/// <summary>
/// Bounds the images that this silo decodes and waits for, of each version: under overload the many that cannot be answered are turned away before
/// anything is spent on them.
/// </summary>
/// <param name="limit">Images of a version in flight.</param>
/// <param name="clock">Time.</param>
internal sealed class AdmissionGate(int limit, TimeProvider clock)
{
    /// <summary>Longest time for which a replica's refusal keeps others out.</summary>
    private static readonly TimeSpan LongestClosure = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<string, Flight> flights = new(StringComparer.Ordinal);

    /// <summary>Lets images in.</summary>
    /// <param name="versionKey"><c>model@3</c>.</param>
    /// <param name="images">How many.</param>
    /// <param name="admission">To be disposed when they are answered.</param>
    /// <returns>False where there are too many already; a request larger than the limit is let in alone.</returns>
    public bool TryEnter(string versionKey, int images, [NotNullWhen(true)] out IDisposable? admission)
    {
        var flight = FlightOf(versionKey);
        admission = flight.TryAdd(images, limit) ? new Admission(flight, images) : null;
        return admission is not null;
    }

    /// <summary>A replica has turned a request away: others would be too, after their photos were decoded for nothing.</summary>
    /// <param name="versionKey"><c>model@3</c>.</param>
    /// <param name="pauseMs">Milliseconds after which trying again can succeed.</param>
    public void Close(string versionKey, double pauseMs)
    {
        var pause = TimeSpan.FromMilliseconds(pauseMs);
        FlightOf(versionKey).ClosedUntil = clock.GetTimestamp() + (long)((pause < LongestClosure ? pause : LongestClosure).TotalSeconds * clock.TimestampFrequency);
    }

    /// <summary>Whether a version's replica has turned somebody away just now.</summary>
    public bool IsClosed(string versionKey) => flights.TryGetValue(versionKey, out var flight) && flight.ClosedUntil > clock.GetTimestamp();

    private Flight FlightOf(string versionKey) => flights.GetOrAdd(versionKey, static _ => new Flight());

    private sealed class Flight
    {
        private int images;
        private long closedUntil;

        public long ClosedUntil
        {
            get => Volatile.Read(ref closedUntil);
            set => Volatile.Write(ref closedUntil, value);
        }

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
