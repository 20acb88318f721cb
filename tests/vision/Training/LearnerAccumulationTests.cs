using System.Runtime.InteropServices;
using BirdGrid.Vision.Training;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Vision.Tests.Training;

/// <summary>Gradients of a batch's parts add up to the batch's.</summary>
[Collection(TorchGenerator.Name)]
public sealed class LearnerAccumulationTests
{
    // A sum of losses of 50 photos, and weights that six steps move by 0.05 x 0.5 / (1 - 0.9) at most each. RoundingBound gives 1e-5 of either.
    private const double LossTolerance = 1e-3;
    private const double WeightTolerance = 1e-4;

    [Theory]
    [InlineData(TrainingMethod.FineTune, 1)]
    [InlineData(TrainingMethod.FineTune, 5)]
    [InlineData(TrainingMethod.Transfer, 7)]
    public void Parts_train_as_the_whole_batch_does(TrainingMethod method, int microBatchSize)
    {
        var options = TrainingOptions.ForFineTune() with { Method = method, Epochs = 3, BatchSize = 20, Optimizer = OptimizerKind.Sgd, LearningRate = 0.05, WarmupEpochs = 0, GradientClipNorm = 0.5 };
        var (images, labels) = ColouredSquares.Draw(50, seed: 1);
        using var wholeBackbone = new TinyBackbone(ColouredSquares.ClassCount, dropout: 0, smooth: true);
        using var partsBackbone = new TinyBackbone(ColouredSquares.ClassCount, dropout: 0, smooth: true);
        using var whole = new Learner(wholeBackbone, options, 3);
        using var parts = new Learner(partsBackbone, options with { MicroBatchSize = microBatchSize }, 3);
        for (int epoch = 0; epoch < 2; epoch++)
        {
            var expected = ColouredSquares.TrainEpoch(whole, images, labels, options);
            var actual = ColouredSquares.TrainEpoch(parts, images, labels, options);
            Assert.Equal(expected.LossSum, actual.LossSum, LossTolerance);
            Assert.Equal((expected.Correct, expected.Count), (actual.Correct, actual.Count));
        }

        Assert.Equal(whole.Step, parts.Step);
        var left = ModuleWeights.Capture(wholeBackbone);
        foreach (var tensor in ModuleWeights.Capture(partsBackbone).Tensors.Where(tensor => tensor.DType == WeightDType.F32))
        {
            float[] expected = MemoryMarshal.Cast<byte, float>(left[tensor.Name].Data.Span).ToArray();
            float[] actual = MemoryMarshal.Cast<byte, float>(tensor.Data.Span).ToArray();
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, WeightTolerance));
        }
    }
}
