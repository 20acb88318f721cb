using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BirdGrid.Vision.Backbones;

/// <summary>
/// A convolutional network split at the features that enter its head, so that transfer learning can run the expensive part once per photo.
/// <c>forward(x) == ForwardHead(ForwardFeatures(x))</c> holds for every backbone. State-dict names and shapes are torchvision's.
/// </summary>
public abstract class Backbone : Module<Tensor, Tensor>
{
    /// <summary>Names the module after its configuration.</summary>
    /// <param name="config">The backbone's configuration record.</param>
    protected Backbone(BackboneConfig config)
        : base(config.Name)
    {
        Config = config;
    }

    /// <summary>The configuration the network was built from.</summary>
    public BackboneConfig Config { get; }

    /// <summary>The final linear layer, [classes, features].</summary>
    public abstract TorchSharp.Modules.Linear Classifier { get; }

    /// <summary>Number of classes the head tells apart.</summary>
    public int ClassCount => (int)Classifier.weight!.shape[0];

    /// <summary>Features: pooled, and through what the architecture has between pooling and its head.</summary>
    /// <param name="imagesNchw">Normalised images, float [N, 3, H, W].</param>
    /// <returns>float [N, <see cref="BackboneConfig.FeatureCount"/>].</returns>
    public abstract Tensor ForwardFeatures(Tensor imagesNchw);

    /// <summary>The head: dropout where the architecture has one, then the final linear layer.</summary>
    /// <param name="features">float [N, <see cref="BackboneConfig.FeatureCount"/>].</param>
    /// <returns>Logits, float [N, classes].</returns>
    public abstract Tensor ForwardHead(Tensor features);

    /// <inheritdoc/>
    public override Tensor forward(Tensor imagesNchw)
    {
        using var features = ForwardFeatures(imagesNchw);
        return ForwardHead(features);
    }
}
