using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BirdGrid.Vision.Backbones;

/// <summary>
/// Initial weights as torchvision draws them, from a generator of their own instead of torch's global one.
/// Normalisation layers keep torch's constants (weight 1, bias 0).
/// </summary>
internal static class Initialisation
{
    /// <summary>
    /// Every convolution below <paramref name="root"/>: normal, standard deviation sqrt(2 / fan-out), bias 0
    /// (He et al. 2015, "Delving Deep into Rectifiers", arXiv:1502.01852).
    /// </summary>
    public static void KaimingNormalFanOut(Module root, Generator generator)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        foreach (var convolution in root.modules().OfType<Conv2d>())
        {
            long[] shape = convolution.weight!.shape;
            long fanOut = shape[0] * shape[2] * shape[3];
            convolution.weight.normal_(0, Math.Sqrt(2.0 / fanOut), generator);
            convolution.bias?.zero_();
        }
    }

    /// <summary>A linear layer: normal weights of the given standard deviation, bias 0.</summary>
    public static void Normal(Linear linear, double std, Generator generator)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        linear.weight!.normal_(0, std, generator);
        linear.bias!.zero_();
    }

    /// <summary>
    /// Every convolution and linear layer below <paramref name="root"/>: normal weights of the given standard deviation, bias 0. torchvision
    /// truncates the draws at -2 and 2, which at 0.02 is a hundred standard deviations away.
    /// </summary>
    public static void NormalEverywhere(Module root, double std, Generator generator)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        foreach (var layer in root.modules())
        {
            switch (layer)
            {
                case Conv2d convolution:
                    convolution.weight!.normal_(0, std, generator);
                    convolution.bias?.zero_();
                    break;
                case Linear linear:
                    Normal(linear, std, generator);
                    break;
            }
        }
    }

    /// <summary>A linear layer: weights uniform in [-bound, bound], and the bias too or 0.</summary>
    public static void Uniform(Linear linear, double bound, bool biasToo, Generator generator)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        linear.weight!.uniform_(-bound, bound, generator);
        if (biasToo)
        {
            linear.bias!.uniform_(-bound, bound, generator);
        }
        else
        {
            linear.bias!.zero_();
        }
    }
}
