using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Weights;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Training;

/// <content>Looks at the network without training it: with the averaged weights where the options average them, always in 32 bits.</content>
public sealed partial class Learner
{
    /// <summary>Measures the network on photos, in evaluation mode.</summary>
    /// <param name="imagesNhwc">uint8 [N, imageSize, imageSize, 3], RGB.</param>
    /// <param name="imageSize">Side of the square photos in pixels.</param>
    /// <param name="labels">The class of each of the N photos, N at least 1.</param>
    /// <param name="logits">Receives [N, classes], row-major; empty where they are not wanted.</param>
    /// <returns>Sums over the batch, the loss without label smoothing.</returns>
    /// <exception cref="ArgumentException">The batch is empty, or bytes or logits do not fill their shape.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not a class.</exception>
    /// <exception cref="TrainingDivergedException">The loss is not finite.</exception>
    public BatchMetrics EvaluateImages(
        ReadOnlySpan<byte> imagesNhwc, int imageSize, ReadOnlySpan<int> labels, Span<float> logits = default)
    {
        CheckLabels(labels);
        CheckLogits(logits, labels.Length);
        average?.Place(intoNetwork: true);
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        backbone.eval();
        return Measure(backbone.call(images.ToDevice(imagesNhwc, imageSize, labels.Length)), labels, logits);
    }

    /// <summary>Measures the head on cached features, in evaluation mode.</summary>
    /// <param name="featureRows">Pooled features, float [N, <see cref="BackboneConfig.FeatureCount"/>], row-major.</param>
    /// <param name="labels">The class of each of the N photos, N at least 1.</param>
    /// <param name="logits">Receives [N, classes], row-major; empty where they are not wanted.</param>
    /// <returns>Sums over the batch, the loss without label smoothing.</returns>
    /// <exception cref="ArgumentException">The batch is empty, or features or logits do not fill their shape.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not a class.</exception>
    /// <exception cref="TrainingDivergedException">The loss is not finite.</exception>
    public BatchMetrics EvaluateFeatures(ReadOnlySpan<float> featureRows, ReadOnlySpan<int> labels, Span<float> logits = default)
    {
        CheckLabels(labels);
        CheckFeatures(featureRows, labels.Length);
        CheckLogits(logits, labels.Length);
        average?.Place(intoNetwork: true);
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        if (backbone.training)
        {
            backbone.eval();
        }

        return Measure(backbone.ForwardHead(features.Send(featureRows, [labels.Length, backbone.Config.FeatureCount])), labels, logits);
    }

    /// <summary>Runs photos through the backbone up to the pooled features, in evaluation mode.</summary>
    /// <param name="imagesNhwc">uint8 [count, imageSize, imageSize, 3], RGB.</param>
    /// <param name="imageSize">Side of the square photos in pixels.</param>
    /// <param name="count">Number of photos, at least 1.</param>
    /// <param name="featureRows">Receives float [count, <see cref="BackboneConfig.FeatureCount"/>], row-major.</param>
    /// <exception cref="ArgumentException">Bytes or features do not fill their shape.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Size or count is below 1.</exception>
    public void ExtractFeatures(ReadOnlySpan<byte> imagesNhwc, int imageSize, int count, Span<float> featureRows)
    {
        CheckFeatures(featureRows, count);
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        CopyOut(FrozenFeatures(images.ToDevice(imagesNhwc, imageSize, count)), featureRows);
    }

    /// <summary>Copies the network out as evaluation sees it: with averaged weights where the options average them.</summary>
    /// <param name="metadata">Free text to travel with them.</param>
    /// <returns>All parameters and buffers, in PyTorch's state-dict order.</returns>
    public StateDict CaptureModel(IReadOnlyDictionary<string, string>? metadata = null)
    {
        average?.Place(intoNetwork: true);
        return ModuleWeights.Capture(backbone, metadata);
    }

    /// <summary>
    /// Puts weights into the network to be evaluated, as <see cref="CaptureModel"/> gives them. An average starts again from them; the optimiser's
    /// state stays, so that this is for the end of a run.
    /// </summary>
    /// <param name="weights">All parameters and buffers.</param>
    /// <exception cref="WeightsMismatchException">Keys are missing, unexpected or of another shape; nothing was changed.</exception>
    public void LoadModel(StateDict weights)
    {
        ModuleWeights.Load(backbone, weights);
        average?.Restart();
    }

    private Tensor FrozenFeatures(Tensor input)
    {
        backbone.eval();
        using var frozen = no_grad();
        return backbone.ForwardFeatures(input);
    }
}
