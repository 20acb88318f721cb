using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BirdGrid.Vision.Backbones;

/// <summary>
/// ResNet. He et al. 2015, "Deep Residual Learning for Image Recognition", arXiv:1512.03385; names as torchvision's <c>resnet18</c>, <c>resnet50</c>.
/// </summary>
public sealed class ResNet : Backbone
{
    private const int StemChannels = 64;

    private readonly Sequential trunk;

    /// <summary>Builds the network on the CPU with weights drawn from the seed.</summary>
    /// <param name="config">Which member of the family.</param>
    /// <param name="classCount">Number of classes, at least 1.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">The class count is below 1.</exception>
    public ResNet(ResNetConfig config, int classCount, ulong seed)
        : base((config ?? throw new ArgumentNullException(nameof(config))).Backbone)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 1);
        Classifier = Linear(Config.FeatureCount, classCount);

        // torchvision hangs the layers directly under the model: they are registered one by one, and the trunk only runs them in turn.
        var layers = Layers(config).ToList();
        foreach (var (name, layer) in layers)
        {
            register_module(name, layer);
        }

        register_module("fc", Classifier);
        trunk = Sequential(layers);

        using var generator = new Generator(seed);
        Initialisation.KaimingNormalFanOut(trunk, generator);
        Initialisation.Uniform(Classifier, 1 / Math.Sqrt(Config.FeatureCount), biasToo: true, generator);
    }

    /// <inheritdoc/>
    public override Linear Classifier { get; }

    /// <inheritdoc/>
    public override Tensor ForwardFeatures(Tensor imagesNchw) =>
        ChannelsLast.From(imagesNchw).Into(trunk).GlobalAveragePool();

    /// <inheritdoc/>
    public override Tensor ForwardHead(Tensor features) => Classifier.call(features);

    private static IEnumerable<(string Name, Module<Tensor, Tensor> Layer)> Layers(ResNetConfig config)
    {
        yield return ("conv1", ConvNorm.Convolution(3, StemChannels, kernel: 7, stride: 2));
        yield return ("bn1", BatchNorm2d(StemChannels));
        yield return ("relu", ReLU(inplace: true));
        yield return ("maxpool", MaxPool2d(kernel_size: 3L, stride: 2, padding: 1));
        int inChannels = StemChannels;
        for (int stage = 0; stage < config.StageDepths.Count; stage++)
        {
            int channels = StemChannels << stage;
            var blocks = new List<Module<Tensor, Tensor>>();
            for (int i = 0; i < config.StageDepths[stage]; i++)
            {
                int stride = stage > 0 && i == 0 ? 2 : 1;
                blocks.Add(config.HasBottlenecks
                    ? ResidualBlock.Bottleneck(inChannels, channels, stride)
                    : ResidualBlock.Basic(inChannels, channels, stride));
                inChannels = config.HasBottlenecks ? channels * ResidualBlock.BottleneckExpansion : channels;
            }

            yield return ($"layer{stage + 1}", Sequential(blocks));
        }
    }
}
