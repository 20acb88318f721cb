using System.Globalization;
using BirdGrid.Bench.Support;
using BirdGrid.Grains.Blobs;
using BirdGrid.Vision.SyntheticBirds;

namespace BirdGrid.Bench.Simulation;

/// <summary>
/// Reads a handful of drawn 64-pixel JPEGs where a simulated photo's rendition is asked for; everything else goes to the real store.
/// </summary>
/// <param name="store">The real store.</param>
internal sealed class SyntheticRenditions(IBlobStore store) : IBlobStore
{
    private const string Prefix = "00000000";
    private static readonly Lazy<byte[][]> Jpegs = new(Draw);

    /// <summary>Name of a photo that is never stored.</summary>
    /// <param name="number">0 for the first.</param>
    public static BlobRef Name(int number) => new($"{Prefix}{((ulong)number * 0x9E3779B97F4A7C15):x16}{number.ToString("x40", CultureInfo.InvariantCulture)}", 2_000_000 + number);

    /// <inheritdoc/>
    public Task<BlobRef> PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => store.PutAsync(content, cancellationToken);

    /// <inheritdoc/>
    public Task<BlobRef> PutAsync(Stream content, CancellationToken cancellationToken = default) => store.PutAsync(content, cancellationToken);

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(BlobRef blob, CancellationToken cancellationToken = default) => store.OpenReadAsync(blob, cancellationToken);

    /// <inheritdoc/>
    public Task<byte[]> ReadAsync(BlobRef blob, CancellationToken cancellationToken = default) => blob.Sha256.StartsWith(Prefix, StringComparison.Ordinal)
        ? Task.FromResult(Jpegs.Value[blob.Length % Jpegs.Value.Length])
        : store.ReadAsync(blob, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(BlobRef blob, CancellationToken cancellationToken = default) => store.ExistsAsync(blob, cancellationToken);

    /// <inheritdoc/>
    public string? TryGetLocalPath(BlobRef blob) => store.TryGetLocalPath(blob);

    private static byte[][] Draw()
    {
        using var folder = new TemporaryFolder();
        BirdDatasetWriter.Write(folder.Path, seed: 1, speciesCount: 2, photosPerSpecies: 8, side: 64);
        return [.. Directory.EnumerateFiles(folder.Path, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
    }
}
