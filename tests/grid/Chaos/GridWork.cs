using BirdGrid.Client.Datasets;
using BirdGrid.Grid.Tests.Support;
using BirdGrid.V1;
using BirdGrid.Vision.SyntheticBirds;

namespace BirdGrid.Grid.Tests.Chaos;

/// <summary>The small pieces of work that go on while processes die: always the same photos and the same specification, so that all results are equal.</summary>
/// <param name="client">The grid.</param>
/// <param name="photoFolder">Where the photos are drawn.</param>
/// <param name="epochs">Epochs of a session.</param>
internal sealed class GridWork(PersistentClient client, string photoFolder, int epochs)
{
    /// <summary>The model that every session adds a version to.</summary>
    public const string Model = "birds";

    /// <summary>The alias that is moved.</summary>
    public const string AliasName = "champion";

    /// <summary>The dataset that every session trains on.</summary>
    public const string Dataset = "birds";

    private readonly IReadOnlyList<PhotoFile> photos = Draw(photoFolder);

    /// <summary>Some encoded photos to classify.</summary>
    public IReadOnlyList<byte[]> Photos => [.. photos.Take(8).Select(p => File.ReadAllBytes(p.Path))];

    /// <summary>Imports the photos.</summary>
    /// <param name="dataset">The dataset; its name is the idempotency key too.</param>
    public Task<DatasetVersion> ImportAsync(string dataset) => client.CallAsync(c => c.Datasets.ImportAsync(
        new ImportHeader { Dataset = dataset, IdempotencyKey = $"import-{dataset}", SplitSeed = 3, ValidationFraction = 0.25, RenditionSize = 96 }, photos));

    /// <summary>Starts a session.</summary>
    /// <returns>It as it was accepted.</returns>
    public Task<TrainingSession> StartAsync(string key) => client.CallAsync(c => c.Training.StartAsync(ScratchSpec.Of(Dataset, epochs), key));

    /// <summary>Watches a session until it has ended.</summary>
    /// <param name="id">The session.</param>
    /// <param name="seen">Told of every change.</param>
    public Task<TrainingSession> WaitForEndAsync(string id, Action<TrainingSession> seen) => client.CallAsync(async c =>
    {
        TrainingSession? last = null;
        await foreach (var now in c.Training.WatchAsync(id))
        {
            last = now;
            seen(now);
        }

        return last!;
    });

    /// <summary>Points the alias at a version.</summary>
    public Task<ModelHistory> PromoteAsync(int version, string key) => client.CallAsync(c => c.Models.PromoteAsync(
        new PromoteRequest { Model = Model, Version = version, Alias = AliasName, Who = "chaos", Why = key, IdempotencyKey = key }));

    private static IReadOnlyList<PhotoFile> Draw(string folder)
    {
        BirdDatasetWriter.Write(folder, seed: 11, speciesCount: 4, photosPerSpecies: 12);
        return PhotoFolder.Read(folder);
    }
}
