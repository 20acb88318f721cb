using BirdGrid.Vision.Backbones;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BirdGrid.Vision.Tests.Training;

/// <summary>The smallest network with everything a learner has to care about: convolution, BatchNorm, dropout, a head.</summary>
internal sealed class TinyBackbone : Backbone
{
    public const int Features = 12;
    public const int ImageSize = 16;

    private readonly Sequential features;
    private readonly Sequential classifier;

    /// <param name="classCount">Classes.</param>
    /// <param name="seed">Of the weights.</param>
    /// <param name="dropout">Before the classifier.</param>
    /// <param name="smooth">
    /// Without kinks: a rectifier whose input is nearer to 0 than its rounding error is on with some kernels and off with others, and the gradient jumps.
    /// </param>
    public TinyBackbone(int classCount, ulong seed = 1, double dropout = 0.2, bool smooth = false)
        : base(new BackboneConfig
        {
            Name = "tiny",
            InputSize = ImageSize,
            ResizeSize = ImageSize,
            ClassifierName = "classifier.1",
            FeatureCount = Features,
            ParameterCount = 0,
            MultiplyAddCount = 0,
        })
    {
        features = Sequential(
            Conv2d(3, Features, 3, stride: 2, padding: 1, bias: false),
            BatchNorm2d(Features),
            Activation(smooth),
            Conv2d(Features, Features, 3, padding: 1, bias: false),
            BatchNorm2d(Features),
            Activation(smooth));
        Classifier = Linear(Features, classCount);
        classifier = Sequential(Dropout(dropout), Classifier);
        register_module(nameof(features), features);
        register_module(nameof(classifier), classifier);

        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var generator = new Generator(seed);
        foreach (var (_, parameter) in named_parameters())
        {
            if (parameter.dim() > 1)
            {
                parameter.normal_(0, 0.3, generator);
            }
        }

        Classifier.bias!.zero_();
    }

    public override Linear Classifier { get; }

    public override Tensor ForwardFeatures(Tensor imagesNchw)
    {
        using var maps = features.call(imagesNchw);
        return maps.mean([2, 3]);
    }

    public override Tensor ForwardHead(Tensor features) => classifier.call(features);

    private static Module<Tensor, Tensor> Activation(bool smooth) => smooth ? SiLU() : ReLU();
}
