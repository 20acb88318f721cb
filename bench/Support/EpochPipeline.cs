using BirdGrid.Grains.Augmentation;
using BirdGrid.Grains.Datasets;
using BirdGrid.Grains.Training;
using BirdGrid.Vision.Augmentation;
using BirdGrid.Vision.Training;

namespace BirdGrid.Bench.Support;

/// <summary>Batches of one epoch as a session's trainer pulls them.</summary>
internal sealed class EpochPipeline
{
    private readonly InProcessSilo silo;
    private readonly BatchSource batches;

    /// <summary>Plans an epoch over a silo's photos.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="policy">The augmentation.</param>
    /// <param name="manifest">The silo's photos.</param>
    /// <param name="method">Training method.</param>
    /// <param name="imageSize">Side of the images in pixels; 0: the backbone's.</param>
    /// <param name="source">Where batches come from; null: every cpu silo.</param>
    public EpochPipeline(InProcessSilo silo, AugmentationPolicy policy, ManifestColumns manifest, TrainingMethod method = TrainingMethod.FineTune, int imageSize = 0, BatchSource? source = null)
    {
        this.silo = silo;
        var options = (method == TrainingMethod.Transfer ? TrainingOptions.ForTransfer() : TrainingOptions.ForFineTune()) with { BatchSize = 32 };
        var spec = new TrainingSpec
        {
            Model = "measured",
            Dataset = silo.Dataset.Dataset,
            Backbone = "mobilenet_v2",
            Initialization = Initialization.Pretrained,
            AugmentationJson = policy.ToJson(),
            OptionsJson = TrainingOptionsJson.Write(options),
            ValidationFraction = 0,
            ImageSize = imageSize,
        };
        Plan = TrainingPlan.For(spec, silo.Dataset, manifest);
        batches = source ?? silo.Get<BatchSourceFactory>().Create(silo.Get<IGrainFactory>());
    }

    /// <summary>What the epoch consists of.</summary>
    public TrainingPlan Plan { get; }

    /// <summary>The batches of an epoch with their labels.</summary>
    /// <param name="epoch">1 for the first.</param>
    /// <param name="most">Most batches.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async IAsyncEnumerable<(ReadOnlyMemory<byte> ImagesNhwc, int[] Labels)> ReadAsync(int epoch, int most, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int[][] order = [.. Plan.TrainBatches(epoch).Take(most)];
        int step = 0;
        await foreach (var imagesNhwc in batches.ReadAsync(order.Select(photos => BatchRequests.Augmented(Plan, photos, epoch)), TimeProvider.System, cancellationToken))
        {
            yield return (imagesNhwc, Plan.LabelsOf(order[step++]));
        }
    }

    /// <summary>Labels and splits of the silo's photos.</summary>
    public static Task<ManifestColumns> ManifestAsync(InProcessSilo silo, CancellationToken cancellationToken) =>
        silo.Get<ManifestStore>().ReadColumnsAsync(silo.Dataset.Manifest, cancellationToken);
}
