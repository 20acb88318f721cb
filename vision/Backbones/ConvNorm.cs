using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BirdGrid.Vision.Backbones;

/// <summary>
/// Convolution, batch normalisation and, mostly, an activation: the building brick of every backbone here.
/// The children are named 0, 1, 2, as in torchvision's <c>Conv2dNormActivation</c>.
/// </summary>
internal static class ConvNorm
{
    /// <summary>Builds the brick; padding keeps the size at stride 1, the convolution has no bias (the normalisation has one).</summary>
    public static Sequential Create(
        int inChannels,
        int outChannels,
        int kernel,
        int stride = 1,
        int groups = 1,
        Func<Module<Tensor, Tensor>>? activation = null,
        double normEpsilon = 1e-5,
        double normMomentum = 0.1)
    {
        var convolution = Convolution(inChannels, outChannels, kernel, stride, groups);
        var norm = BatchNorm2d(outChannels, normEpsilon, normMomentum);
        return activation is null ? Sequential(convolution, norm) : Sequential(convolution, norm, activation());
    }

    /// <summary>A bias-free convolution whose padding keeps the size at stride 1.</summary>
    public static Conv2d Convolution(int inChannels, int outChannels, int kernel, int stride = 1, int groups = 1) =>
        Conv2d(inChannels, outChannels, kernel, stride: stride, padding: (kernel - 1) / 2, groups: groups, bias: false);
}
