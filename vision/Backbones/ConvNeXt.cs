using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BirdGrid.Vision.Backbones;

/// <summary>
/// ConvNeXt. Liu et al. 2022, "A ConvNet for the 2020s", arXiv:2201.03545; names as torchvision's <c>convnext_tiny</c>.
/// torchvision's classifier begins with a layer normalisation of the pooled features. Here that normalisation ends the features and the head is the
/// linear layer alone, as in every other backbone: ImageNet's normalisation is kept, and transfer learning caches normalised features.
/// </summary>
public sealed class ConvNeXt : Backbone
{
    internal const int StemPatch = 4;

    private readonly Sequential features;
    private readonly LayerNorm2d norm;

    /// <summary>Builds the network on the CPU with weights drawn from the seed.</summary>
    /// <param name="config">Which member of the family.</param>
    /// <param name="classCount">Number of classes, at least 1.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">The class count is below 1.</exception>
    public ConvNeXt(ConvNeXtConfig config, int classCount, ulong seed)
        : base((config ?? throw new ArgumentNullException(nameof(config))).Backbone)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 1);
        features = Sequential(Layers(config));
        norm = new LayerNorm2d(Config.FeatureCount);
        Classifier = Linear(Config.FeatureCount, classCount);
        register_module("features", features);
        register_module("classifier", Sequential(norm, Flatten(), Classifier));

        using var generator = new Generator(seed);
        Initialisation.NormalEverywhere(this, std: 0.02, generator);
    }

    /// <inheritdoc/>
    public override Linear Classifier { get; }

    /// <inheritdoc/>
    public override Tensor ForwardFeatures(Tensor imagesNchw)
    {
        using var maps = ChannelsLast.From(imagesNchw).Into(features);
        using var normalised = maps.mean([2L, 3L], keepdim: true).Into(norm);
        return normalised.flatten(1);
    }

    /// <inheritdoc/>
    public override Tensor ForwardHead(Tensor features) => Classifier.call(features);

    private static IEnumerable<Module<Tensor, Tensor>> Layers(ConvNeXtConfig config)
    {
        int channels = config.Stages[0].Channels;
        int blockCount = config.Stages.Sum(stage => stage.Depth);
        int block = 0;
        yield return Sequential(Conv2d(3, channels, StemPatch, stride: StemPatch), new LayerNorm2d(channels));
        foreach (var stage in config.Stages)
        {
            if (stage.Channels != channels)
            {
                yield return Sequential(new LayerNorm2d(channels), Conv2d(channels, stage.Channels, 2, stride: 2));
                channels = stage.Channels;
            }

            var blocks = new List<Module<Tensor, Tensor>>();
            for (int i = 0; i < stage.Depth; i++)
            {
                blocks.Add(new ConvNeXtBlock(channels, config.LastDropProbability * block++ / (blockCount - 1)));
            }

            yield return Sequential(blocks);
        }
    }
}
