using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BirdGrid.Vision.Backbones;

/// <summary>Reorders dimensions; a view, nothing is copied.</summary>
internal sealed class Permute(params long[] dimensions) : Module<Tensor, Tensor>(nameof(Permute))
{
    public override Tensor forward(Tensor input) => input.permute(dimensions);
}
