using BirdGrid.Client.Datasets;
using BirdGrid.V1;
using BirdGrid.Vision.Photos;
using BirdGrid.Vision.SyntheticBirds;

namespace BirdGrid.Cli.Quickstart;

/// <summary>Birds that BirdGrid draws itself.</summary>
internal sealed class DrawnPhotos(string data, ulong seed) : IQuickstartPhotos
{
    private const int PhotosPerSpecies = 60;
    private const int Side = 128;
    private const int Epochs = 24;

    /// <summary>Seed of the pictures shown at the end: none of them is in the set.</summary>
    private const ulong UnseenSeed = 0xB12D;

    /// <inheritdoc/>
    public string Description => $"{BirdSpeciesCatalog.All.Count} species x {PhotosPerSpecies} birds, drawn from seed {seed}";

    /// <inheritdoc/>
    public string DatasetName => "drawn-birds";

    /// <inheritdoc/>
    public int? RenditionSize => 80;

    /// <inheritdoc/>
    public async Task<PhotoListing> PrepareAsync(CancellationToken cancellationToken)
    {
        string folder = Path.GetFullPath(Path.Combine(data, $"drawn-birds-{seed}"));
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
            await Task.Run(() => BirdDatasetWriter.Write(folder, seed, BirdSpeciesCatalog.All.Count, PhotosPerSpecies, Side), cancellationToken);
        }

        return PhotoFolder.List(folder);
    }

    /// <inheritdoc/>
    public TrainingSpec Spec(DatasetVersion version, ulong seed) => QuickstartSpecs.Scratch(version, seed, Epochs);

    /// <inheritdoc/>
    public Task<IReadOnlyList<(string Name, byte[] Photo)>> UnseenAsync(int count, CancellationToken cancellationToken)
    {
        var painter = new BirdPainter(Side);
        IReadOnlyList<(string, byte[])> unseen =
        [
            .. BirdSpeciesCatalog.All.Take(count).Select((species, i) =>
                ($"a new {species.Name}", PhotoEncoder.EncodeJpeg(painter.Draw(species, seed ^ UnseenSeed, i), quality: 92))),
        ];
        return Task.FromResult(unseen);
    }
}
