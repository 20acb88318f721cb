using BirdGrid.Grains.Augmentation;
using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Datasets;
using BirdGrid.Grains.Training;
using BirdGrid.Vision.Training;

namespace BirdGrid.Grains.Tests.Training;

/// <summary>What follows from a recipe for the photos of an epoch.</summary>
public sealed class TrainingPlanTests
{
    private const int ManyPhotos = 45;
    private const int FewPhotos = 5;

    [Fact]
    public void Every_photo_is_visited_once_an_epoch_where_nothing_is_balanced()
    {
        var plan = Plan(TrainingOptions.ForFineTune());
        Assert.Equal(plan.Train, plan.TrainBatches(epoch: 1).SelectMany(batch => batch).Order());
        Assert.All(BatchRequests.OfEpoch(plan, plan.TrainBatches(1), 1), request => Assert.Null(request.Repeats));
    }

    [Fact]
    public void Classes_are_counted_on_the_training_split_alone()
    {
        Assert.Equal([ManyPhotos, FewPhotos], Plan(TrainingOptions.ForFineTune()).ClassCounts);
    }

    [Fact]
    public void Balanced_sampling_visits_rare_classes_as_often_as_common_ones()
    {
        var plan = Balanced(ClassBalanceMode.Sampling);
        int[] drawn = [.. Enumerable.Range(1, 40).SelectMany(epoch => plan.TrainBatches(epoch).SelectMany(batch => batch))];
        Assert.Equal(40 * plan.Train.Length, drawn.Length);
        Assert.Equal(0.5, plan.LabelsOf(drawn).Count(label => label == 1) / (double)drawn.Length, 0.05);
        Assert.Equal(plan.Train, drawn.Distinct().Order());
        Assert.Equal(plan.TrainBatches(3), plan.TrainBatches(3));
        Assert.NotEqual(plan.TrainBatches(3), plan.TrainBatches(4));
        Assert.Equal(plan.StepsPerEpoch, plan.TrainBatches(3).Length);
    }

    [Fact]
    public void A_photo_that_is_drawn_again_looks_different()
    {
        var plan = Balanced(ClassBalanceMode.Sampling);
        var requests = BatchRequests.OfEpoch(plan, plan.TrainBatches(1), 1).ToList();
        var looks = requests.SelectMany(request => request.Photos.Zip(request.Repeats!)).ToList();
        Assert.Equal(looks.Count, looks.Distinct().Count());
        Assert.Contains(looks, look => look.Second > 0);
        Assert.All(looks.GroupBy(look => look.First), photo => Assert.Equal(Enumerable.Range(0, photo.Count()), photo.Select(look => look.Second)));
    }

    [Fact]
    public void Devices_ask_together_for_what_one_device_asks_for()
    {
        var plan = Balanced(ClassBalanceMode.Sampling);
        int[][] order = plan.TrainBatches(1);
        foreach (var (whole, batch) in BatchRequests.OfEpoch(plan, order, 1).Zip(order))
        {
            var shares = Enumerable.Range(0, 3).Select(rank => BatchRequests.OfShare(whole, BatchShare.Of(plan.Options, batch.Length, rank, devices: 3))).OfType<AugmentRequest>().ToList();
            Assert.Equal(whole.Photos.Zip(whole.Repeats!), shares.SelectMany(share => share.Photos.Zip(share.Repeats!)));
            Assert.All(shares, share => Assert.Equal((whole.Seed, whole.Epoch, whole.ImageSize), (share.Seed, share.Epoch, share.ImageSize)));
        }

        Assert.Null(BatchRequests.OfShare(BatchRequests.OfEpoch(plan, order, 1).First(), new BatchShare([], order[0].Length)));
    }

    [Fact]
    public void Weighing_by_class_leaves_the_order_alone() =>
        Assert.Equal(Plan(TrainingOptions.ForFineTune()).TrainBatches(2), Balanced(ClassBalanceMode.Weights).TrainBatches(2));

    [Fact]
    public void Pictures_grow_to_the_final_size_and_evaluation_has_it_throughout()
    {
        var plan = Plan(TrainingOptions.ForFineTune() with { Epochs = 4, WarmupEpochs = 0, Resizing = new ResizingOptions { StartScale = 0.5, GrowthShare = 0.75 } });
        Assert.Equal([128, 160, 192, 224], Enumerable.Range(1, 4).Select(plan.TrainSizeOf));
        Assert.All(BatchRequests.OfEpoch(plan, plan.TrainBatches(2), 2), request => Assert.Equal(160, request.ImageSize));
        var evaluation = BatchRequests.Evaluation(plan, [0]);
        Assert.Equal((224, 256), (evaluation.ImageSize, evaluation.ResizeSize));
        Assert.Equal(224, Plan(TrainingOptions.ForFineTune()).TrainSizeOf(1));
    }

    [Fact]
    public void A_larger_view_is_cropped_to_the_same_size()
    {
        var view = BatchRequests.Evaluation(Plan(TrainingOptions.ForFineTune()), [0], scale: 1.25);
        Assert.Equal((224, 320), (view.ImageSize, view.ResizeSize));
    }

    [Fact]
    public void Photos_set_aside_are_a_share_of_every_class_and_depend_on_the_seed_alone()
    {
        var manifest = ManifestColumns.Of(["common", "rare"], [.. Enumerable.Range(0, 50).Select(i => (i < 40 ? 0 : 1, DatasetSplit.Train))]);
        var plan = Plan(TrainingOptions.ForFineTune(), manifest, validationFraction: 0.2);
        Assert.Equal([8, 2], new[] { 0, 1 }.Select(label => plan.LabelsOf(plan.Monitored).Count(l => l == label)));
        Assert.Equal(DatasetSplit.Validation, plan.MonitoredSplit);
        Assert.Equal(Enumerable.Range(0, 50), plan.Train.Concat(plan.Monitored).Order());
        Assert.Equal(plan.Monitored, Plan(TrainingOptions.ForFineTune(), manifest, 0.2).Monitored);
        Assert.NotEqual(plan.Monitored, Plan(TrainingOptions.ForFineTune() with { Seed = 77 }, manifest, 0.2).Monitored);
    }

    [Fact]
    public void Cached_features_that_fit_no_array_are_refused_with_the_way_out()
    {
        var manifest = ManifestColumns.Of(["a", "b"], [.. Enumerable.Range(0, 4_300_000).Select(i => (i % 2, DatasetSplit.Train))]);
        var refused = Assert.Throws<RefusedException>(() => Plan(TrainingOptions.ForTransfer(), manifest));
        Assert.Equal("too-many-photos-for-cached-features", refused.Reason);
        Assert.Contains("4194", refused.Message, StringComparison.Ordinal);
        Assert.Equal(4_300_000, Plan(TrainingOptions.ForFineTune(), manifest).Train.Length);
    }

    private static TrainingPlan Balanced(ClassBalanceMode mode) =>
        Plan(TrainingOptions.ForFineTune() with { ClassBalance = new ClassBalanceOptions { Mode = mode } });

    private static TrainingPlan Plan(TrainingOptions options)
    {
        // Test photos, all of the rare class, must not count.
        var photos = Enumerable.Range(0, ManyPhotos + FewPhotos + 20).Select(i => (i < ManyPhotos ? 0 : 1, i < ManyPhotos + FewPhotos ? DatasetSplit.Train : DatasetSplit.Test));
        return Plan(options, ManifestColumns.Of(["common", "rare"], [.. photos]));
    }

    private static TrainingPlan Plan(TrainingOptions options, ManifestColumns manifest, double validationFraction = 0)
    {
        var version = new DatasetVersion
        {
            Dataset = "birds",
            Version = 1,
            Manifest = Blob(0),
            Classes = [],
            SplitSeed = 0,
            RenditionSize = 320,
            Audit = new DatasetAudit(),
            Created = DateTimeOffset.UnixEpoch,
            IdempotencyKey = "k",
        };
        var spec = new TrainingSpec
        {
            Model = "birds",
            Dataset = "birds",
            Backbone = "resnet18",
            Initialization = Initialization.Pretrained,
            AugmentationJson = "{}",
            OptionsJson = TrainingOptionsJson.Write(options),
            ValidationFraction = validationFraction,
        };
        return TrainingPlan.For(spec, version, manifest);
    }

    private static BlobRef Blob(int number) => new(number.ToString("x64", System.Globalization.CultureInfo.InvariantCulture), 1);
}
