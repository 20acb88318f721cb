using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BirdGrid.Vision.Backbones;

/// <summary>
/// ResNet's block: a chain of convolutions, each with its normalisation, beside a shortcut. torchvision's <c>BasicBlock</c> is the chain 3x3, 3x3;
/// its <c>Bottleneck</c> is 1x1, 3x3, 1x1 with the stride on the 3x3 (ResNet v1.5). Children are named conv1, bn1, conv2, ..., downsample.
/// </summary>
internal sealed class ResidualBlock : Module<Tensor, Tensor>
{
    /// <summary>How much wider a bottleneck's output is than its inner channels.</summary>
    public const int BottleneckExpansion = 4;

    private readonly List<(Conv2d Convolution, BatchNorm2d Norm)> chain = [];
    private readonly Sequential? downsample;
    private readonly ReLU relu = ReLU(inplace: true);

    private ResidualBlock(int inChannels, int stride, (int OutChannels, int Kernel, int Stride)[] layers)
        : base(nameof(ResidualBlock))
    {
        int channels = inChannels;
        foreach (var layer in layers)
        {
            var convolution = ConvNorm.Convolution(channels, layer.OutChannels, layer.Kernel, layer.Stride);
            var norm = BatchNorm2d(layer.OutChannels);
            chain.Add((convolution, norm));
            register_module($"conv{chain.Count}", convolution);
            register_module($"bn{chain.Count}", norm);
            channels = layer.OutChannels;
        }

        register_module("relu", relu);
        if (stride != 1 || inChannels != channels)
        {
            downsample = ConvNorm.Create(inChannels, channels, kernel: 1, stride);
            register_module("downsample", downsample);
        }
    }

    /// <summary>Two 3x3 convolutions.</summary>
    public static ResidualBlock Basic(int inChannels, int channels, int stride) =>
        new(inChannels, stride, [(channels, 3, stride), (channels, 3, 1)]);

    /// <summary>A 3x3 convolution between two 1x1 ones; <paramref name="channels"/> is the inner width.</summary>
    public static ResidualBlock Bottleneck(int inChannels, int channels, int stride) =>
        new(inChannels, stride, [(channels, 1, 1), (channels, 3, stride), (channels * BottleneckExpansion, 1, 1)]);

    public override Tensor forward(Tensor input)
    {
        var output = chain[0].Convolution.call(input).Into(chain[0].Norm);
        foreach (var (convolution, norm) in chain.Skip(1))
        {
            output = output.Into(relu).Into(convolution).Into(norm);
        }

        if (downsample is null)
        {
            return output.Plus(input).Into(relu);
        }

        using var shortcut = downsample.call(input);
        return output.Plus(shortcut).Into(relu);
    }
}
