using System.Text.Json.Serialization;

namespace BirdGrid.Vision.Training;

/// <summary>The rule that turns gradients into new weights.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OptimizerKind>))]
public enum OptimizerKind
{
    /// <summary>Stochastic gradient descent with momentum, optionally Nesterov's; weight decay is an L2 term of the gradient.</summary>
    Sgd,

    /// <summary>
    /// Adam with decoupled weight decay, beta 0.9 and 0.999, epsilon 1e-8.
    /// Loshchilov and Hutter 2019, "Decoupled Weight Decay Regularization", arXiv:1711.05101.
    /// </summary>
    AdamW,
}
