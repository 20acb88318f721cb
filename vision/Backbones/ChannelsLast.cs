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
}
