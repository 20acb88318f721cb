namespace BirdGrid.Vision.Training;

/// <summary>Optimisers.</summary>
public enum OptimizerKind
{
    /// <summary>Stochastic gradient descent with Nesterov momentum (Sutskever et al., ICML 2013); weight decay is added to the gradient.</summary>
    Sgd,

    /// <summary>Adam with decoupled weight decay (Loshchilov and Hutter, ICLR 2019), beta 0.9 and 0.999, epsilon 1e-8.</summary>
    AdamW,
}
