using BirdGrid.Vision.Tensors;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Training;

/// <summary>
/// Scales a gradient that is too long down to a given norm, as PyTorch's <c>clip_grad_norm_</c>, without waiting for the device.
/// Pascanu et al. 2013, "On the difficulty of training recurrent neural networks", arXiv:1211.5063.
/// </summary>
internal static class GradientClipping
{
    // PyTorch's guard against a gradient of zero length.
    private const double Guard = 1e-6;

    /// <summary>The gradients times min(1, maxNorm / L2 norm of all of them together); they fall to the caller's dispose scope.</summary>
    public static IReadOnlyList<Tensor> Clip(IReadOnlyList<Tensor> gradients, double maxNorm)
    {
        using var frozen = no_grad();
        var norm = stack(gradients.Select(gradient => gradient.norm())).norm();
        var factor = norm.Plus(Guard).reciprocal().Times(maxNorm).AtMost(1);
        return [.. gradients.Select(gradient => gradient.mul(factor))];
    }
}
