using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using BirdGrid.TestSupport;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Training;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Vision.Tests.Training;

/// <summary>A batch that several devices share, against the same batch on one.</summary>
[Collection(TorchGenerator.Name)]
public sealed class LearnerSharesTests(ITestOutputHelper output)
{
    private const int Classes = ColouredSquares.ClassCount;
    private const int BatchSize = 10;
    private const int Steps = 6;
    private const int Figures = 4;

    // The larger of the two networks below: layers with weights, and terms of the longest sum, a weight's gradient over photos and positions.
    private const int Layers = 14;
    private const int LongestSum = BatchSize * 8 * 8;

    /// <summary>Largest distance of two gradients, relative to their length: the networks here have no kinks, so that the order of sums is all that differs.</summary>
    private static readonly double GradientTolerance = RoundingBound.OfGradient(Layers, LongestSum, RoundingBound.Float);

    /// <summary>Largest distance of weights relative to what the steps moved them by: what every step adds, as far as momentum and later steps carry it.</summary>
    private static readonly double WeightTolerance = Steps * GradientTolerance;

    /// <summary>
    /// The same with AdamW, which divides a gradient by its size: the share of weights whose gradient is smaller than its rounding error takes whole steps
    /// to the other side.
    /// </summary>
    private static readonly double AdamTolerance = 2 * Math.Sqrt(GradientTolerance);

    private static TrainingOptions Options => TrainingOptions.ForFineTune() with { BatchSize = BatchSize, WarmupEpochs = 0, Epochs = 3, Seed = 7 };

    private static TrainingOptions Sgd => Options with { Optimizer = OptimizerKind.Sgd, LearningRate = 0.05, HeadLearningRateFactor = 1 };

    [Theory]
    [InlineData("tiny", 2)]
    [InlineData("tiny", 3)]
    [InlineData("convnext", 2)]
    [InlineData("convnext", 3)]
    public void Contributions_of_shares_add_up_to_the_whole_batchs(string network, int devices)
    {
        var (images, labels) = ColouredSquares.Draw(BatchSize, seed: 1);
        using var one = new SharedSteps(() => Network(network), Options, Steps, devices: 1);
        using var many = new SharedSteps(() => Network(network), Options, Steps, devices);
        float[] whole = one.Sum(images, labels);
        float[] sum = many.Sum(images, labels);
        float length = TensorPrimitives.Norm<float>(whole.AsSpan()[..^Figures]);
        Assert.True(length > 0.01f, "the batch must have a gradient");
        Report(TensorPrimitives.Distance<float>(whole.AsSpan()[..^Figures], sum.AsSpan()[..^Figures]) / length, GradientTolerance);
        Assert.Equal(whole[^Figures], sum[^Figures], whole[^Figures] * GradientTolerance);
        Assert.Equal(whole[^(Figures - 1)..], sum[^(Figures - 1)..]);
    }

    [Theory]
    [InlineData("tiny", false, 2)]
    [InlineData("tiny", false, 3)]
    [InlineData("tiny", true, 3)]
    [InlineData("convnext", false, 3)]
    [InlineData("convnext", true, 2)]
    public void Shared_steps_end_with_the_weights_of_one_device(string network, bool adam, int devices)
    {
        var options = adam ? Options with { LearningRate = 1e-3 } : Sgd;
        Report(Distance(network, options, devices), adam ? AdamTolerance : WeightTolerance);
    }

    [Fact]
    public void Everything_drawn_for_a_batch_is_the_same_on_shares_of_it()
    {
        var options = Sgd with
        {
            Mix = new MixOptions { MixupAlpha = 0.4, CutMixAlpha = 1 },
            Erasing = new ErasingOptions { Probability = 0.5 },
            EmaDecay = 0.9,
            GradientClipNorm = 0.5,
            LayerDecay = 0.8,
            MicroBatchSize = 3,
            Unfreezing = new UnfreezingOptions { HeadEpochs = 1, ThawEpochs = 1 },
        };
        Report(Distance("tiny", options, devices: 2), WeightTolerance);
        Report(Distance("tiny", options, devices: 3), WeightTolerance);
    }

    [Fact]
    public void One_share_is_the_whole_step_bit_for_bit()
    {
        var (images, labels) = ColouredSquares.Draw(BatchSize, seed: 1);
        var options = TrainingOptions.ForScratch() with { BatchSize = BatchSize, WarmupEpochs = 0 };
        using var backbone = new TinyBackbone(Classes);
        using var learner = new Learner(backbone, options, Steps);
        using var shared = new SharedSteps(() => new TinyBackbone(Classes), options, Steps, devices: 1);
        for (int step = 0; step < Steps; step++)
        {
            Assert.Equal(learner.TrainImages(images, TinyBackbone.ImageSize, labels), shared.Train(images, labels));
        }

        Assert.Equal(Floats(learner), Floats(shared.Learners[0]));
    }

    [Fact]
    public void Devices_that_learn_statistics_or_drop_features_stay_alike()
    {
        var options = TrainingOptions.ForScratch() with { BatchSize = BatchSize, WarmupEpochs = 0 };
        using var shared = new SharedSteps(() => new TinyBackbone(Classes), options, Steps, devices: 3);
        float[] before = Statistics(shared.Learners[0]);
        for (int step = 0; step < Steps; step++)
        {
            // 5 photos are too few for three devices that each need two: the last has none of them.
            var (images, labels) = ColouredSquares.Draw(step % 2 == 0 ? BatchSize : 5, seed: step);
            Assert.Equal(labels.Length, shared.Train(images, labels).Count);
        }

        Assert.NotEqual(before, Statistics(shared.Learners[0]));
        Assert.All(shared.Learners, learner => Assert.Equal(Floats(shared.Learners[0]), Floats(learner)));
    }

    [Fact]
    public void Learnt_statistics_are_the_mean_of_the_shares()
    {
        var options = TrainingOptions.ForScratch() with { BatchSize = BatchSize, WarmupEpochs = 0, LearningRate = 1e-9 };
        var (images, labels) = ColouredSquares.Draw(BatchSize, seed: 4);
        using var shared = new SharedSteps(() => new TinyBackbone(Classes), options, Steps, devices: 2);
        shared.Train(images, labels);
        float[][] halves =
        [
            .. new[] { 0, 1 }.Select(half =>
            {
                using var backbone = new TinyBackbone(Classes);
                using var learner = new Learner(backbone, options, Steps);
                int photos = BatchSize / 2;
                learner.TrainImages(images.AsSpan(half * photos * ColouredSquares.ImageBytes, photos * ColouredSquares.ImageBytes), TinyBackbone.ImageSize, labels.AsSpan(half * photos, photos));
                return Statistics(learner);
            }),
        ];
        Assert.All(Statistics(shared.Learners[0]).Zip(halves[0].Zip(halves[1])), value => Assert.Equal((value.Second.First + value.Second.Second) / 2, value.First, 1e-5f));
    }

    [Fact]
    public void Sixteen_bit_devices_stay_alike()
    {
        var options = Options with { Precision = Precision.BFloat16, FreezeBatchNorm = false, LearningRate = 0.01 };
        using var shared = new SharedSteps(() => new TinyBackbone(Classes, dropout: 0), options, Steps, devices: 2, createCopy: () => new TinyBackbone(Classes, dropout: 0));
        var (images, labels) = ColouredSquares.Draw(BatchSize, seed: 1);
        var first = shared.Train(images, labels);
        var last = first;
        for (int step = 1; step < 3 * Steps; step++)
        {
            last = shared.Train(images, labels);
        }

        Assert.True(last.MeanLoss < first.MeanLoss, $"loss {first.MeanLoss} became {last.MeanLoss}");
        Assert.Equal(Floats(shared.Learners[0]), Floats(shared.Learners[1]));
    }

    [Fact]
    public void A_diverged_sum_stops_every_device_and_changes_none()
    {
        var (images, labels) = ColouredSquares.Draw(BatchSize, seed: 1);
        using var shared = new SharedSteps(() => new TinyBackbone(Classes), Options, Steps, devices: 2);
        float[] before = Floats(shared.Learners[1]);
        float[] sum = shared.Sum(images, labels);
        sum[^Figures] = float.NaN;
        Assert.Throws<TrainingDivergedException>(() => shared.Learners[1].ApplyContributions(sum));
        Assert.Equal(before, Floats(shared.Learners[1]));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var (images, labels) = ColouredSquares.Draw(BatchSize, seed: 1);
        var share = BatchShare.Of(Options, BatchSize, 0, 1);
        using var shared = new SharedSteps(() => new TinyBackbone(Classes), Options, Steps, devices: 1);
        using var transfer = new SharedSteps(() => new TinyBackbone(Classes), TrainingOptions.ForTransfer(), Steps, devices: 1);
        float[] contribution = new float[shared.Learners[0].ContributionLength];
        Assert.Throws<ArgumentException>(() => shared.Learners[0].ApplyContributions(contribution.AsSpan(1)));
        Assert.Throws<ArgumentException>(() => shared.Learners[0].Contribute(images, TinyBackbone.ImageSize, labels.AsSpan(1), share, contribution));
        Assert.Contains("one device", Assert.Throws<InvalidOperationException>(() => transfer.Sum(images, labels)).Message, StringComparison.Ordinal);
    }

    private void Report(double distance, double tolerance)
    {
        output.WriteLine($"relative distance {distance:G3}, {tolerance:G3} allowed");
        Assert.InRange(distance, 0, tolerance);
    }

    /// <summary>How far the weights of devices and of one are apart after some steps, relative to the way they have gone.</summary>
    private static double Distance(string network, TrainingOptions options, int devices)
    {
        using var backbone = Network(network);
        using var learner = new Learner(backbone, options, Steps / 2);
        using var shared = new SharedSteps(() => Network(network), options, Steps / 2, devices);
        float[] before = Floats(learner);
        for (int step = 0; step < Steps; step++)
        {
            // The last batch of an epoch may be smaller than there are devices.
            var (images, labels) = ColouredSquares.Draw(step % 3 == 2 ? 2 : BatchSize, seed: step);
            var expected = learner.TrainImages(images, TinyBackbone.ImageSize, labels);
            var said = shared.Train(images, labels);
            Assert.Equal(expected.MeanLoss, said.MeanLoss, expected.MeanLoss * (options.Optimizer == OptimizerKind.AdamW ? AdamTolerance : WeightTolerance));
            Assert.Equal(expected with { LossSum = 0 }, said with { LossSum = 0 });
        }

        float[] after = Floats(learner);
        double moved = TensorPrimitives.Distance<float>(before, after);
        Assert.True(moved > 1e-2, "the steps must move the weights");
        Assert.Equal(learner.Step, shared.Learners[^1].Step);
        Assert.All(shared.Learners, other => Assert.Equal(Floats(shared.Learners[0]), Floats(other)));
        return TensorPrimitives.Distance<float>(after, Floats(shared.Learners[0])) / moved;
    }

    private static Backbone Network(string name) => name == "tiny"
        ? new TinyBackbone(Classes, dropout: 0, smooth: true)
        : new ConvNeXt(
            new ConvNeXtConfig
            {
                Backbone = ConvNeXtConfig.Tiny.Backbone with { FeatureCount = 16 },
                Stages = [(8, 1), (16, 2)],
                LastDropProbability = 0,
            },
            Classes,
            seed: 3);

    private static float[] Floats(Learner learner) => Floats(learner.CaptureModel(), name => !name.EndsWith("num_batches_tracked", StringComparison.Ordinal));

    private static float[] Statistics(Learner learner) => Floats(learner.CaptureModel(), name => name.Contains("running_", StringComparison.Ordinal));

    private static float[] Floats(StateDict model, Predicate<string> chosen) =>
        [.. model.Tensors.Where(tensor => chosen(tensor.Name)).SelectMany(tensor => MemoryMarshal.Cast<byte, float>(tensor.Data.Span).ToArray())];
}
