using BirdGrid.Vision.Tensors;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Training;

/// <summary>
/// PyTorch's SGD: g += decay x w; v = momentum x v + g; w -= rate x (Nesterov: g + momentum x v, otherwise v).
/// Sutskever et al. 2013, "On the importance of initialization and momentum in deep learning".
/// </summary>
internal sealed class SgdOptimizer(IReadOnlyList<TrainableParameter> parameters, double momentum, bool nesterov) : ParameterOptimizer(parameters)
{
    private readonly IReadOnlyList<TrainableParameter> parameters = parameters;
    private readonly Tensor[] velocities = momentum > 0 ? ZerosLike(parameters) : [];

    public override IEnumerable<(string Name, Tensor Tensor)> State =>
        velocities.Select((velocity, index) => ($"{parameters[index].Name}.momentum", velocity));

    protected override void Update(int index, TrainableParameter parameter, Tensor gradient, double learningRate, long stepNumber)
    {
        var direction = parameter.WeightDecay > 0 ? gradient.Plus(parameter.Value, parameter.WeightDecay) : gradient;
        if (momentum > 0)
        {
            var velocity = velocities[index];
            velocity.MultiplyInPlace(momentum).AddInPlace(direction);
            direction = nesterov ? direction.Plus(velocity, momentum) : velocity;
        }

        parameter.Value.AddInPlace(direction, -learningRate);
    }
}
