using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BirdGrid.Vision.Backbones;

/// <summary>
/// MobileNetV3's block: an inverted residual, with squeeze-and-excitation in some rows. Its normalisation has TensorFlow's constants,
/// which the published weights were trained with.
/// </summary>
internal sealed class MobileNetV3Block : Module<Tensor, Tensor>
{
    private const int SqueezeRatio = 4;
    public const double NormEpsilon = 0.001;
    private const double NormMomentum = 0.01;

    private readonly Sequential block;
    private readonly bool hasShortcut;

    public MobileNetV3Block(int inChannels, MobileNetV3Row row)
        : base(nameof(MobileNetV3Block))
    {
        Func<Module<Tensor, Tensor>> activation = row.HasHardswish ? Hardswish : static () => ReLU(inplace: true);
        var layers = new List<Module<Tensor, Tensor>>();
        if (row.Expanded != inChannels)
        {
            layers.Add(Brick(inChannels, row.Expanded, kernel: 1, activation: activation));
        }

        layers.Add(Brick(row.Expanded, row.Expanded, row.Kernel, row.Stride, groups: row.Expanded, activation));
        if (row.HasSqueeze)
        {
            layers.Add(new SqueezeExcitation(
                row.Expanded,
                EfficientNetConfig.RoundChannels(row.Expanded / SqueezeRatio),
                static maps => functional.relu(maps),
                static maps => functional.hardsigmoid(maps)));
        }

        layers.Add(Brick(row.Expanded, row.Channels, kernel: 1));
        block = Sequential(layers);
        register_module("block", block);
        hasShortcut = row.Stride == 1 && inChannels == row.Channels;
    }

    /// <summary>x * relu6(x + 3) / 6: swish without an exponential.</summary>
    public static Module<Tensor, Tensor> Hardswish() => nn.Hardswish(inplace: true);

    /// <summary>Convolution, normalisation and, mostly, an activation.</summary>
    public static Sequential Brick(
        int inChannels, int outChannels, int kernel, int stride = 1, int groups = 1, Func<Module<Tensor, Tensor>>? activation = null) =>
        ConvNorm.Create(inChannels, outChannels, kernel, stride, groups, activation, NormEpsilon, NormMomentum);

    public override Tensor forward(Tensor input)
    {
        var output = block.call(input);
        return hasShortcut ? output.Plus(input) : output;
    }
}
