using TorchSharp;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Backbones;

/// <summary>
/// Memory layout of a backbone's feature maps. The tensor stays [N, C, H, W] to its users, but its channels lie next to each other in memory:
/// convolutions keep that layout to the end of the network, and libtorch's kernels are faster in it.
/// </summary>
internal static class ChannelsLast
{
    /// <summary>A copy of the images whose strides run channels first (NHWC in memory).</summary>
    /// <param name="imagesNchw">float [N, C, H, W] of any strides.</param>
    /// <returns>float [N, C, H, W]; the caller disposes it.</returns>
    public static Tensor From(Tensor imagesNchw)
    {
        using var viewNhwc = imagesNchw.permute(0, 2, 3, 1);
        using var copyNhwc = viewNhwc.contiguous();
        return copyNhwc.permute(0, 3, 1, 2);
    }

    /// <summary>
    /// Gives the filters of all 2D convolutions that layout too, on a GPU: its convolutions would otherwise convert them in every call. A CPU's
    /// kernels bring them into a layout of their own anyway. Values, shapes and names stay.
    /// </summary>
    /// <param name="network">The network, on the device.</param>
    /// <param name="device">The device.</param>
    public static void ConvertWeights(nn.Module network, Device device)
    {
        if (device.type == DeviceType.CUDA)
        {
            ConvertWeights(network);
        }
    }

    /// <summary>The same on any device.</summary>
    internal static void ConvertWeights(nn.Module network)
    {
        using var frozen = no_grad();
        foreach (var convolution in network.modules().OfType<TorchSharp.Modules.Conv2d>())
        {
            using var scope = NewDisposeScope();
            var filters = new TorchSharp.Modules.Parameter(From(convolution.weight!), convolution.weight!.requires_grad);
            filters.DetachFromDisposeScope();
            convolution.weight = filters;
        }
    }
}
