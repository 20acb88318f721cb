using BirdGrid.Vision.Photos;

namespace BirdGrid.Silo.Options;

/// <summary>How large requests may be, and how much of the silo one connection may hold.</summary>
public sealed class LimitOptions
{
    /// <summary>Most bytes of an encoded photo, 1024 to 1 GiB; a message may be 1 MiB larger.</summary>
    /// <value>Default 64 MiB.</value>
    public int MaxPhotoBytes { get; set; } = 64 << 20;

    /// <summary>Most pixels of a photo, 1 to 700,000,000.</summary>
    /// <value>Default 100,000,000.</value>
    public long MaxPhotoPixels { get; set; } = 100_000_000;

    /// <summary>Longest side of a photo in pixels, 1 to 65,535.</summary>
    /// <value>Default 65,500.</value>
    public int MaxPhotoSidePixels { get; set; } = 65_500;

    /// <summary>Most characters of one text in a request, 256 to 1,048,576.</summary>
    /// <value>Default 65,536.</value>
    public int MaxTextCharacters { get; set; } = 65_536;

    /// <summary>Most connections at a time, 1 to 1,000,000; further ones are closed at once.</summary>
    /// <value>Default 10,000.</value>
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>Most calls at a time on one connection, 1 to 10,000; further ones wait at the client.</summary>
    /// <value>Default 100.</value>
    public int MaxStreamsPerConnection { get; set; } = 100;

    /// <summary>Seconds in which the headers of a call must have come, 0.1 to 600.</summary>
    /// <value>Default 30.</value>
    public double HeadersTimeoutSeconds { get; set; } = 30;

    /// <summary>Seconds for which a connection without a call stays open, 0.1 to 86,400.</summary>
    /// <value>Default 130.</value>
    public double KeepAliveSeconds { get; set; } = 130;

    /// <summary>Slowest that the body of a call with one request may come, in bytes per second; 0: as slow as it likes.</summary>
    /// <value>Default 240, after a grace of 5 seconds.</value>
    public double MinRequestBytesPerSecond { get; set; } = 240;

    /// <summary>Seconds for which a stream of requests may send nothing while the silo waits for it, 0.1 to 86,400; then it is ended.</summary>
    /// <value>Default 300.</value>
    public double StreamIdleSeconds { get; set; } = 300;

    /// <summary>
    /// Most bytes that all requests together may hold, 16 MiB to 1 TiB: as they came, unpacked, and as objects, so that a request counts about twice. The last quarter is
    /// kept for requests that hold no more than 1 MiB.
    /// </summary>
    /// <value>Default 178 MiB.</value>
    public long MaxBytesInFlight { get; set; } = 178L << 20;

    /// <summary>The same of one caller's requests; those of callers without credentials count together. No more than <see cref="MaxBytesInFlight"/>, whatever is said.</summary>
    /// <value>Default 176 MiB.</value>
    public long MaxBytesInFlightPerCaller { get; set; } = 176L << 20;

    /// <summary>The same of one connection's requests. No more than <see cref="MaxBytesInFlightPerCaller"/>, whatever is said.</summary>
    /// <value>Default 175 MiB: three quarters of it are what a photo of 64 MiB needs, whichever way it comes.</value>
    public long MaxBytesInFlightPerConnection { get; set; } = 175L << 20;

    /// <summary>The budget of a caller.</summary>
    internal long CallerBytes => Math.Min(MaxBytesInFlightPerCaller, MaxBytesInFlight);

    /// <summary>The budget of a connection.</summary>
    internal long ConnectionBytes => Math.Min(MaxBytesInFlightPerConnection, CallerBytes);

    /// <summary>What photos are decoded with.</summary>
    internal PhotoDecoderOptions ForPhotos() => new() { MaxEncodedBytes = MaxPhotoBytes, MaxPixels = MaxPhotoPixels, MaxSidePixels = MaxPhotoSidePixels };
}
