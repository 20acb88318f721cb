using BirdGrid.Vision.Evaluation;
using BirdGrid.Vision.Training;
using BirdGrid.Vision.Weights;
using TorchSharp;

namespace BirdGrid.Vision.Tests.Training;

/// <summary>What a learner does to a network.</summary>
[Collection(TorchGenerator.Name)]
public sealed class LearnerTests
{
    private const int Size = TinyBackbone.ImageSize;

    private static TrainingOptions Scratch => TrainingOptions.ForScratch() with { Epochs = 8, BatchSize = 16, WarmupEpochs = 1, Seed = 3 };

    [Theory]
    [InlineData(OptimizerKind.Sgd, 0.05)]
    [InlineData(OptimizerKind.AdamW, 0.01)]
    public void Training_from_scratch_learns_coloured_squares(OptimizerKind optimizer, double learningRate)
    {
        var options = Scratch with { Optimizer = optimizer, LearningRate = learningRate };
        var (images, labels) = ColouredSquares.Draw(200, seed: 1);
        var (testImages, testLabels) = ColouredSquares.Draw(100, seed: 2);
        using var backbone = new TinyBackbone(ColouredSquares.ClassCount);
        using var learner = new Learner(backbone, options, EpochOrder.StepsPerEpoch(labels.Length, options.BatchSize));
        var first = default(BatchMetrics);
        var last = default(BatchMetrics);
        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            Assert.Equal(epoch, learner.Epoch);
            last = ColouredSquares.TrainEpoch(learner, images, labels, options);
            first = epoch == 0 ? last : first;
        }

        float[] logits = new float[testLabels.Length * ColouredSquares.ClassCount];
        var test = learner.EvaluateImages(testImages, Size, testLabels, logits);
        Assert.True(test.Accuracy > 0.95, $"accuracy {test.Accuracy}");
        Assert.True(last.MeanLoss < first.MeanLoss);
        Assert.Equal(labels.Length, last.Count);
        Assert.Equal(1, last.Top5);
        Assert.Equal(0, learner.LearningRate);

        var report = new EvaluationBuilder(ColouredSquares.ClassCount);
        report.Add(logits, testLabels);
        Assert.Equal(test.Accuracy, report.Build().Top1);
        Assert.Equal(test.MeanLoss, report.Build().MeanLoss, 1e-12);
    }

    [Fact]
    public void Transfer_leaves_every_weight_below_the_head_as_it_was()
    {
        var options = TrainingOptions.ForTransfer() with { Epochs = 2, BatchSize = 16, LearningRate = 0.05 };
        var (images, labels) = ColouredSquares.Draw(40, seed: 1);
        using var backbone = new TinyBackbone(ColouredSquares.ClassCount);
        var before = ModuleWeights.Capture(backbone);
        using var learner = new Learner(backbone, options, 3);
        ColouredSquares.TrainEpoch(learner, images, labels, options);
        ColouredSquares.TrainEpoch(learner, images, labels, options);

        var after = ModuleWeights.Capture(backbone);
        foreach (var tensor in after.Tensors)
        {
            bool isHead = tensor.Name.StartsWith("classifier.1.", StringComparison.Ordinal);
            Assert.Equal(!isHead, tensor.Data.Span.SequenceEqual(before[tensor.Name].Data.Span));
        }
    }

    [Fact]
    public void Cached_features_train_the_head_exactly_as_photos_do()
    {
        var options = TrainingOptions.ForTransfer() with { Epochs = 3, Seed = 5 };
        var (images, labels) = ColouredSquares.Draw(24, seed: 1);
        using var naiveBackbone = new TinyBackbone(ColouredSquares.ClassCount);
        using var cachedBackbone = new TinyBackbone(ColouredSquares.ClassCount);
        using var naive = new Learner(naiveBackbone, options, 2);
        using var cached = new Learner(cachedBackbone, options, 2);
        float[] features = new float[labels.Length * TinyBackbone.Features];
        cached.ExtractFeatures(images, Size, labels.Length, features);
        for (int step = 0; step < 4; step++)
        {
            Assert.Equal(naive.TrainImages(images, Size, labels), cached.TrainFeatures(features, labels));
        }

        AssertSameWeights(ModuleWeights.Capture(naiveBackbone), ModuleWeights.Capture(cachedBackbone));
        float[] naiveLogits = new float[labels.Length * ColouredSquares.ClassCount];
        float[] cachedLogits = new float[naiveLogits.Length];
        Assert.Equal(naive.EvaluateImages(images, Size, labels, naiveLogits), cached.EvaluateFeatures(features, labels, cachedLogits));
        Assert.Equal(naiveLogits, cachedLogits);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void BatchNorm_statistics_move_only_when_they_are_not_frozen(bool freeze)
    {
        var options = Scratch with { FreezeBatchNorm = freeze };
        var (images, labels) = ColouredSquares.Draw(16, seed: 1);
        using var backbone = new TinyBackbone(ColouredSquares.ClassCount);
        var before = ModuleWeights.Capture(backbone);
        using var learner = new Learner(backbone, options, 1);
        learner.EvaluateImages(images, Size, labels);
        learner.TrainImages(images, Size, labels);
        learner.TrainImages(images, Size, labels);

        var after = ModuleWeights.Capture(backbone);
        foreach (string statistic in new[] { "running_mean", "running_var", "num_batches_tracked" })
        {
            string name = $"features.1.{statistic}";
            Assert.Equal(freeze, after[name].Data.Span.SequenceEqual(before[name].Data.Span));
        }

        Assert.False(after["features.1.weight"].Data.Span.SequenceEqual(before["features.1.weight"].Data.Span));
        Assert.False(after["features.1.bias"].Data.Span.SequenceEqual(before["features.1.bias"].Data.Span));
    }

    [Fact]
    public void Evaluation_changes_nothing()
    {
        var (images, labels) = ColouredSquares.Draw(16, seed: 1);
        using var backbone = new TinyBackbone(ColouredSquares.ClassCount);
        var before = ModuleWeights.Capture(backbone);
        using var learner = new Learner(backbone, Scratch, 1);
        var first = learner.EvaluateImages(images, Size, labels);
        Assert.Equal(first, learner.EvaluateImages(images, Size, labels));
        AssertSameWeights(before, ModuleWeights.Capture(backbone));
        Assert.Equal(0, learner.Step);
    }

    [Fact]
    public void Gradients_exist_only_where_the_method_trains()
    {
        using var transferred = new TinyBackbone(ColouredSquares.ClassCount);
        using var transfer = new Learner(transferred, TrainingOptions.ForTransfer(), 1);
        Assert.Equal(
            ["classifier.1.weight", "classifier.1.bias"],
            transferred.named_parameters().Where(entry => entry.parameter.requires_grad).Select(entry => entry.name));

        using var fineTune = new Learner(transferred, TrainingOptions.ForFineTune(), 1);
        Assert.All(transferred.named_parameters(), entry => Assert.True(entry.parameter.requires_grad));
    }

    [Fact]
    public void Fifty_steps_leave_no_tensor_behind()
    {
        var (images, labels) = ColouredSquares.Draw(16, seed: 1);
        float[] features = new float[labels.Length * TinyBackbone.Features];
        var fineTune = Scratch with { GradientClipNorm = 1, Optimizer = OptimizerKind.AdamW };
        using var backbone = new TinyBackbone(ColouredSquares.ClassCount);
        using var head = new TinyBackbone(ColouredSquares.ClassCount);
        using var learner = new Learner(backbone, fineTune, 50);
        using var headLearner = new Learner(head, TrainingOptions.ForTransfer(), 50);
        RunAll();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int step = 0; step < 50; step++)
        {
            RunAll();
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        void RunAll()
        {
            learner.TrainImages(images, Size, labels);
            learner.EvaluateImages(images, Size, labels);
            headLearner.ExtractFeatures(images, Size, labels.Length, features);
            headLearner.TrainFeatures(features, labels);
            headLearner.TrainImages(images, Size, labels);
            headLearner.EvaluateFeatures(features, labels);
            headLearner.RestoreCheckpoint(headLearner.CaptureCheckpoint());
        }
    }

    [Theory]
    [InlineData(Precision.Full)]
    [InlineData(Precision.BFloat16)]
    public void A_recipe_with_everything_on_leaves_no_tensor_behind(Precision precision)
    {
        var (images, labels) = ColouredSquares.Draw(12, seed: 1);
        using var backbone = new TinyBackbone(ColouredSquares.ClassCount);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var learner = new Learner(
            backbone, EverythingOn.Options(precision), 1, classCounts: EverythingOn.ClassCounts, createCopy: () => new TinyBackbone(ColouredSquares.ClassCount)))
        {
            Step(learner, 4);
            long settled = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            Step(learner, 20);
            Assert.Equal(settled, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        void Step(Learner learner, int count)
        {
            for (int step = 0; step < count; step++)
            {
                learner.TrainImages(images, Size, labels);
                learner.EvaluateImages(images, Size, labels);
                learner.RestoreCheckpoint(learner.CaptureCheckpoint());
            }
        }
    }

    [Fact]
    public void Disposing_a_learner_frees_all_it_made()
    {
        using var backbone = new TinyBackbone(ColouredSquares.ClassCount);
        var (images, labels) = ColouredSquares.Draw(8, seed: 1);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (var learner = new Learner(backbone, Scratch, 1))
        {
            learner.TrainImages(images, Size, labels);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Partial_batches_weigh_by_their_photos()
    {
        var (images, labels) = ColouredSquares.Draw(10, seed: 1);
        using var backbone = new TinyBackbone(ColouredSquares.ClassCount);
        using var learner = new Learner(backbone, Scratch, 1);
        var whole = learner.EvaluateImages(images, Size, labels);
        var parts = learner.EvaluateImages(images.AsSpan(0, 7 * ColouredSquares.ImageBytes), Size, labels.AsSpan(0, 7))
            + learner.EvaluateImages(images.AsSpan(7 * ColouredSquares.ImageBytes), Size, labels.AsSpan(7));
        Assert.Equal(whole.Count, parts.Count);
        Assert.Equal(whole.Correct, parts.Correct);
        Assert.Equal(whole.MeanLoss, parts.MeanLoss, 1e-5);
    }

    private static void AssertSameWeights(StateDict expected, StateDict actual)
    {
        Assert.Equal(expected.Tensors.Select(tensor => tensor.Name), actual.Tensors.Select(tensor => tensor.Name));
        Assert.All(expected.Tensors, tensor => Assert.True(tensor.Data.Span.SequenceEqual(actual[tensor.Name].Data.Span), tensor.Name));
    }
}
