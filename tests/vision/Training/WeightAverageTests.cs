using BirdGrid.Vision.Training;
using BirdGrid.Vision.Weights;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Tests.Training;

[Collection(TorchGenerator.Name)]
public sealed class WeightAverageTests
{
    [Fact]
    public void The_decay_warms_up_and_ends_at_its_value()
    {
        using var weight = zeros(1);
        using var average = new WeightAverage([new TrainableParameter("w", weight, 1, 0)], decay: 0.5);
        double expected = 0;
        for (int step = 0; step < 20; step++)
        {
            weight.fill_(step + 1);
            average.Update(step);
            double kept = Math.Min(0.5, (1.0 + step) / (10.0 + step));
            expected = (kept * expected) + ((1 - kept) * (step + 1));
            Assert.Equal(expected, average.State.Single().Tensor.item<float>(), 1e-4);
        }
    }

    [Fact]
    public void Placing_exchanges_and_exchanging_twice_changes_nothing()
    {
        using var weight = zeros(1);
        using var average = new WeightAverage([new TrainableParameter("w", weight, 1, 0)], decay: 0.5);
        weight.fill_(1);
        average.Update(step: 0);
        average.Place(intoNetwork: true);
        average.Place(intoNetwork: true);
        Assert.Equal(0.9f, weight.item<float>(), 1e-6f);
        average.Place(intoNetwork: false);
        Assert.Equal(1, weight.item<float>());
        Assert.Equal(0.9f, average.State.Single().Tensor.item<float>(), 1e-6f);
    }

    [Fact]
    public void Evaluation_sees_the_average_and_training_goes_on_with_the_raw_weights()
    {
        var options = TrainingOptions.ForScratch() with { Epochs = 3, BatchSize = 10, WarmupEpochs = 0, LearningRate = 0.01, Seed = 5 };
        var (images, labels) = ColouredSquares.Draw(40, seed: 1);
        using var plainBackbone = new TinyBackbone(ColouredSquares.ClassCount);
        using var averagedBackbone = new TinyBackbone(ColouredSquares.ClassCount);
        using var plain = new Learner(plainBackbone, options, 4);
        using var averaged = new Learner(averagedBackbone, options with { EmaDecay = 0.99 }, 4);
        for (int epoch = 0; epoch < 3; epoch++)
        {
            Assert.Equal(ColouredSquares.TrainEpoch(plain, images, labels, options), ColouredSquares.TrainEpoch(averaged, images, labels, options));
            Assert.NotEqual(
                plain.EvaluateImages(images, TinyBackbone.ImageSize, labels).LossSum,
                averaged.EvaluateImages(images, TinyBackbone.ImageSize, labels).LossSum);
        }

        var published = averaged.CaptureModel();
        var checkpoint = averaged.CaptureCheckpoint();
        Assert.True(checkpoint["average.classifier.1.weight"].Data.Span.SequenceEqual(published["classifier.1.weight"].Data.Span));
        Assert.True(checkpoint["model.classifier.1.weight"].Data.Span.SequenceEqual(plain.CaptureModel()["classifier.1.weight"].Data.Span));
        Assert.True(published["features.1.running_var"].Data.Span.SequenceEqual(plain.CaptureModel()["features.1.running_var"].Data.Span));
    }

    [Fact]
    public void Loaded_weights_are_what_is_evaluated()
    {
        var (images, labels) = ColouredSquares.Draw(10, seed: 1);
        using var backbone = new TinyBackbone(ColouredSquares.ClassCount);
        using var other = new TinyBackbone(ColouredSquares.ClassCount, seed: 2);
        using var learner = new Learner(backbone, TrainingOptions.ForScratch() with { EmaDecay = 0.9 }, 1);
        using var reference = new Learner(other, TrainingOptions.ForScratch(), 1);
        learner.TrainImages(images, TinyBackbone.ImageSize, labels);
        learner.LoadModel(ModuleWeights.Capture(other));
        Assert.Equal(reference.EvaluateImages(images, TinyBackbone.ImageSize, labels), learner.EvaluateImages(images, TinyBackbone.ImageSize, labels));
    }
}
