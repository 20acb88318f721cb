using System.Globalization;
using BirdGrid.Grains.Datasets;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Training;

namespace BirdGrid.Grains.Training;

/// <summary>Everything about a session that follows from its spec and its dataset version alone.</summary>
internal sealed record TrainingPlan
{
    /// <summary>What to train.</summary>
    public required TrainingSpec Spec { get; init; }

    /// <summary>The pinned dataset version.</summary>
    public required DatasetVersion Dataset { get; init; }

    /// <summary>Classes of the dataset version, and label and split of its photos.</summary>
    public required ManifestColumns Manifest { get; init; }

    /// <summary>The hyper-parameters.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>The backbone's configuration.</summary>
    public required BackboneConfig Backbone { get; init; }

    /// <summary>Manifest indices of the photos that weights are fitted to.</summary>
    public required int[] Train { get; init; }

    /// <summary>Manifest indices of the photos that each epoch is measured on; may be empty.</summary>
    public required int[] Monitored { get; init; }

    /// <summary>Split of <see cref="Monitored"/>.</summary>
    public required DatasetSplit MonitoredSplit { get; init; }

    /// <summary>Manifest indices of the photos that the finished model is measured on.</summary>
    public required int[] Final { get; init; }

    /// <summary>Split of <see cref="Final"/>.</summary>
    public required DatasetSplit FinalSplit { get; init; }

    /// <summary>Side of the network input in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Shorter side in pixels before the centre crop at evaluation.</summary>
    public required int ResizeSize { get; init; }

    /// <summary>Devices that share every batch, at least 1.</summary>
    public int Devices => Math.Max(1, Spec.Devices);

    /// <summary>Optimiser steps of one epoch.</summary>
    public int StepsPerEpoch => EpochOrder.StepsPerEpoch(Train.Length, Options.BatchSize);

    /// <summary>Whether an epoch draws its photos with replacement, so that it may meet one several times.</summary>
    public bool IsResampled => Options.ClassBalance is { Mode: ClassBalanceMode.Sampling };

    /// <summary>Training photos of each class, in label order.</summary>
    public int[] ClassCounts
    {
        get
        {
            int[] counts = new int[Manifest.Classes.Count];
            foreach (int label in LabelsOf(Train))
            {
                counts[label]++;
            }

            return counts;
        }
    }

    /// <summary>Reads what the plan needs of the manifest, and makes it off the caller's turn: for millions of photos it takes seconds.</summary>
    /// <exception cref="RefusedException">The dataset version has nothing to train on, or more than the method can hold.</exception>
    public static async Task<TrainingPlan> ReadAsync(TrainingSpec spec, DatasetVersion dataset, ManifestStore manifests, CancellationToken cancellationToken)
    {
        var manifest = await manifests.ReadColumnsAsync(dataset.Manifest, cancellationToken);
        return await Task.Run(() => For(spec, dataset, manifest), cancellationToken);
    }

    /// <summary>Makes the plan.</summary>
    /// <exception cref="RefusedException">The dataset version has nothing to train on.</exception>
    public static TrainingPlan For(TrainingSpec spec, DatasetVersion dataset, ManifestColumns manifest)
    {
        var options = TrainingOptionsJson.Read(spec.OptionsJson);
        var backbone = BackboneRegistry.Find(spec.Backbone);
        int[] train = manifest.IndicesOf(DatasetSplit.Train);
        int[] validation = manifest.IndicesOf(DatasetSplit.Validation);
        int[] test = manifest.IndicesOf(DatasetSplit.Test);
        if (validation.Length == 0 && spec.ValidationFraction > 0)
        {
            (train, validation) = SetAside(manifest, train, spec.ValidationFraction, options.Seed);
        }

        if (train.Length < 2)
        {
            throw new RefusedException("no-training-photos", $"Dataset '{dataset.Dataset}' version {dataset.Version} has {train.Length} photos to train on; at least 2 are needed.");
        }

        RequireFeaturesFit(options, backbone, train.Length);
        var (monitored, monitoredSplit) = validation.Length > 0 ? (validation, DatasetSplit.Validation) : (test, DatasetSplit.Test);
        var (final, finalSplit) = test.Length > 0 ? (test, DatasetSplit.Test)
            : validation.Length > 0 ? (validation, DatasetSplit.Validation)
            : (train, DatasetSplit.Train);
        int imageSize = spec.ImageSize > 0 ? spec.ImageSize : backbone.InputSize;
        return new TrainingPlan
        {
            Spec = spec,
            Dataset = dataset,
            Manifest = manifest,
            Options = options,
            Backbone = backbone,
            Train = train,
            Monitored = monitored,
            MonitoredSplit = monitored.Length > 0 ? monitoredSplit : DatasetSplit.Unassigned,
            Final = final,
            FinalSplit = finalSplit,
            ImageSize = imageSize,
            ResizeSize = spec.ResizeSize > 0 ? spec.ResizeSize : (int)Math.Round(imageSize * (double)backbone.ResizeSize / backbone.InputSize),
        };
    }

    /// <summary>The training photos of an epoch, in batches.</summary>
    /// <param name="epoch">1 for the first.</param>
    public int[][] TrainBatches(int epoch)
    {
        int[] order = IsResampled ? EpochOrder.Weighted(PhotoWeights(), Options.Seed, epoch) : EpochOrder.Permutation(Train.Length, Options.Seed, epoch);
        return [.. EpochOrder.Batches(order, Options.BatchSize).Select(batch => batch.ToArray().Select(i => Train[i]).ToArray())];
    }

    /// <summary>Side in pixels of an epoch's training pictures.</summary>
    /// <param name="epoch">1 for the first.</param>
    public int TrainSizeOf(int epoch) => Options.Resizing?.SizeAt(epoch - 1, Options.Epochs, ImageSize) ?? ImageSize;

    /// <summary>Labels of photos, in the order given.</summary>
    public int[] LabelsOf(ReadOnlySpan<int> photos)
    {
        int[] labels = new int[photos.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = Manifest.LabelOf(photos[i]);
        }

        return labels;
    }

    // The features of one variant are one array.
    private static void RequireFeaturesFit(TrainingOptions options, BackboneConfig backbone, int photos)
    {
        int most = Array.MaxLength / backbone.FeatureCount;
        if (options.Method == TrainingMethod.Transfer && photos > most)
        {
            throw new RefusedException("too-many-photos-for-cached-features", $"Transfer learning keeps the features of every photo in memory: with {backbone.Name} at most {most} photos can be trained on, not {photos}. Use the method fine-tune, or a smaller dataset.");
        }
    }

    private double[] PhotoWeights()
    {
        double[] weights = ClassWeights.Of(ClassCounts, Options.ClassBalance!.Beta);
        return [.. LabelsOf(Train).Select(label => weights[label])];
    }

    private static (int[] Train, int[] Validation) SetAside(ManifestColumns manifest, int[] train, double fraction, ulong seed)
    {
        var kept = new List<int>();
        var aside = new List<int>();
        foreach (var members in train.GroupBy(manifest.LabelOf))
        {
            int[] indices = [.. members];
            var splits = StratifiedSplit.Assign([.. indices.Select(i => i.ToString(CultureInfo.InvariantCulture))], fraction, 0, seed);
            for (int k = 0; k < indices.Length; k++)
            {
                (splits[k] == DatasetSplit.Validation ? aside : kept).Add(indices[k]);
            }
        }

        return ([.. kept.Order()], [.. aside.Order()]);
    }
}
