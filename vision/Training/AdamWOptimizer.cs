using static TorchSharp.torch;

namespace BirdGrid.Vision.Training;

/// <summary>AdamW as PyTorch defines it, beta 0.9 and 0.999, epsilon 1e-8.</summary>
internal sealed class AdamWOptimizer(IReadOnlyList<TrainedParameter> parameters) : Optimizer(parameters, Mean, Square)
{
    private const string Mean = "mean";
    private const string Square = "square";
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    /// <inheritdoc/>
    protected override void Update(TrainedParameter trained, Tensor gradient, double learningRate, long step)
    {
        if (trained.WeightDecay > 0)
        {
            trained.Parameter.mul_(1 - (learningRate * trained.WeightDecay));
        }

        var mean = Slot(Mean, trained).mul_(Beta1).add_(gradient, alpha: 1 - Beta1);
        var square = Slot(Square, trained).mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
        double correction1 = 1 - Math.Pow(Beta1, step + 1);
        double correction2 = Math.Sqrt(1 - Math.Pow(Beta2, step + 1));
        var denominator = square.sqrt().div_(correction2).add_(Epsilon);
        trained.Parameter.addcdiv_(mean, denominator, -learningRate / correction1);
    }
}
