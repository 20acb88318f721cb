using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BirdGrid.Vision.Backbones;

/// <summary>
/// Squeeze-and-excitation: scales every channel by a gate computed from all channels' means.
/// Hu et al. 2018, arXiv:1709.01507; children named fc1, fc2 as in torchvision (1x1 convolutions).
/// </summary>
internal sealed class SqueezeExcitation : Module<Tensor, Tensor>
{
    private readonly Conv2d fc1;
    private readonly Conv2d fc2;
    private readonly Func<Tensor, Tensor> activation;
    private readonly Func<Tensor, Tensor> gate;

    /// <summary>Builds the layer.</summary>
    /// <param name="channels">Channels in and out.</param>
    /// <param name="squeezedChannels">Channels between the two layers.</param>
    /// <param name="activation">Activation between the two layers.</param>
    /// <param name="gate">Maps to 0..1.</param>
    public SqueezeExcitation(int channels, int squeezedChannels, Func<Tensor, Tensor> activation, Func<Tensor, Tensor> gate)
        : base(nameof(SqueezeExcitation))
    {
        this.activation = activation;
        this.gate = gate;
        fc1 = Conv2d(channels, squeezedChannels, 1L);
        fc2 = Conv2d(squeezedChannels, channels, 1L);
        register_module("fc1", fc1);
        register_module("fc2", fc2);
    }

    public override Tensor forward(Tensor mapsNchw)
    {
        using var means = mapsNchw.mean([2L, 3L], keepdim: true);
        using var squeezed = fc1.call(means);
        using var activated = activation(squeezed);
        using var excited = fc2.call(activated);
        using var gates = gate(excited);
        return mapsNchw.mul(gates);
    }
}
