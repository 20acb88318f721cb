using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Weights;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace BirdGrid.Vision.Training;

/// <summary>
/// A network, its optimiser and its position in a session, on one device. Every method is synchronous and lets its tensors go; results
/// leave as numbers. Not thread-safe: it lives on the device thread.
/// </summary>
public sealed class Learner : IDisposable
{
    private const string StepKey = "birdgrid.step";

    private readonly TrainingOptions options;
    private readonly int stepsPerEpoch;
    private readonly Device device;
    private readonly Optimizer optimizer;

    /// <summary>Moves the network to the device and prepares its parameters for the method.</summary>
    /// <param name="backbone">The network; it stays the caller's.</param>
    /// <param name="options">Hyper-parameters.</param>
    /// <param name="stepsPerEpoch">Steps of an epoch, for the schedule.</param>
    /// <param name="device">The device.</param>
    public Learner(Backbone backbone, TrainingOptions options, int stepsPerEpoch, Device device)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stepsPerEpoch, 1);
        options.Validate();
        this.options = options;
        this.stepsPerEpoch = stepsPerEpoch;
        this.device = device;
        Backbone = backbone;
        backbone.to(device);
        var parameters = TrainedParameters(backbone, options);
        optimizer = Optimizer.Create(options, parameters);
    }

    /// <summary>The network.</summary>
    public Backbone Backbone { get; }

    /// <summary>Optimiser steps done.</summary>
    public long GlobalStep { get; private set; }

    /// <summary>Learning rate of the last step done, or of the first to come.</summary>
    public double LearningRate => LearningRateSchedule.At(options, Math.Max(0, GlobalStep - 1), stepsPerEpoch);

    /// <summary>One optimiser step on augmented images.</summary>
    /// <param name="imagesNhwc">uint8, labels x size x size x 3.</param>
    /// <param name="imageSize">Side in pixels.</param>
    /// <param name="labels">Class of each image.</param>
    /// <exception cref="ArgumentException">Bytes and labels do not fit each other, or a label is no class.</exception>
    public BatchMetrics TrainImages(ReadOnlySpan<byte> imagesNhwc, int imageSize, ReadOnlySpan<int> labels)
    {
        using var scope = NewDisposeScope();
        var images = ImageTensor.Normalised(imagesNhwc, imageSize, Backbone.Config, device);
        var targets = Targets(labels, images.shape[0]);
        EnterTrainingMode();
        if (options.Method == TrainingMethod.FineTune)
        {
            return Step(() => Backbone.call(images), targets);
        }

        Tensor features;
        using (no_grad())
        {
            features = Backbone.ForwardFeatures(images);
        }

        return Step(() => Backbone.ForwardHead(features), targets);
    }

    /// <summary>One optimiser step of the head on cached features.</summary>
    /// <param name="features">float, labels x <see cref="BackboneConfig.FeatureCount"/>, row-major.</param>
    /// <param name="labels">Class of each row.</param>
    /// <exception cref="ArgumentException">Features and labels do not fit each other, or a label is no class.</exception>
    public BatchMetrics TrainFeatures(ReadOnlySpan<float> features, ReadOnlySpan<int> labels)
    {
        using var scope = NewDisposeScope();
        var rows = Rows(features);
        EnterTrainingMode();
        return Step(() => Backbone.ForwardHead(rows), Targets(labels, rows.shape[0]));
    }

    /// <summary>Measures images, without augmentation and label smoothing.</summary>
    /// <param name="imagesNhwc">uint8, labels x size x size x 3.</param>
    /// <param name="imageSize">Side in pixels.</param>
    /// <param name="labels">Class of each image.</param>
    /// <param name="logits">Receives the logits, row-major; labels x classes.</param>
    public BatchMetrics EvaluateImages(ReadOnlySpan<byte> imagesNhwc, int imageSize, ReadOnlySpan<int> labels, Span<float> logits)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        Backbone.eval();
        var images = ImageTensor.Normalised(imagesNhwc, imageSize, Backbone.Config, device);
        return Measure(Backbone.call(images), Targets(labels, images.shape[0]), logits);
    }

    /// <summary>Measures cached features.</summary>
    /// <param name="features">float, labels x <see cref="BackboneConfig.FeatureCount"/>, row-major.</param>
    /// <param name="labels">Class of each row.</param>
    /// <param name="logits">Receives the logits, row-major; labels x classes.</param>
    public BatchMetrics EvaluateFeatures(ReadOnlySpan<float> features, ReadOnlySpan<int> labels, Span<float> logits)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        Backbone.eval();
        var rows = Rows(features);
        return Measure(Backbone.ForwardHead(rows), Targets(labels, rows.shape[0]), logits);
    }

    /// <summary>Runs the backbone without the head.</summary>
    /// <param name="imagesNhwc">uint8, images x size x size x 3.</param>
    /// <param name="imageSize">Side in pixels.</param>
    /// <param name="features">Receives float, images x <see cref="BackboneConfig.FeatureCount"/>.</param>
    public void ExtractFeatures(ReadOnlySpan<byte> imagesNhwc, int imageSize, Span<float> features)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        Backbone.eval();
        var images = ImageTensor.Normalised(imagesNhwc, imageSize, Backbone.Config, device);
        CopyTo(Backbone.ForwardFeatures(images), features);
    }

    /// <summary>Optimiser state and position; the weights are captured beside it.</summary>
    public StateDict CaptureState() => new(
        optimizer.Capture(),
        new Dictionary<string, string> { [StepKey] = GlobalStep.ToString(System.Globalization.CultureInfo.InvariantCulture) });

    /// <summary>Puts a captured state back; training then goes on bit for bit as it would have.</summary>
    /// <exception cref="WeightsFormatException">The state belongs to another session.</exception>
    public void RestoreState(StateDict state)
    {
        if (!state.Metadata.TryGetValue(StepKey, out string? step) || !long.TryParse(step, out long parsed))
        {
            throw new WeightsFormatException($"The checkpoint has no {StepKey}: it is not a checkpoint of a session.");
        }

        optimizer.Restore(state);
        GlobalStep = parsed;
    }

    /// <inheritdoc/>
    public void Dispose() => optimizer.Dispose();

    private static List<TrainedParameter> TrainedParameters(Backbone backbone, TrainingOptions options)
    {
        string head = backbone.Config.ClassifierName + ".";
        var trained = new List<TrainedParameter>();
        foreach (var (name, parameter) in backbone.named_parameters())
        {
            bool isHead = name.StartsWith(head, StringComparison.Ordinal);
            bool train = isHead || options.Method == TrainingMethod.FineTune;
            parameter.requires_grad = train;
            if (train)
            {
                double factor = isHead && options.Method == TrainingMethod.FineTune ? options.HeadLearningRateFactor : 1;
                trained.Add(new TrainedParameter(name, parameter, factor, parameter.dim() > 1 ? options.WeightDecay : 0));
            }
        }

        return trained;
    }

    private void EnterTrainingMode()
    {
        if (options.Method == TrainingMethod.Transfer)
        {
            Backbone.eval();
            return;
        }

        Backbone.train();
        if (options.FreezeBatchNorm)
        {
            foreach (var norm in Backbone.modules().OfType<TorchSharp.Modules.BatchNorm2d>())
            {
                norm.eval();
            }
        }
    }

    private BatchMetrics Step(Func<Tensor> forward, Tensor targets)
    {
        // Dropout draws from torch's global generator: seeding it from the position makes a resumed run draw the same.
        var random = SplitMix64.For(options.Seed, (ulong)GlobalStep ^ 0xD20F);
        _ = manual_seed((long)(random.Next() >> 1));

        var logits = forward();
        var loss = functional.cross_entropy(logits, targets, label_smoothing: options.LabelSmoothing);
        loss.backward();
        using (no_grad())
        {
            if (options.GradientClipNorm > 0)
            {
                optimizer.ClipGradients(options.GradientClipNorm);
            }

            optimizer.Step(LearningRateSchedule.At(options, GlobalStep, stepsPerEpoch), GlobalStep);
            optimizer.ZeroGradients();
            GlobalStep++;
            return Count(logits.detach(), targets, loss.item<float>() * targets.shape[0]);
        }
    }

    private static BatchMetrics Measure(Tensor logits, Tensor targets, Span<float> received)
    {
        CopyTo(logits, received);
        float loss = functional.cross_entropy(logits, targets, reduction: Reduction.Sum).item<float>();
        return Count(logits, targets, loss);
    }

    private static BatchMetrics Count(Tensor logits, Tensor targets, double lossSum)
    {
        int among = (int)Math.Min(5, logits.shape[1]);
        var (_, best) = logits.topk(among, dim: 1);
        var hits = best.eq(targets.unsqueeze(1));
        int correct = (int)hits.select(1, 0).sum().item<long>();
        int correct5 = (int)hits.sum().item<long>();
        return new BatchMetrics(lossSum, correct, correct5, (int)targets.shape[0]);
    }

    private static void CopyTo(Tensor source, Span<float> target)
    {
        var local = source.cpu().contiguous();
        if (local.numel() != target.Length)
        {
            throw new ArgumentException($"{local.numel()} values do not fit into {target.Length}.", nameof(target));
        }

        System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(local.bytes).CopyTo(target);
    }

    private Tensor Rows(ReadOnlySpan<float> features)
    {
        int width = Backbone.Config.FeatureCount;
        if (features.Length == 0 || features.Length % width != 0)
        {
            throw new ArgumentException($"{features.Length} values are no rows of {width} features.", nameof(features));
        }

        var rows = empty([features.Length / width, width], dtype: ScalarType.Float32);
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(features).CopyTo(rows.bytes);
        return rows.to(device);
    }

    private Tensor Targets(ReadOnlySpan<int> labels, long expected)
    {
        if (labels.Length != expected)
        {
            throw new ArgumentException($"{expected} rows came with {labels.Length} labels.", nameof(labels));
        }

        long[] targets = new long[labels.Length];
        for (int i = 0; i < targets.Length; i++)
        {
            targets[i] = labels[i] >= 0 && labels[i] < Backbone.ClassCount
                ? labels[i]
                : throw new ArgumentException($"Label {labels[i]} is none of the {Backbone.ClassCount} classes.", nameof(labels));
        }

        return tensor(targets, device: device);
    }
}
