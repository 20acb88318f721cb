using BirdGrid.Vision.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Tests.Training;

/// <summary>The optimisers against TorchSharp's own.</summary>
[Collection(TorchGenerator.Name)]
public sealed class ParameterOptimizerTests
{
    private const double LearningRate = 0.05;
    private const double Decay = 0.1;

    [Theory]
    [InlineData(0.0, false)]
    [InlineData(0.9, false)]
    [InlineData(0.9, true)]
    public void Sgd_is_torchs(double momentum, bool nesterov) => AssertSame(
        parameter => optim.SGD([parameter], LearningRate, momentum, dampening: 0, Decay, nesterov),
        new TrainingOptions { Optimizer = OptimizerKind.Sgd, Momentum = momentum, Nesterov = nesterov });

    [Fact]
    public void AdamW_is_torchs() => AssertSame(
        parameter => optim.AdamW([parameter], LearningRate, beta1: 0.9, beta2: 0.999, eps: 1e-8, Decay),
        new TrainingOptions { Optimizer = OptimizerKind.AdamW });

    private static void AssertSame(Func<Parameter, optim.Optimizer> create, TrainingOptions options)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(7);
        var start = randn(5, 3, generator: generator);
        var theirs = new Parameter(start.clone());
        var ours = new Parameter(start.clone());
        using var reference = create(theirs);
        using var optimizer = ParameterOptimizer.Create([new TrainableParameter("w", ours, LearningRateFactor: 1, Decay)], options);
        for (int step = 1; step <= 20; step++)
        {
            var gradient = randn(5, 3, generator: generator);
            theirs.grad = gradient.clone();
            reference.step();
            optimizer.Step([gradient], LearningRate, step);
            Assert.True(allclose(theirs, ours, rtol: 1e-5, atol: 1e-6), $"step {step}");
        }
    }
}
