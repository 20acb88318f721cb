using BirdGrid.Vision.Tensors;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Backbones;

/// <summary>Forward passes written as chains in which every intermediate tensor is let go as soon as the next layer has read it.</summary>
internal static class TensorChain
{
    /// <summary>Applies a layer and disposes the input; autograd keeps what the backward pass needs by itself.</summary>
    public static Tensor Into(this Tensor input, nn.Module<Tensor, Tensor> layer)
    {
        using (input)
        {
            return layer.call(input);
        }
    }

    /// <summary>Adds the other branch in place; the result is the input's own handle.</summary>
    public static Tensor Plus(this Tensor input, Tensor other) => input.AddInPlace(other);

    /// <summary>Global average pooling: [N, C, H, W] to [N, C]; disposes the input.</summary>
    public static Tensor GlobalAveragePool(this Tensor mapsNchw)
    {
        using (mapsNchw)
        {
            return mapsNchw.mean([2L, 3L]);
        }
    }
}
