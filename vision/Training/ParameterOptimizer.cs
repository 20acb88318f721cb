using static TorchSharp.torch;

namespace BirdGrid.Vision.Training;

/// <summary>
/// Moves parameters along their gradients. Written over torch operations rather than taken from TorchSharp, whose optimisers' state cannot be
/// carried bit for bit through a file and whose weight decay cannot spare single parameters without a group for each.
/// </summary>
internal abstract class ParameterOptimizer(IReadOnlyList<TrainableParameter> parameters) : IDisposable
{
    /// <summary>The optimiser of an options record; its state tensors are zero, live beside the parameters and belong to it.</summary>
    public static ParameterOptimizer Create(IReadOnlyList<TrainableParameter> parameters, TrainingOptions options) => options.Optimizer switch
    {
        OptimizerKind.Sgd => new SgdOptimizer(parameters, options.Momentum, options.Nesterov),
        OptimizerKind.AdamW => new AdamWOptimizer(parameters),
        _ => throw new InvalidTrainingOptionException(nameof(options.Optimizer), options.Optimizer, "a known optimiser"),
    };

    /// <summary>State tensors by name (<c>parameter.moment</c>), not copies; writing to them restores the optimiser.</summary>
    public abstract IEnumerable<(string Name, Tensor Tensor)> State { get; }

    /// <summary>One step of the parameters that learn in it; the others and their state stay as they are.</summary>
    /// <param name="gradients">A gradient for each parameter that learns, in their order.</param>
    /// <param name="learningRate">The schedule's rate.</param>
    /// <param name="stepNumber">Number of this step, counted from 1.</param>
    public void Step(IReadOnlyList<Tensor> gradients, double learningRate, long stepNumber)
    {
        using var frozen = no_grad();
        int next = 0;
        for (int i = 0; i < parameters.Count; i++)
        {
            // A parameter that joins later starts counting later: its moments are zero until then.
            long ownNumber = stepNumber - parameters[i].FirstStep;
            if (ownNumber >= 1)
            {
                using var scope = NewDisposeScope();
                Update(i, parameters[i], gradients[next++], learningRate * parameters[i].LearningRateFactor, ownNumber);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, tensor) in State)
        {
            tensor.Dispose();
        }
    }

    /// <summary>Moves one parameter, inside no_grad and a dispose scope; its steps are counted from 1.</summary>
    protected abstract void Update(int index, TrainableParameter parameter, Tensor gradient, double learningRate, long stepNumber);

    /// <summary>Zeros shaped and placed like each parameter, outside every dispose scope.</summary>
    protected static Tensor[] ZerosLike(IReadOnlyList<TrainableParameter> parameters)
    {
        using var frozen = no_grad();
        return [.. parameters.Select(parameter => zeros_like(parameter.Value, requires_grad: false).DetachFromDisposeScope())];
    }
}
