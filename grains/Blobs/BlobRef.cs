using System.Text.RegularExpressions;

namespace BirdGrid.Grains.Blobs;

/// <summary>Names bytes in the blob store by their content.</summary>
[GenerateSerializer, Immutable, Alias("birdgrid.blob-ref")]
public sealed partial record BlobRef
{
    /// <summary>Names bytes.</summary>
    /// <param name="sha256">SHA-256, 64 lower-case hexadecimal digits.</param>
    /// <param name="length">Length in bytes.</param>
    /// <exception cref="ArgumentException">The hash is not one: it could be a path that leads elsewhere.</exception>
    public BlobRef(string sha256, long length)
    {
        if (!HashPattern().IsMatch(sha256))
        {
            throw new ArgumentException($"'{sha256}' is not a SHA-256 of 64 lower-case hexadecimal digits.", nameof(sha256));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Sha256 = sha256;
        Length = length;
    }

    /// <summary>SHA-256, 64 lower-case hexadecimal digits.</summary>
    [Id(0)]
    public string Sha256 { get; }

    /// <summary>Length in bytes.</summary>
    [Id(1)]
    public long Length { get; }

    [GeneratedRegex("^[0-9a-f]{64}$", RegexOptions.CultureInvariant)]
    private static partial Regex HashPattern();
}
