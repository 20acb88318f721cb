using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BirdGrid.Vision.Backbones;

/// <summary>
/// MobileNetV3. Howard et al. 2019, "Searching for MobileNetV3", arXiv:1905.02244; names as torchvision's <c>mobilenet_v3_large</c>.
/// torchvision's classifier has a hidden layer before the last linear one. Here the hidden layer ends the features and the head is dropout and the
/// last linear layer alone, as in every other backbone: ImageNet's hidden layer is kept, and transfer learning caches what it gives.
/// </summary>
public sealed class MobileNetV3 : Backbone
{
    private const int StemChannels = 16;
    private const double DropoutProbability = 0.2;

    /// <summary>Factor from the last block's channels to the last convolution's.</summary>
    private const int LastExpansion = 6;

    private readonly Sequential features;
    private readonly Linear hidden;
    private readonly Module<Tensor, Tensor> activation = MobileNetV3Block.Hardswish();
    private readonly Dropout dropout = Dropout(DropoutProbability);

    /// <summary>Builds the network on the CPU with weights drawn from the seed.</summary>
    /// <param name="config">Which member of the family.</param>
    /// <param name="classCount">Number of classes, at least 1.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">The class count is below 1.</exception>
    public MobileNetV3(MobileNetV3Config config, int classCount, ulong seed)
        : base((config ?? throw new ArgumentNullException(nameof(config))).Backbone)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 1);
        int lastChannels = LastExpansion * config.Rows[^1].Channels;
        features = Sequential(Layers(config, lastChannels));
        hidden = Linear(lastChannels, Config.FeatureCount);
        Classifier = Linear(Config.FeatureCount, classCount);
        register_module("features", features);
        register_module("classifier", Sequential(hidden, activation, dropout, Classifier));

        using var generator = new Generator(seed);
        Initialisation.KaimingNormalFanOut(features, generator);
        Initialisation.Normal(hidden, std: 0.01, generator);
        Initialisation.Normal(Classifier, std: 0.01, generator);
    }

    /// <inheritdoc/>
    public override Linear Classifier { get; }

    /// <inheritdoc/>
    public override Tensor ForwardFeatures(Tensor imagesNchw) =>
        ChannelsLast.From(imagesNchw).Into(features).GlobalAveragePool().Into(hidden).Into(activation);

    /// <inheritdoc/>
    public override Tensor ForwardHead(Tensor features) => dropout.call(features).Into(Classifier);

    private static IEnumerable<Module<Tensor, Tensor>> Layers(MobileNetV3Config config, int lastChannels)
    {
        yield return MobileNetV3Block.Brick(3, StemChannels, kernel: 3, stride: 2, activation: MobileNetV3Block.Hardswish);
        int inChannels = StemChannels;
        foreach (var row in config.Rows)
        {
            yield return new MobileNetV3Block(inChannels, row);
            inChannels = row.Channels;
        }

        yield return MobileNetV3Block.Brick(inChannels, lastChannels, kernel: 1, activation: MobileNetV3Block.Hardswish);
    }
}
