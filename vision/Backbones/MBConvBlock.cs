using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BirdGrid.Vision.Backbones;

/// <summary>EfficientNet's block: an inverted residual with squeeze-and-excitation, SiLU and stochastic depth.</summary>
internal sealed class MBConvBlock : Module<Tensor, Tensor>
{
    private const int SqueezeRatio = 4;

    private readonly Sequential block;
    private readonly StochasticDepth? stochasticDepth;

    public MBConvBlock(int inChannels, int outChannels, int kernel, int stride, int expansion, double dropProbability)
        : base(nameof(MBConvBlock))
    {
        int hidden = EfficientNetConfig.RoundChannels(inChannels * expansion);
        var layers = new List<Module<Tensor, Tensor>>();
        if (hidden != inChannels)
        {
            layers.Add(ConvNorm.Create(inChannels, hidden, kernel: 1, activation: Activation));
        }

        layers.Add(ConvNorm.Create(hidden, hidden, kernel, stride, groups: hidden, Activation));
        layers.Add(new SqueezeExcitation(
            hidden, Math.Max(1, inChannels / SqueezeRatio), static maps => functional.silu(maps), static maps => maps.sigmoid()));
        layers.Add(ConvNorm.Create(hidden, outChannels, kernel: 1));
        block = Sequential(layers);
        register_module("block", block);
        if (stride == 1 && inChannels == outChannels)
        {
            stochasticDepth = new StochasticDepth(dropProbability);
            register_module("stochastic_depth", stochasticDepth);
        }
    }

    public static Module<Tensor, Tensor> Activation() => SiLU(inplace: true);

    public override Tensor forward(Tensor input)
    {
        var output = block.call(input);
        return stochasticDepth is null ? output : output.Into(stochasticDepth).Plus(input);
    }
}
