using BirdGrid.Vision.Tensors;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BirdGrid.Vision.Backbones;

/// <summary>
/// ConvNeXt's block: a depthwise 7x7 convolution, then, place by place, layer normalisation and a perceptron four times as wide inside, scaled for each
/// channel (<c>layer_scale</c>, [C, 1, 1]) and added to the input.
/// </summary>
internal sealed class ConvNeXtBlock : Module<Tensor, Tensor>
{
    public const int Kernel = 7;
    private const int Expansion = 4;

    /// <summary>Branches begin almost switched off (Touvron et al. 2021, arXiv:2103.17239).</summary>
    private const double InitialLayerScale = 1e-6;

    private const string LayerScaleName = "layer_scale";

    // TorchSharp looks the field up by the parameter's name when it replaces parameters, on the way to another device or type.
    [ComponentName(Name = LayerScaleName)]
    private readonly Parameter layerScale;
    private readonly Sequential block;
    private readonly StochasticDepth stochasticDepth;

    public ConvNeXtBlock(int channels, double dropProbability)
        : base(nameof(ConvNeXtBlock))
    {
        layerScale = OwnParameter.From(zeros(channels, 1, 1).AddInPlace(InitialLayerScale));
        block = Sequential(
            Conv2d(channels, channels, Kernel, padding: Kernel / 2, groups: channels),
            new Permute(0, 2, 3, 1),
            LayerNorm(channels, LayerNorm2d.Epsilon),
            Linear(channels, Expansion * channels),
            GELU(),
            Linear(Expansion * channels, channels),
            new Permute(0, 3, 1, 2));
        stochasticDepth = new StochasticDepth(dropProbability);
        register_parameter(LayerScaleName, layerScale);
        register_module("block", block);
        register_module("stochastic_depth", stochasticDepth);
    }

    public override Tensor forward(Tensor input)
    {
        using var branch = block.call(input);
        return branch.mul(layerScale).Into(stochasticDepth).Plus(input);
    }
}
