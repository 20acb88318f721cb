using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BirdGrid.Vision.Backbones;

/// <summary>MobileNetV2's block: expand by a 1x1 convolution, filter depthwise 3x3, project by a linear 1x1 convolution.</summary>
internal sealed class InvertedResidual : Module<Tensor, Tensor>
{
    private readonly Sequential conv;
    private readonly bool hasShortcut;

    public InvertedResidual(int inChannels, int outChannels, int stride, int expansion)
        : base(nameof(InvertedResidual))
    {
        int hidden = inChannels * expansion;
        var layers = new List<Module<Tensor, Tensor>>();
        if (expansion != 1)
        {
            layers.Add(ConvNorm.Create(inChannels, hidden, kernel: 1, activation: Activation));
        }

        layers.Add(ConvNorm.Create(hidden, hidden, kernel: 3, stride, groups: hidden, Activation));
        layers.Add(ConvNorm.Convolution(hidden, outChannels, kernel: 1));
        layers.Add(BatchNorm2d(outChannels));
        conv = Sequential(layers);
        register_module("conv", conv);
        hasShortcut = stride == 1 && inChannels == outChannels;
    }

    public static Module<Tensor, Tensor> Activation() => ReLU6(inplace: true);

    public override Tensor forward(Tensor input)
    {
        var output = conv.call(input);
        return hasShortcut ? output.Plus(input) : output;
    }
}
