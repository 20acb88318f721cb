using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BirdGrid.Vision.Backbones;

/// <summary>
/// Layer normalisation over the channels of each place of feature maps [N, C, H, W]; parameters weight and bias [C], as torchvision's
/// <c>LayerNorm2d</c>. Ba et al. 2016, "Layer Normalization", arXiv:1607.06450.
/// </summary>
internal sealed class LayerNorm2d : Module<Tensor, Tensor>
{
    /// <summary>Added to the variance, as in ConvNeXt.</summary>
    public const double Epsilon = 1e-6;

    private readonly Parameter weight;
    private readonly Parameter bias;
    private readonly long[] channels;

    public LayerNorm2d(int channels)
        : base(nameof(LayerNorm2d))
    {
        this.channels = [channels];
        weight = OwnParameter.From(ones(channels));
        bias = OwnParameter.From(zeros(channels));
        register_parameter("weight", weight);
        register_parameter("bias", bias);
    }

    public override Tensor forward(Tensor mapsNchw)
    {
        using var mapsNhwc = mapsNchw.permute(0, 2, 3, 1);
        using var normalised = functional.layer_norm(mapsNhwc, channels, weight, bias, Epsilon);
        return normalised.permute(0, 3, 1, 2);
    }
}
