namespace BirdGrid.Vision.Photos;

/// <summary>What a <see cref="PhotoDecoder"/> accepts. Every limit is checked before a pixel is decoded.</summary>
public sealed record PhotoDecoderOptions
{
    /// <summary>Most encoded bytes, at least 1.</summary>
    /// <value>64 MiB.</value>
    public int MaxEncodedBytes { get; init; } = 64 << 20;

    /// <summary>Most pixels (width times height) as stored, 1 to 700,000,000.</summary>
    /// <value>100 megapixels.</value>
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>Longest side in pixels, at least 1.</summary>
    /// <value>65,500, the longest that a JPEG encoder writes.</value>
    public int MaxSidePixels { get; init; } = 65_500;

    /// <summary>Most memory in bytes that one decode may take at its peak, the returned picture included, at least 1 MiB.</summary>
    /// <value>1 GiB, enough for 100 megapixels in every usual encoding.</value>
    public long MaxWorkingBytes { get; init; } = 1L << 30;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxEncodedBytes, 1, nameof(MaxEncodedBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPixels, 1, nameof(MaxPixels));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxPixels, 700_000_000, nameof(MaxPixels));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxSidePixels, 1, nameof(MaxSidePixels));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxWorkingBytes, 1 << 20, nameof(MaxWorkingBytes));
    }
}
