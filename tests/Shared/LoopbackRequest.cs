using System.Globalization;

namespace BirdGrid.TestSupport;

/// <summary>What a client asked for.</summary>
/// <param name="Line">The request line.</param>
/// <param name="Headers">Header lines.</param>
internal sealed record LoopbackRequest(string Line, IReadOnlyList<string> Headers)
{
    /// <summary>First byte of the range that was asked for, 0 without one.</summary>
    public int RangeStart =>
        Headers.FirstOrDefault(header => header.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase)) is { } range
            ? int.Parse(range.AsSpan(range.IndexOf('=', StringComparison.Ordinal) + 1).TrimEnd('-'), CultureInfo.InvariantCulture)
            : 0;
}
