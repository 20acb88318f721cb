using BirdGrid.Vision.Training;

namespace BirdGrid.Vision.Tests.Training;

/// <summary>Discriminative learning rates and gradual unfreezing, and what they do to a network.</summary>
[Collection(TorchGenerator.Name)]
public sealed class LayerCourseTests
{
    private const int Steps = 3;

    private static TrainingOptions Options => TrainingOptions.ForScratch() with
    {
        Epochs = 4,
        BatchSize = 8,
        WarmupEpochs = 0,
        LearningRate = 0.01,
        Unfreezing = new UnfreezingOptions { HeadEpochs = 1, ThawEpochs = 1 },
    };

    [Fact]
    public void Rates_fall_from_the_head_downwards()
    {
        using var backbone = new TinyBackbone(ColouredSquares.ClassCount);
        var options = TrainingOptions.ForFineTune() with { LayerDecay = 0.5, HeadLearningRateFactor = 4 };
        var factors = TrainableParameter.Select(backbone, options, Steps).ToDictionary(parameter => parameter.Name, parameter => parameter.LearningRateFactor);
        Assert.Equal(0.25, factors["features.0.weight"]);
        Assert.Equal(0.25, factors["features.1.bias"]);
        Assert.Equal(0.5, factors["features.3.weight"]);
        Assert.Equal(4, factors["classifier.1.bias"]);
    }

    [Theory]
    [InlineData(OptimizerKind.Sgd)]
    [InlineData(OptimizerKind.AdamW)]
    public void A_group_moves_from_its_first_epoch_on(OptimizerKind optimizer)
    {
        var options = Options with { Optimizer = optimizer };
        var (images, labels) = ColouredSquares.Draw(24, seed: 1);
        using var backbone = new TinyBackbone(ColouredSquares.ClassCount);
        using var learner = new Learner(backbone, options, Steps);
        string[][] expected = [["classifier."], ["classifier.", "features.3.", "features.4."], ["classifier.", "features.0.", "features.1.", "features.3.", "features.4."]];
        foreach (string[] prefixes in expected)
        {
            var before = learner.CaptureCheckpoint();
            ColouredSquares.TrainEpoch(learner, images, labels, options);
            var after = learner.CaptureCheckpoint();
            foreach (var tensor in after.Tensors)
            {
                string name = tensor.Name[(tensor.Name.IndexOf('.', StringComparison.Ordinal) + 1)..];
                bool learns = prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
                Assert.True(learns != tensor.Data.Span.SequenceEqual(before[tensor.Name].Data.Span), $"{tensor.Name} in the epoch of {prefixes.Length} prefixes");
            }
        }
    }

    [Fact]
    public void A_late_parameter_takes_its_first_step_as_if_it_were_the_runs_first()
    {
        var early = new TrainableParameter("early", TorchSharp.torch.ones(2), 1, 0);
        var late = new TrainableParameter("late", TorchSharp.torch.ones(2), 1, 0, FirstStep: 5);
        using var optimizer = ParameterOptimizer.Create([early, late], new TrainingOptions { Optimizer = OptimizerKind.AdamW });
        using var gradient = TorchSharp.torch.full(2, 0.3f);
        for (int step = 1; step <= 5; step++)
        {
            optimizer.Step([gradient], 0.01, step);
        }

        Assert.Equal(1, late.Value[0].item<float>());
        float before = early.Value[0].item<float>();
        optimizer.Step([gradient, gradient], 0.01, 6);
        Assert.Equal(1 - 0.01f, late.Value[0].item<float>(), 1e-5f);
        Assert.Equal(before - 0.01f, early.Value[0].item<float>(), 1e-5f);
    }
}
