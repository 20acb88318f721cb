using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BirdGrid.Vision.Backbones;

/// <summary>
/// A compact residual network, 1.7 M parameters, that a few hundred photos train from scratch in about a minute on two CPU cores.
/// After David Page's nine-layer ResNet for CIFAR-10 (2018, "How to train your ResNet"), with a strided stem for 64-pixel photos
/// and average instead of maximum pooling at the end.
/// </summary>
public sealed class ResNet9 : Backbone
{
    private readonly Sequential trunk;

    /// <summary>Builds the network on the CPU with weights drawn from the seed.</summary>
    /// <param name="classCount">Number of classes, at least 1.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">The class count is below 1.</exception>
    public ResNet9(int classCount, ulong seed)
        : base(Default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 1);
        trunk = Sequential(
            ("stem", ConvNorm.Create(3, 32, kernel: 3, stride: 2, activation: Activation)),
            ("layer1", Halving(32, 64)),
            ("residual1", ResidualBlock.Basic(64, 64, stride: 1)),
            ("layer2", Halving(64, 128)),
            ("layer3", Halving(128, 256)),
            ("residual3", ResidualBlock.Basic(256, 256, stride: 1)));
        Classifier = Linear(Default.FeatureCount, classCount);
        register_module("trunk", trunk);
        register_module("fc", Classifier);

        using var generator = new Generator(seed);
        Initialisation.KaimingNormalFanOut(trunk, generator);
        Initialisation.Normal(Classifier, std: 0.01, generator);
    }

    /// <summary>The configuration: 64-pixel input, 256 features, no ImageNet weights.</summary>
    public static BackboneConfig Default { get; } = new()
    {
        Name = "resnet9",
        InputSize = 64,
        ResizeSize = 72,
        ClassifierName = "fc",
        FeatureCount = 256,
        ParameterCount = 1_900_552,
        MultiplyAddCount = 95_512_576,
    };

    /// <inheritdoc/>
    public override Linear Classifier { get; }

    /// <inheritdoc/>
    public override Tensor ForwardFeatures(Tensor imagesNchw) =>
        ChannelsLast.From(imagesNchw).Into(trunk).GlobalAveragePool();

    /// <inheritdoc/>
    public override Tensor ForwardHead(Tensor features) => Classifier.call(features);

    private static Module<Tensor, Tensor> Activation() => ReLU(inplace: true);

    /// <summary>Convolution, normalisation, activation, then a maximum pool that halves the side.</summary>
    private static Sequential Halving(int inChannels, int outChannels) => Sequential(
        ConvNorm.Convolution(inChannels, outChannels, kernel: 3),
        BatchNorm2d(outChannels),
        Activation(),
        MaxPool2d(2L));
}
