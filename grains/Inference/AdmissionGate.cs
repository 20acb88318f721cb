using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace BirdGrid.Grains.Inference;

/// <summary>
/// Bounds the images that this silo decodes and waits for, of each version, by their number and by how long the last of them would wait: under
/// overload the many that cannot be answered are turned away before anything is spent on them.
/// </summary>
/// <param name="limit">Images of a version in flight.</param>
/// <param name="free">Images of a version in flight that are let in however long they wait.</param>
/// <param name="maximumWaitMs">Milliseconds that an image may be expected to wait; 0: any.</param>
/// <param name="clock">Time.</param>
internal sealed class AdmissionGate(int limit, int free, double maximumWaitMs, TimeProvider clock)
{
    /// <summary>Longest time for which a replica's refusal keeps others out.</summary>
    private static readonly TimeSpan LongestClosure = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<string, Flight> flights = new(StringComparer.Ordinal);

    /// <summary>Lets images in.</summary>
    /// <param name="versionKey"><c>model@3</c>.</param>
    /// <param name="images">How many.</param>
    /// <param name="isUrgent">Whether they may wait for as long as it takes.</param>
    /// <param name="admission">To be disposed when they are answered.</param>
    /// <returns>False where there are too many already; a request larger than the limit is let in alone.</returns>
    public bool TryEnter(string versionKey, int images, bool isUrgent, [NotNullWhen(true)] out Admission? admission)
    {
        var flight = FlightOf(versionKey);
        int now = flight.Add(images);
        if (now == images || (now <= limit && (isUrgent || now <= free || IsSoon(now * flight.MsPerImage))))
        {
            admission = new Admission(flight, images, now, clock);
            return true;
        }

        flight.Add(-images);
        admission = null;
        return false;
    }

    /// <summary>Milliseconds after which an image of a version that came now would be answered.</summary>
    public double ExpectedMs(string versionKey)
    {
        var flight = FlightOf(versionKey);
        return (flight.Images + 1) * flight.MsPerImage;
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

    private bool IsSoon(double expectedMs) => maximumWaitMs == 0 || expectedMs <= maximumWaitMs;

    private Flight FlightOf(string versionKey) => flights.GetOrAdd(versionKey, static _ => new Flight());

    /// <summary>Images that were let in.</summary>
    /// <param name="flight">The version's images.</param>
    /// <param name="images">How many were let in.</param>
    /// <param name="ahead">How many there were with them.</param>
    /// <param name="clock">Time.</param>
    internal sealed class Admission(Flight flight, int images, int ahead, TimeProvider clock) : IDisposable
    {
        private readonly long entered = clock.GetTimestamp();

        /// <summary>They are answered: others can expect the same.</summary>
        public void Answered() => flight.Learn(clock.GetElapsedTime(entered).TotalMilliseconds / ahead);

        /// <inheritdoc/>
        public void Dispose() => flight.Add(-images);
    }

    /// <summary>Images of a version that were let in and are not answered.</summary>
    internal sealed class Flight
    {
        private const double Rise = 0.1;
        private const double Fall = 0.5;

        private int images;
        private long closedUntil;
        private double msPerImage;

        /// <summary>How many.</summary>
        public int Images => Volatile.Read(ref images);

        /// <summary>Milliseconds for which each of them makes the next one wait.</summary>
        public double MsPerImage => Volatile.Read(ref msPerImage);

        /// <summary>Timestamp until which others are kept out.</summary>
        public long ClosedUntil
        {
            get => Volatile.Read(ref closedUntil);
            set => Volatile.Write(ref closedUntil, value);
        }

        /// <summary>Counts.</summary>
        public int Add(int more) => Interlocked.Add(ref images, more);

        /// <summary>Learns slowly that it takes longer, so that a version's loading does not count for long, and fast that it takes less.</summary>
        public void Learn(double ms)
        {
            double before = MsPerImage;
            Volatile.Write(ref msPerImage, before + ((ms < before ? Fall : Rise) * (ms - before)));
        }
    }
}
