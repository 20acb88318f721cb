using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BirdGrid.Vision.Backbones;

/// <summary>
/// EfficientNet. Tan and Le 2019, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", arXiv:1905.11946;
/// names as torchvision's <c>efficientnet_b0</c> and its larger sisters up to b4.
/// </summary>
public sealed class EfficientNet : Backbone
{
    /// <summary>Channels of B0's last stage; the features are four times as many.</summary>
    internal const int LastStageChannels = 320;

    private const int StemChannels = 32;

    /// <summary>Probability of dropping the last block's branch; it grows linearly from 0 at the first block.</summary>
    private const double LastDropProbability = 0.2;

    /// <summary>Table 1 of the paper: B0.</summary>
    internal static readonly (int Expansion, int Kernel, int Stride, int Channels, int Repeats)[] Stages =
    [
        (1, 3, 1, 16, 1),
        (6, 3, 2, 24, 2),
        (6, 5, 2, 40, 2),
        (6, 3, 2, 80, 3),
        (6, 5, 1, 112, 3),
        (6, 5, 2, 192, 4),
        (6, 3, 1, LastStageChannels, 1),
    ];

    private readonly Sequential features;
    private readonly Sequential classifier;

    /// <summary>Builds the network on the CPU with weights drawn from the seed.</summary>
    /// <param name="config">Which member of the family.</param>
    /// <param name="classCount">Number of classes, at least 1.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">The class count is below 1.</exception>
    public EfficientNet(EfficientNetConfig config, int classCount, ulong seed)
        : base((config ?? throw new ArgumentNullException(nameof(config))).Backbone)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 1);
        features = Sequential(Layers(config));
        Classifier = Linear(Config.FeatureCount, classCount);
        classifier = Sequential(Dropout(config.DropoutProbability), Classifier);
        register_module("features", features);
        register_module("classifier", classifier);

        using var generator = new Generator(seed);
        Initialisation.KaimingNormalFanOut(features, generator);
        Initialisation.Uniform(Classifier, 1 / Math.Sqrt(classCount), biasToo: false, generator);
    }

    /// <inheritdoc/>
    public override Linear Classifier { get; }

    /// <inheritdoc/>
    public override Tensor ForwardFeatures(Tensor imagesNchw) =>
        ChannelsLast.From(imagesNchw).Into(features).GlobalAveragePool();

    /// <inheritdoc/>
    public override Tensor ForwardHead(Tensor features) => classifier.call(features);

    private static IEnumerable<Module<Tensor, Tensor>> Layers(EfficientNetConfig config)
    {
        int inChannels = Width(StemChannels);
        yield return ConvNorm.Create(3, inChannels, kernel: 3, stride: 2, activation: MBConvBlock.Activation);
        int blockCount = Stages.Sum(stage => config.RepeatsOf(stage.Repeats));
        int block = 0;
        foreach (var stage in Stages)
        {
            int outChannels = Width(stage.Channels);
            var blocks = new List<Module<Tensor, Tensor>>();
            for (int i = 0; i < config.RepeatsOf(stage.Repeats); i++)
            {
                double dropProbability = LastDropProbability * block++ / blockCount;
                blocks.Add(new MBConvBlock(inChannels, outChannels, stage.Kernel, i == 0 ? stage.Stride : 1, stage.Expansion, dropProbability));
                inChannels = outChannels;
            }

            yield return Sequential(blocks);
        }

        yield return ConvNorm.Create(inChannels, config.Backbone.FeatureCount, kernel: 1, activation: MBConvBlock.Activation);

        int Width(int channels) => EfficientNetConfig.RoundChannels(channels * config.WidthMultiplier);
    }
}
