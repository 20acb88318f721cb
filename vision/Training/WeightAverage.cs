using BirdGrid.Vision.Tensors;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Training;

/// <summary>
/// Exponential moving average of the trained parameters, in 32 bits beside them. After step t (from 0):
/// average += (1 - min(decay, (1 + t) / (10 + t))) x (weight - average).
/// </summary>
internal sealed class WeightAverage : IDisposable
{
    private readonly IReadOnlyList<TrainableParameter> parameters;
    private readonly double decay;
    private readonly Tensor[] averages;

    /// <summary>Starts at the parameters' present values.</summary>
    public WeightAverage(IReadOnlyList<TrainableParameter> parameters, double decay)
    {
        this.parameters = parameters;
        this.decay = decay;
        using var frozen = no_grad();
        averages = [.. parameters.Select(parameter => parameter.Value.clone().DetachFromDisposeScope())];
    }

    /// <summary>State tensors by name (<c>parameter</c>), not copies; valid while the averages are not in the network.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> State => parameters.Select((parameter, index) => (parameter.Name, averages[index]));

    /// <summary>Whether the averages are in the network, and the raw weights here.</summary>
    public bool IsInNetwork { get; private set; }

    /// <summary>Takes in the weights after a step.</summary>
    /// <param name="step">The step, counted from 0.</param>
    public void Update(long step)
    {
        using var frozen = no_grad();
        double kept = Math.Min(decay, (1.0 + step) / (10.0 + step));
        for (int i = 0; i < averages.Length; i++)
        {
            using var scope = NewDisposeScope();
            averages[i].AddInPlace(parameters[i].Value.sub(averages[i]), 1 - kept);
        }
    }

    /// <summary>Exchanges averages and raw weights, unless they are where they are wanted.</summary>
    /// <param name="intoNetwork">Where the averages are wanted.</param>
    public void Place(bool intoNetwork)
    {
        if (intoNetwork == IsInNetwork)
        {
            return;
        }

        using var frozen = no_grad();
        for (int i = 0; i < averages.Length; i++)
        {
            using var scope = NewDisposeScope();
            var before = parameters[i].Value.clone();
            parameters[i].Value.copy_(averages[i]);
            averages[i].copy_(before);
        }

        IsInNetwork = intoNetwork;
    }

    /// <summary>Starts again at the network's present values.</summary>
    public void Restart()
    {
        using var frozen = no_grad();
        for (int i = 0; i < averages.Length; i++)
        {
            averages[i].copy_(parameters[i].Value);
        }

        IsInNetwork = false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var average in averages)
        {
            average.Dispose();
        }
    }
}
