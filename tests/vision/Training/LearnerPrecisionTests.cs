using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Training;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Vision.Tests.Training;

/// <summary>The mathematics of 16-bit training, on the CPU.</summary>
[Collection(TorchGenerator.Name)]
public sealed class LearnerPrecisionTests
{
    private const int Size = TinyBackbone.ImageSize;
    private const int Classes = ColouredSquares.ClassCount;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Sixteen_bits_learn_and_stay_close_to_thirty_two(bool freezeBatchNorm)
    {
        var options = TrainingOptions.ForScratch() with { Epochs = 6, BatchSize = 16, WarmupEpochs = 1, Seed = 3, LearningRate = 0.02, FreezeBatchNorm = freezeBatchNorm };
        var (images, labels) = ColouredSquares.Draw(160, seed: 1);
        var full = Train(options, images, labels);
        var half = Train(options with { Precision = Precision.BFloat16 }, images, labels);
        Assert.True(half[^1] < 0.6 * half[0], $"the loss must fall: {string.Join(", ", half)}");
        Assert.All(full.Zip(half), pair => Assert.Equal(pair.First, pair.Second, 0.1));
    }

    [Fact]
    public void Weights_and_statistics_that_are_kept_have_thirty_two_bits()
    {
        var options = EverythingOn.Options(Precision.BFloat16) with { Unfreezing = null, Mix = null, Erasing = null };
        var (images, labels) = ColouredSquares.Draw(12, seed: 1);
        using var backbone = new TinyBackbone(Classes);
        var before = ModuleWeights.Capture(backbone);
        using var learner = Create(backbone, options);
        learner.TrainImages(images, Size, labels);
        var checkpoint = learner.CaptureCheckpoint();
        Assert.All(checkpoint.Tensors, tensor => Assert.Contains(tensor.DType, new[] { WeightDType.F32, WeightDType.I64 }));
        Assert.False(checkpoint["model.features.1.running_mean"].Data.Span.SequenceEqual(before["features.1.running_mean"].Data.Span));
        Assert.Equal(3, BitConverter.ToInt64(checkpoint["model.features.1.num_batches_tracked"].Data.Span));
    }

    [Theory]
    [MemberData(nameof(LayerGroupsTests.Backbones), MemberType = typeof(LayerGroupsTests))]
    public void Every_backbone_takes_a_step_in_sixteen_bits(string name)
    {
        byte[] images = new byte[2 * 64 * 64 * 3];
        new Random(1).NextBytes(images);
        using var backbone = BackboneRegistry.Create(name, classCount: 3, seed: 1);
        var before = ModuleWeights.Capture(backbone);
        using var learner = new Learner(backbone, TrainingOptions.ForFineTune() with { Precision = Precision.BFloat16, WarmupEpochs = 0 }, 1);
        Assert.True(double.IsFinite(learner.TrainImages(images, 64, [0, 2]).LossSum));
        string stem = LayerGroups.Of(backbone).Names[0];
        string filters = before.Tensors.First(tensor => tensor.Name.StartsWith(stem, StringComparison.Ordinal)).Name;
        Assert.False(ModuleWeights.Capture(backbone)[filters].Data.Span.SequenceEqual(before[filters].Data.Span));
    }

    private static double[] Train(TrainingOptions options, byte[] images, int[] labels)
    {
        using var backbone = new TinyBackbone(Classes);
        using var learner = Create(backbone, options);
        var losses = new List<double> { learner.EvaluateImages(images, Size, labels).MeanLoss };
        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            ColouredSquares.TrainEpoch(learner, images, labels, options);
            losses.Add(learner.EvaluateImages(images, Size, labels).MeanLoss);
        }

        return [.. losses];
    }

    private static Learner Create(TinyBackbone backbone, TrainingOptions options) =>
        new(backbone, options, 10, classCounts: EverythingOn.ClassCounts, createCopy: () => new TinyBackbone(Classes, seed: 77));
}
