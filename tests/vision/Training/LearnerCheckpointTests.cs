using BirdGrid.Vision.Training;
using BirdGrid.Vision.Weights;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Tests.Training;

/// <summary>A run resumed from a checkpoint ends in the bytes of the uninterrupted one.</summary>
[Collection(TorchGenerator.Name)]
public sealed class LearnerCheckpointTests
{
    private const int Classes = ColouredSquares.ClassCount;
    private const int PhotoCount = 40;

    [Theory]
    [InlineData(TrainingMethod.FineTune, OptimizerKind.Sgd, false)]
    [InlineData(TrainingMethod.FineTune, OptimizerKind.AdamW, false)]
    [InlineData(TrainingMethod.FineTune, OptimizerKind.Sgd, true)]
    [InlineData(TrainingMethod.FineTune, OptimizerKind.AdamW, true)]
    [InlineData(TrainingMethod.Transfer, OptimizerKind.Sgd, true)]
    [InlineData(TrainingMethod.Transfer, OptimizerKind.AdamW, true)]
    public void Resumed_run_ends_in_the_same_bytes(TrainingMethod method, OptimizerKind optimizer, bool freezeBatchNorm)
    {
        var options = Options with { Method = method, Optimizer = optimizer, FreezeBatchNorm = freezeBatchNorm };
        var (images, labels) = ColouredSquares.Draw(PhotoCount, seed: 1);
        using var straightBackbone = new TinyBackbone(Classes);
        using var straight = new Learner(straightBackbone, options, Steps);
        ColouredSquares.TrainEpoch(straight, images, labels, options);
        byte[] file = SafetensorsFile.ToBytes(straight.CaptureCheckpoint());
        var atCheckpoint = ModuleWeights.Capture(straightBackbone);
        var expectedMetrics = ColouredSquares.TrainEpoch(straight, images, labels, options);
        var expected = ModuleWeights.Capture(straightBackbone);

        // What a process killed after its checkpoint leaves behind: torch's generator anywhere, weights from the start.
        using (manual_seed(99))
        using (var resumedBackbone = new TinyBackbone(Classes))
        using (var resumed = new Learner(resumedBackbone, options, Steps))
        {
            resumed.RestoreCheckpoint(SafetensorsFile.Read(file));
            Assert.Equal(Steps, resumed.Step);
            Assert.Equal(1, resumed.Epoch);
            AssertEqual(atCheckpoint, ModuleWeights.Capture(resumedBackbone));
            Assert.Equal(expectedMetrics, ColouredSquares.TrainEpoch(resumed, images, labels, options));
            AssertEqual(expected, ModuleWeights.Capture(resumedBackbone));
            AssertEqual(straight.CaptureCheckpoint(), resumed.CaptureCheckpoint());
        }
    }

    [Theory]
    [InlineData(Precision.Full, 1)]
    [InlineData(Precision.Full, 2)]
    [InlineData(Precision.BFloat16, 1)]
    public void Resumed_run_with_everything_switched_on_ends_in_the_same_bytes(Precision precision, int epochsBefore)
    {
        var options = EverythingOn.Options(precision);
        var (images, labels) = ColouredSquares.Draw(PhotoCount, seed: 1);
        using var straightBackbone = new TinyBackbone(Classes);
        using var straight = Create(straightBackbone, options);
        Train(straight, epochsBefore);
        byte[] file = SafetensorsFile.ToBytes(straight.CaptureCheckpoint());
        var expected = Train(straight, options.Epochs - epochsBefore);

        using (manual_seed(99))
        using (var resumedBackbone = new TinyBackbone(Classes))
        using (var resumed = Create(resumedBackbone, options))
        {
            // Even with the averages of another run in the network.
            resumed.EvaluateImages(images, TinyBackbone.ImageSize, labels);
            resumed.RestoreCheckpoint(SafetensorsFile.Read(file));
            Assert.Equal(expected, Train(resumed, options.Epochs - epochsBefore));
            AssertEqual(straight.CaptureModel(), resumed.CaptureModel());
            AssertEqual(straight.CaptureCheckpoint(), resumed.CaptureCheckpoint());
        }

        List<BatchMetrics> Train(Learner learner, int epochs) =>
        [
            .. Enumerable.Range(0, epochs).SelectMany(_ => new[]
            {
                ColouredSquares.TrainEpoch(learner, images, labels, options),
                learner.EvaluateImages(images, TinyBackbone.ImageSize, labels),
            }),
        ];

        Learner Create(TinyBackbone backbone, TrainingOptions wanted) => new(
            backbone, wanted, Steps, classCounts: EverythingOn.ClassCounts, createCopy: () => new TinyBackbone(Classes, seed: 5));
    }

    [Fact]
    public void Dropout_depends_on_the_step_and_the_seed()
    {
        // With a learning rate too small to move a float weight, equal losses mean equal dropout masks.
        var options = Options with { LearningRate = 1e-30, WarmupEpochs = 0, WeightDecay = 0, FreezeBatchNorm = true };
        double[] losses = Losses(options);
        Assert.Equal(losses, Losses(options));
        Assert.Equal(losses.Length, losses.Distinct().Count());
        Assert.NotEqual(losses, Losses(options with { Seed = options.Seed + 1 }));
    }

    [Fact]
    public void Transfer_checkpoint_holds_the_head_alone()
    {
        using var backbone = new TinyBackbone(Classes);
        using var learner = new Learner(backbone, Options with { Method = TrainingMethod.Transfer, Optimizer = OptimizerKind.AdamW }, Steps);
        var checkpoint = learner.CaptureCheckpoint();
        Assert.Equal(0, Checkpoint.StepOf(checkpoint));
        Assert.Equal(
            [
                "model.classifier.1.weight", "model.classifier.1.bias",
                "optimizer.classifier.1.weight.exp_avg", "optimizer.classifier.1.weight.exp_avg_sq",
                "optimizer.classifier.1.bias.exp_avg", "optimizer.classifier.1.bias.exp_avg_sq",
            ],
            checkpoint.Tensors.Select(tensor => tensor.Name));
    }

    [Fact]
    public void Other_options_are_refused() =>
        AssertRefused<CheckpointMismatchException>(Options with { LearningRate = 0.011 }, Steps, Classes, "options");

    [Fact]
    public void Another_epoch_length_is_refused() =>
        AssertRefused<CheckpointMismatchException>(Options, Steps + 1, Classes, "steps_per_epoch");

    [Fact]
    public void Another_number_of_classes_is_refused() =>
        AssertRefused<WeightsMismatchException>(Options, Steps, Classes + 1, "classifier.1.weight");

    [Fact]
    public void Another_frozen_backbone_is_refused()
    {
        var options = Options with { Method = TrainingMethod.Transfer };
        using var backbone = new TinyBackbone(Classes, seed: 1);
        using var other = new TinyBackbone(Classes, seed: 2);
        using var learner = new Learner(backbone, options, Steps);
        using var otherLearner = new Learner(other, options, Steps);
        var exception = Assert.Throws<CheckpointMismatchException>(() => otherLearner.RestoreCheckpoint(learner.CaptureCheckpoint()));
        Assert.Contains("frozen", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_weights_are_refused()
    {
        using var backbone = new TinyBackbone(Classes);
        using var learner = new Learner(backbone, Options, Steps);
        var exception = Assert.Throws<CheckpointMismatchException>(() => learner.RestoreCheckpoint(ModuleWeights.Capture(backbone)));
        Assert.Contains("not a training checkpoint", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deterministic_run_resumes_only_with_its_number_of_threads()
    {
        var options = Options with { Deterministic = true };
        using var backbone = new TinyBackbone(Classes);
        using var learner = new Learner(backbone, options, Steps);
        var checkpoint = learner.CaptureCheckpoint();
        learner.RestoreCheckpoint(checkpoint);
        int threads = get_num_threads();
        try
        {
            set_num_threads(threads + 1);
            using var elsewhere = new Learner(backbone, options, Steps);
            var exception = Assert.Throws<CheckpointMismatchException>(() => elsewhere.RestoreCheckpoint(checkpoint));
            Assert.Contains("cpu_threads", exception.Message, StringComparison.Ordinal);
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    private static TrainingOptions Options => TrainingOptions.ForScratch() with
    {
        Epochs = 3,
        BatchSize = 12,
        LearningRate = 0.01,
        WarmupEpochs = 1.5,
        GradientClipNorm = 5,
        Seed = 42,
    };

    private static int Steps => EpochOrder.StepsPerEpoch(PhotoCount, Options.BatchSize);

    private static double[] Losses(TrainingOptions options)
    {
        var (images, labels) = ColouredSquares.Draw(12, seed: 1);
        using var backbone = new TinyBackbone(Classes, dropout: 0.5);
        using var learner = new Learner(backbone, options, Steps);
        return [.. Enumerable.Range(0, 6).Select(_ => learner.TrainImages(images, TinyBackbone.ImageSize, labels).LossSum)];
    }

    private static void AssertRefused<TException>(TrainingOptions options, int stepsPerEpoch, int classCount, string named)
        where TException : Exception
    {
        using var backbone = new TinyBackbone(Classes);
        using var learner = new Learner(backbone, Options, Steps);
        var checkpoint = learner.CaptureCheckpoint();
        using var other = new TinyBackbone(classCount, seed: 2);
        using var otherLearner = new Learner(other, options, stepsPerEpoch);
        var before = ModuleWeights.Capture(other);
        var exception = Assert.Throws<TException>(() => otherLearner.RestoreCheckpoint(checkpoint));
        Assert.Contains(named, exception.Message, StringComparison.Ordinal);
        AssertEqual(before, ModuleWeights.Capture(other));
    }

    private static void AssertEqual(StateDict expected, StateDict actual)
    {
        Assert.Equal(expected.Tensors.Select(tensor => tensor.Name), actual.Tensors.Select(tensor => tensor.Name));
        Assert.Equal(expected.Metadata, actual.Metadata);
        Assert.All(expected.Tensors, tensor => Assert.True(tensor.Data.Span.SequenceEqual(actual[tensor.Name].Data.Span), tensor.Name));
    }
}
