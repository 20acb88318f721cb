using BirdGrid.Cli.Commands;
using BirdGrid.Client.Datasets;
using BirdGrid.V1;

namespace BirdGrid.Cli.Quickstart;

/// <summary>The user's own photos, a folder per class. One photo of some classes is kept back, to be recognised at the end.</summary>
internal sealed class OwnPhotos(string folder) : IQuickstartPhotos
{
    private const int KeptBack = 4;

    /// <summary>Classes with fewer photos need every one of them.</summary>
    private const int PhotosToSpare = 8;

    private IReadOnlyList<PhotoFile> keptBack = [];

    /// <inheritdoc/>
    public string Description => folder;

    /// <inheritdoc/>
    public string DatasetName => Names.FromPath(folder);

    /// <inheritdoc/>
    public int? RenditionSize => null;

    /// <inheritdoc/>
    public Task<PhotoListing> PrepareAsync(CancellationToken cancellationToken)
    {
        var listing = PhotoFolder.List(folder);
        keptBack = [.. listing.Photos.GroupBy(p => p.Label).Where(g => g.Count() >= PhotosToSpare).Take(KeptBack).Select(g => g.Last())];
        return Task.FromResult(listing with { Photos = [.. listing.Photos.Except(keptBack)] });
    }

    /// <inheritdoc/>
    public TrainingSpec Spec(DatasetVersion version, ulong seed) => QuickstartSpecs.Pretrained(version, seed);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<(string Name, byte[] Photo)>> UnseenAsync(int count, CancellationToken cancellationToken)
    {
        var unseen = new List<(string, byte[])>();
        foreach (var photo in keptBack.Take(count))
        {
            unseen.Add((photo.Name, await File.ReadAllBytesAsync(photo.Path, cancellationToken)));
        }

        return unseen;
    }
}
