using BirdGrid.Vision.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BirdGrid.Vision.Backbones;

/// <summary>
/// MobileNetV2 at width 1.0, 3.5 M parameters at 1000 classes.
/// Sandler et al. 2018, "MobileNetV2: Inverted Residuals and Linear Bottlenecks", arXiv:1801.04381; names as torchvision's <c>mobilenet_v2</c>.
/// </summary>
public sealed class MobileNetV2 : Backbone
{
    private const double DropoutProbability = 0.2;
    private const int StemChannels = 32;

    /// <summary>Table 2 of the paper.</summary>
    internal static readonly (int Expansion, int Channels, int Repeats, int Stride)[] Stages =
    [
        (1, 16, 1, 1),
        (6, 24, 2, 2),
        (6, 32, 3, 2),
        (6, 64, 4, 2),
        (6, 96, 3, 1),
        (6, 160, 3, 2),
        (6, 320, 1, 1),
    ];

    private readonly Sequential features;
    private readonly Sequential classifier;

    /// <summary>Builds the network on the CPU with weights drawn from the seed.</summary>
    /// <param name="classCount">Number of classes, at least 1.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">The class count is below 1.</exception>
    public MobileNetV2(int classCount, ulong seed)
        : base(Default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 1);
        features = Sequential(Layers());
        Classifier = Linear(Default.FeatureCount, classCount);
        classifier = Sequential(Dropout(DropoutProbability), Classifier);
        register_module("features", features);
        register_module("classifier", classifier);

        using var generator = new Generator(seed);
        Initialisation.KaimingNormalFanOut(features, generator);
        Initialisation.Normal(Classifier, std: 0.01, generator);
    }

    /// <summary>The configuration: 224-pixel input, 1280 features.</summary>
    public static BackboneConfig Default { get; } = new()
    {
        Name = "mobilenet_v2",
        InputSize = 224,
        ResizeSize = 256,
        ClassifierName = "classifier.1",
        FeatureCount = 1280,
        ParameterCount = 3_504_872,
        MultiplyAddCount = 300_774_272,
        Weights = PublishedWeightsCatalog.MobileNetV2,
    };

    /// <inheritdoc/>
    public override Linear Classifier { get; }

    /// <inheritdoc/>
    public override Tensor ForwardFeatures(Tensor imagesNchw) =>
        ChannelsLast.From(imagesNchw).Into(features).GlobalAveragePool();

    /// <inheritdoc/>
    public override Tensor ForwardHead(Tensor features) => classifier.call(features);

    private static IEnumerable<Module<Tensor, Tensor>> Layers()
    {
        yield return ConvNorm.Create(3, StemChannels, kernel: 3, stride: 2, activation: InvertedResidual.Activation);
        int inChannels = StemChannels;
        foreach (var stage in Stages)
        {
            for (int i = 0; i < stage.Repeats; i++)
            {
                yield return new InvertedResidual(inChannels, stage.Channels, i == 0 ? stage.Stride : 1, stage.Expansion);
                inChannels = stage.Channels;
            }
        }

        yield return ConvNorm.Create(inChannels, Default.FeatureCount, kernel: 1, activation: InvertedResidual.Activation);
    }
}
