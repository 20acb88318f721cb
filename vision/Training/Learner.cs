using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Training;

/// <summary>
/// Trains one network on one device, a batch a call. Synchronous, and to be called from one thread at a time (the device's); no tensor leaves it.
/// The run is a pure function of the starting weights, the options and the batches: every step seeds torch's generator from the run's seed and the
/// step's number, so that dropout does not depend on what happened before. That generator is the process's, therefore two learners of a process
/// must not train at the same time where dropout has to be reproducible.
/// </summary>
public sealed partial class Learner : IDisposable
{
    private const ulong DropoutStream = 0x64726F70; // "drop" in ASCII

    private readonly Backbone backbone;
    private readonly TrainingOptions options;
    private readonly int stepsPerEpoch;
    private readonly int classCount;
    private readonly Device device;
    private readonly HalfPrecisionCopy? halfPrecision;
    private readonly Backbone network;
    private readonly LearningLayers layers;
    private readonly ParameterOptimizer optimizer;
    private readonly WeightAverage? average;
    private readonly LearnerState state;
    private readonly ImageInput images;
    private readonly HostStaging features;
    private readonly HostStaging exchanged;
    private readonly BatchLoss loss;

    /// <summary>Moves the network to the device and prepares a run at step 0.</summary>
    /// <param name="backbone">The network with its starting weights; the learner sets its modes and gradients but does not dispose it.</param>
    /// <param name="options">How to learn.</param>
    /// <param name="stepsPerEpoch">Steps of one epoch (<see cref="EpochOrder.StepsPerEpoch"/>), at least 1; the schedule needs it.</param>
    /// <param name="device">Where to learn; the CPU by default.</param>
    /// <param name="classCounts">Training photos of each class; needed where the options balance classes by weights.</param>
    /// <param name="createCopy">
    /// Makes a second network of the same shape for 16-bit training; by default the registry's of the same name. The learner disposes it.
    /// </param>
    /// <exception cref="InvalidTrainingOptionException">An option is out of its range, or deterministic training is asked of a GPU.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An epoch has no step.</exception>
    /// <exception cref="ArgumentException">Class counts are needed and missing, or are not one a class.</exception>
    public Learner(
        Backbone backbone,
        TrainingOptions options,
        int stepsPerEpoch,
        Device? device = null,
        IReadOnlyList<int>? classCounts = null,
        Func<Backbone>? createCopy = null)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(stepsPerEpoch, 1);
        this.backbone = backbone;
        this.options = options;
        this.stepsPerEpoch = stepsPerEpoch;
        classCount = backbone.ClassCount;
        this.device = device ?? CPU;
        if (options.Deterministic && this.device.type != DeviceType.CPU)
        {
            throw new InvalidTrainingOptionException(
                nameof(options.Deterministic), true, $"false on {this.device}: TorchSharp cannot ask a GPU for deterministic algorithms");
        }

        loss = new BatchLoss(options, classCount, classCounts, this.device);
        images = new ImageInput(backbone.Config, this.device);
        backbone.to(this.device);
        ChannelsLast.ConvertWeights(backbone, this.device);
        if (options.Precision == Precision.BFloat16)
        {
            var copy = createCopy?.Invoke() ?? BackboneRegistry.Create(backbone.Config.Name, classCount, seed: 0);
            halfPrecision = new HalfPrecisionCopy(backbone, copy, this.device);
        }

        network = halfPrecision?.Network ?? backbone;
        var parameters = TrainableParameter.Select(backbone, options, stepsPerEpoch);
        layers = new LearningLayers(network, parameters, options, stepsPerEpoch);
        optimizer = ParameterOptimizer.Create(parameters, options);
        average = options.EmaDecay > 0 ? new WeightAverage(parameters, options.EmaDecay) : null;
        state = new LearnerState(backbone, options, stepsPerEpoch, optimizer, average);
        features = new HostStaging(ScalarType.Float32, this.device);
        exchanged = new HostStaging(ScalarType.Float32, this.device);
        RateAt = step => LearningRateSchedule.At(step, stepsPerEpoch, options);
    }

    /// <summary>Optimiser steps done.</summary>
    public long Step { get; private set; }

    /// <summary>Whole epochs done, by the steps.</summary>
    public int Epoch => (int)(Step / stepsPerEpoch);

    /// <summary>Learning rate of the next step.</summary>
    public double LearningRate => RateAt(Step);

    /// <summary>Learning rate of each step: the options' schedule, or what a learning-rate finder tries.</summary>
    internal Func<long, double> RateAt { get; init; }

    /// <summary>
    /// One step on photos. <see cref="TrainingMethod.Transfer"/> runs the frozen backbone without gradients and trains the head, exactly as
    /// <see cref="TrainFeatures"/> on <see cref="ExtractFeatures"/> would.
    /// </summary>
    /// <param name="imagesNhwc">uint8 [N, imageSize, imageSize, 3], RGB.</param>
    /// <param name="imageSize">Side of the square photos in pixels.</param>
    /// <param name="labels">The class of each of the N photos, N at least 1 (2 where BatchNorm statistics are learnt).</param>
    /// <returns>
    /// Sums over the batch, of the logits before the step. In a mixed batch a photo counts as recognised by the label with the larger share.
    /// </returns>
    /// <exception cref="ArgumentException">The batch is empty, too small, or its bytes do not fill the shape.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not a class.</exception>
    /// <exception cref="TrainingDivergedException">The loss is not finite.</exception>
    public BatchMetrics TrainImages(ReadOnlySpan<byte> imagesNhwc, int imageSize, ReadOnlySpan<int> labels)
    {
        CheckLabels(labels);
        if (labels.Length == 1 && layers.LearnsBatchStatistics)
        {
            throw new ArgumentException("BatchNorm cannot learn from a batch of one photo; cut batches with EpochOrder.Batches.", nameof(labels));
        }

        using var scope = NewDisposeScope();
        var input = images.ToDevice(imagesNhwc, imageSize, labels.Length);
        BeginStep();
        if (options.Method == TrainingMethod.Transfer)
        {
            return DescendHead(FrozenFeatures(input), labels);
        }

        var (prepared, mix) = Prepare(input);
        var metrics = Descend(part => network.call(part.Of(prepared)), labels, mix);
        if (layers.LearnsBatchStatistics)
        {
            halfPrecision?.ReturnStatistics();
        }

        return metrics;
    }

    /// <summary>One step of the head on cached features; <see cref="TrainingMethod.Transfer"/> only.</summary>
    /// <param name="featureRows">Pooled features, float [N, <see cref="BackboneConfig.FeatureCount"/>], row-major.</param>
    /// <param name="labels">The class of each of the N photos, N at least 1.</param>
    /// <returns>Sums over the batch, of the logits before the step.</returns>
    /// <exception cref="InvalidOperationException">The method is not transfer learning: features do not stay the same.</exception>
    /// <exception cref="ArgumentException">The batch is empty, or the features do not fill the shape.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not a class.</exception>
    /// <exception cref="TrainingDivergedException">The loss is not finite.</exception>
    public BatchMetrics TrainFeatures(ReadOnlySpan<float> featureRows, ReadOnlySpan<int> labels)
    {
        if (options.Method != TrainingMethod.Transfer)
        {
            throw new InvalidOperationException($"Cached features are for {TrainingMethod.Transfer}; this run is {options.Method}.");
        }

        CheckLabels(labels);
        CheckFeatures(featureRows, labels.Length);
        using var scope = NewDisposeScope();
        var rows = features.Send(featureRows, [labels.Length, backbone.Config.FeatureCount]);
        BeginStep();
        return DescendHead(rows, labels);
    }

    /// <summary>
    /// Copies out everything that training has changed, to go on from there later: weights, optimiser state and the number of steps.
    /// Transfer learning leaves the frozen backbone out and notes its fingerprint.
    /// </summary>
    /// <returns>Plain bytes, ready for a safetensors file; <see cref="Checkpoint"/> says what is in it.</returns>
    public StateDict CaptureCheckpoint()
    {
        average?.Place(intoNetwork: false);
        return state.Capture(Step);
    }

    /// <summary>
    /// Goes on from a checkpoint. On the same kind of machine with the same number of CPU threads, the steps that follow give the weights, bit for
    /// bit, that the uninterrupted run would have had.
    /// </summary>
    /// <param name="checkpoint">A checkpoint of a run with the same backbone, frozen weights, options and steps an epoch.</param>
    /// <exception cref="CheckpointMismatchException">It is of another run; nothing was changed.</exception>
    /// <exception cref="WeightsMismatchException">Its tensors do not fit the network; nothing was changed.</exception>
    public void RestoreCheckpoint(StateDict checkpoint)
    {
        average?.Place(intoNetwork: false);
        Step = state.Restore(checkpoint);
    }

    /// <summary>Frees the optimiser's state, averages and buffers; the network stays the caller's.</summary>
    public void Dispose()
    {
        optimizer.Dispose();
        average?.Dispose();
        halfPrecision?.Dispose();
        images.Dispose();
        features.Dispose();
        loss.Dispose();
        exchanged.Dispose();
    }
}
