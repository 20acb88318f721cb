using static TorchSharp.torch;

namespace BirdGrid.Vision.Training;

/// <summary>SGD with Nesterov momentum as PyTorch defines it: v = m v + g, p -= lr (g + m v), weight decay added to g.</summary>
internal sealed class SgdOptimizer(IReadOnlyList<TrainedParameter> parameters, double momentum) : Optimizer(parameters, Momentum)
{
    private const string Momentum = "momentum";

    /// <inheritdoc/>
    protected override void Update(TrainedParameter trained, Tensor gradient, double learningRate, long step)
    {
        if (trained.WeightDecay > 0)
        {
            gradient.add_(trained.Parameter, alpha: trained.WeightDecay);
        }

        var velocity = Slot(Momentum, trained);
        velocity.mul_(momentum).add_(gradient);
        trained.Parameter.add_(gradient.add_(velocity, alpha: momentum), alpha: -learningRate);
    }
}
