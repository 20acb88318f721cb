using System.Diagnostics;
using System.Globalization;
using BirdGrid.Grains.Augmentation;
using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Datasets;
using BirdGrid.Grains.Training;
using BirdGrid.Vision.Augmentation;
using BirdGrid.Vision.Training;

namespace BirdGrid.Bench.Simulation;

/// <summary>A large manifest, frozen as an import freezes it, and read as trainers and augmenters read it.</summary>
internal static class ManifestSimulation
{
    private const int Classes = 1000;

    /// <summary>Freezes a dataset of photos that are not stored.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="dataset">Its name.</param>
    /// <param name="photos">Photos.</param>
    /// <param name="classes">Classes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<(DatasetVersion Version, double HeldMiB)> FreezeAsync(SimulatedGrid grid, string dataset, int photos, int classes, CancellationToken cancellationToken)
    {
        double before = HeapMiB();
        var stored = new StoredPhotos();
        for (int i = 0; i < photos; i++)
        {
            int label = i % classes;
            stored.Add(new StoredPhoto($"class-{label:0000}", $"class-{label:0000}/photo-{i:00000000}.jpg", DatasetSplit.Unassigned, SyntheticRenditions.Name((2 * i) + 1), SyntheticRenditions.Name(2 * i), RejectedBecause: null));
        }

        double held = HeapMiB() - before;
        var importer = (DatasetImporter)grid.Get<IDatasetImporter>(0);
        var options = new ImportOptions { Dataset = dataset, IdempotencyKey = dataset, SplitSeed = 1 };
        return (await importer.FreezeAsync(options, stored, cancellationToken), held);
    }

    /// <summary>Freezes and reads; writes what it took.</summary>
    public static async Task RunAsync(SimulatedGrid grid, SimulationOptions options, TextWriter notes, CancellationToken cancellationToken)
    {
        using var peak = new PeakMemory();
        long started = Stopwatch.GetTimestamp();
        var (version, heldMiB) = await FreezeAsync(grid, "large", options.Photos, Classes, cancellationToken);
        double freezeSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        long manifestBytes = BlobBytes(grid, version.Manifest);
        Write(notes, $"manifest: {options.Photos:N0} photos, {Classes} classes; listed and frozen in {freezeSeconds:0.0} s; {heldMiB:0} MiB held while importing; peak {peak.ManagedMiB:0} MiB managed, {peak.ResidentMiB:0} MiB resident; index {version.Manifest.Length / 1e3:0} kB, all parts {manifestBytes / 1e6:0.0} MB");

        // The import's photos are still on the stack that this continues on.
        await Task.Yield();
        double before = HeapMiB();
        started = Stopwatch.GetTimestamp();
        var trainer = new ManifestStore(grid.Get<IBlobStore>(1), grid.Get<ManifestBlobCache>(1));
        var plan = await TrainingPlan.ReadAsync(Spec("large", options), version, trainer, cancellationToken);
        double planSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        double planMiB = HeapMiB() - before;
        int[][] epoch = plan.TrainBatches(1);
        double epochSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds - planSeconds;
        double epochMiB = HeapMiB() - before - planMiB;
        Write(notes, $"trainer: plan ready after {planSeconds:0.00} s, {planMiB:0.0} MiB; order of an epoch of {epoch.Length:N0} batches {epochSeconds:0.00} s, {epochMiB:0.0} MiB");

        var augmenter = grid.Grains.GetGrain<IAugmenterGrain>("simulation/0");
        double first = await BatchMillisecondsAsync(augmenter, BatchRequests.Augmented(plan, epoch[0], 1));
        double[] next = new double[200];
        for (int i = 0; i < next.Length; i++)
        {
            next[i] = await BatchMillisecondsAsync(augmenter, BatchRequests.Augmented(plan, epoch[i + 1], 1));
        }

        Write(notes, $"augmenter: first batch of {epoch[0].Length} photos from all over the manifest {first:0} ms, the 200 after it {next.Average():0.0} ms on average, the last of them {next[^1]:0.0} ms");
    }

    /// <summary>What a simulated session trains.</summary>
    public static TrainingSpec Spec(string dataset, SimulationOptions options, int number = 0) => new()
    {
        Model = string.Create(CultureInfo.InvariantCulture, $"model-{number % 50}"),
        Dataset = dataset,
        Backbone = "resnet9",
        Initialization = Initialization.Scratch,
        AugmentationJson = AugmentationPolicy.Light.ToJson(),
        OptionsJson = TrainingOptionsJson.Write(TrainingOptions.ForFineTune() with { Epochs = options.Epochs, BatchSize = options.BatchSize, Seed = (ulong)number, WarmupEpochs = 0 }),
        ImageSize = options.ImageSize,
    };

    /// <summary>Writes a line.</summary>
    public static void Write(TextWriter notes, FormattableString line) => notes.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static double HeapMiB() => GC.GetTotalMemory(forceFullCollection: true) / 1048576.0;

    private static long BlobBytes(SimulatedGrid grid, BlobRef manifest)
    {
        string root = Path.GetDirectoryName(Path.GetDirectoryName(grid.Get<IBlobStore>(0).TryGetLocalPath(manifest)!)!)!;
        return Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
    }

    private static async Task<double> BatchMillisecondsAsync(IAugmenterGrain augmenter, AugmentRequest request)
    {
        long started = Stopwatch.GetTimestamp();
        await augmenter.Render(request);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
