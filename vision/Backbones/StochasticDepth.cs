using BirdGrid.Vision.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BirdGrid.Vision.Backbones;

/// <summary>
/// In training mode drops the whole residual branch of a photo with the given probability and scales the branches kept by 1 / (1 - p);
/// each photo of the batch is drawn for itself ("row" mode). The identity in evaluation mode. Draws from torch's global generator, as dropout does.
/// Huang et al. 2016, "Deep Networks with Stochastic Depth", arXiv:1603.09382.
/// </summary>
internal sealed class StochasticDepth : Module<Tensor, Tensor>
{
    private readonly double dropProbability;

    public StochasticDepth(double dropProbability)
        : base(nameof(StochasticDepth))
    {
        ArgumentOutOfRangeException.ThrowIfNegative(dropProbability);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(dropProbability, 1);
        this.dropProbability = dropProbability;
    }

    /// <summary>Drops rows of a branch [N, ...].</summary>
    public override Tensor forward(Tensor branch)
    {
        if (!training || dropProbability == 0)
        {
            return branch.alias();
        }

        double keepProbability = 1 - dropProbability;
        long[] maskShape = new long[branch.Dimensions];
        Array.Fill(maskShape, 1);
        maskShape[0] = branch.shape[0];
        using var mask = empty(maskShape, branch.dtype, branch.device);
        using var drawn = mask.bernoulli_(keepProbability);
        using var scaled = drawn.DivideInPlace(keepProbability);
        return branch.mul(scaled);
    }
}
