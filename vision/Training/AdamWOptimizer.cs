using BirdGrid.Vision.Tensors;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Training;

/// <summary>
/// PyTorch's AdamW: w -= rate x decay x w; m and v are running means of g and g squared; w -= rate x m' / (sqrt(v') + epsilon), where m' and v'
/// are corrected for starting at zero. The correction is folded into the rate and epsilon, which saves a pass over the weights.
/// Loshchilov and Hutter 2019, "Decoupled Weight Decay Regularization", arXiv:1711.05101.
/// </summary>
internal sealed class AdamWOptimizer(IReadOnlyList<TrainableParameter> parameters) : ParameterOptimizer(parameters)
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    private readonly IReadOnlyList<TrainableParameter> parameters = parameters;
    private readonly Tensor[] means = ZerosLike(parameters);
    private readonly Tensor[] squares = ZerosLike(parameters);

    public override IEnumerable<(string Name, Tensor Tensor)> State => parameters.SelectMany((parameter, index) => new[]
    {
        ($"{parameter.Name}.exp_avg", means[index]),
        ($"{parameter.Name}.exp_avg_sq", squares[index]),
    });

    protected override void Update(int index, TrainableParameter parameter, Tensor gradient, double learningRate, long stepNumber)
    {
        double correction1 = 1 - Math.Pow(Beta1, stepNumber);
        double correction2 = Math.Sqrt(1 - Math.Pow(Beta2, stepNumber));
        if (parameter.WeightDecay > 0)
        {
            parameter.Value.MultiplyInPlace(1 - (learningRate * parameter.WeightDecay));
        }

        means[index].MultiplyInPlace(Beta1).AddInPlace(gradient, 1 - Beta1);
        squares[index].MultiplyInPlace(Beta2).AddProductInPlace(gradient, gradient, 1 - Beta2);
        var denominator = squares[index].sqrt().AddInPlace(Epsilon * correction2);
        parameter.Value.AddQuotientInPlace(means[index], denominator, -learningRate * correction2 / correction1);
    }
}
