using BirdGrid.Vision.Weights;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Training;

/// <summary>
/// An optimiser whose whole state can be written down and read back bit for bit, which TorchSharp's own do not promise.
/// Not thread-safe; lives on the device thread.
/// </summary>
internal abstract class Optimizer : IDisposable
{
    private readonly Dictionary<string, Tensor> state = new(StringComparer.Ordinal);

    /// <summary>Takes charge of parameters; their state starts at zero.</summary>
    protected Optimizer(IReadOnlyList<TrainedParameter> parameters, params string[] slots)
    {
        Parameters = parameters;
        foreach (var trained in parameters)
        {
            foreach (string slot in slots)
            {
                state[$"{slot}.{trained.Name}"] = zeros_like(trained.Parameter, requires_grad: false).DetachFromDisposeScope();
            }
        }
    }

    /// <summary>What is trained.</summary>
    protected IReadOnlyList<TrainedParameter> Parameters { get; }

    /// <summary>Makes the optimiser of the options.</summary>
    public static Optimizer Create(TrainingOptions options, IReadOnlyList<TrainedParameter> parameters) => options.Optimizer switch
    {
        OptimizerKind.AdamW => new AdamWOptimizer(parameters),
        _ => new SgdOptimizer(parameters, options.Momentum),
    };

    /// <summary>One step; the caller holds a dispose scope and no_grad.</summary>
    /// <param name="learningRate">The schedule's learning rate.</param>
    /// <param name="step">0 for the session's first.</param>
    public void Step(double learningRate, long step)
    {
        foreach (var trained in Parameters)
        {
            if (trained.Parameter.grad is { } gradient)
            {
                Update(trained, gradient, learningRate * trained.LearningRateFactor, step);
            }
        }
    }

    /// <summary>Forgets the gradients.</summary>
    public void ZeroGradients()
    {
        foreach (var trained in Parameters)
        {
            trained.Parameter.grad?.zero_();
        }
    }

    /// <summary>Scales all gradients down together where their norm is above the largest.</summary>
    public void ClipGradients(double largestNorm) =>
        nn.utils.clip_grad_norm_(Parameters.Select(p => p.Parameter), largestNorm);

    /// <summary>The state, named <c>optimizer.SLOT.PARAMETER</c>.</summary>
    public IEnumerable<WeightTensor> Capture() => state.Select(s => TensorBytes.Capture($"optimizer.{s.Key}", s.Value));

    /// <summary>Puts a captured state back.</summary>
    /// <exception cref="WeightsMismatchException">A tensor is missing or has another shape.</exception>
    public void Restore(StateDict checkpoint)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        foreach (var (name, tensor) in state)
        {
            if (!checkpoint.TryFind($"optimizer.{name}", out var stored) || !TensorBytes.Fits(stored, tensor))
            {
                throw new WeightsFormatException($"The checkpoint does not belong to this session: optimizer.{name} is missing or has another shape.");
            }

            tensor.copy_(TensorBytes.Stage(stored));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in state.Values)
        {
            tensor.Dispose();
        }
    }

    /// <summary>State of a parameter.</summary>
    protected Tensor Slot(string slot, TrainedParameter trained) => state[$"{slot}.{trained.Name}"];

    /// <summary>Changes one parameter in place.</summary>
    protected abstract void Update(TrainedParameter trained, Tensor gradient, double learningRate, long step);
}
