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
    private readonly nn.Module[] batchNorms;
    private readonly IReadOnlyList<TrainableParameter> parameters;
    private readonly Tensor[] parameterTensors;
    private readonly ParameterOptimizer optimizer;
    private readonly LearnerState state;
    private readonly ImageInput images;
    private readonly HostStaging features;
    private readonly HostStaging targets;

    /// <summary>Moves the network to the device and prepares a run at step 0.</summary>
    /// <param name="backbone">The network with its starting weights; the learner sets its modes and gradients but does not dispose it.</param>
    /// <param name="options">How to learn.</param>
    /// <param name="stepsPerEpoch">Steps of one epoch (<see cref="EpochOrder.StepsPerEpoch"/>), at least 1; the schedule needs it.</param>
    /// <param name="device">Where to learn; the CPU by default.</param>
    /// <exception cref="InvalidTrainingOptionException">An option is out of its range, or deterministic training is asked of a GPU.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An epoch has no step.</exception>
    public Learner(Backbone backbone, TrainingOptions options, int stepsPerEpoch, Device? device = null)
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

        images = new ImageInput(backbone.Config, this.device);
        backbone.to(this.device);
        batchNorms = [.. backbone.modules().Where(IsBatchNorm)];
        parameters = TrainableParameter.Select(backbone, options);
        parameterTensors = [.. parameters.Select(parameter => parameter.Value)];
        optimizer = ParameterOptimizer.Create(parameters, options);
        state = new LearnerState(backbone, options, stepsPerEpoch, optimizer);
        features = new HostStaging(ScalarType.Float32, this.device);
        targets = new HostStaging(ScalarType.Int64, this.device);
    }

    /// <summary>Optimiser steps done.</summary>
    public long Step { get; private set; }

    /// <summary>Whole epochs done, by the steps.</summary>
    public int Epoch => (int)(Step / stepsPerEpoch);

    /// <summary>Learning rate of the next step.</summary>
    public double LearningRate => LearningRateSchedule.At(Step, stepsPerEpoch, options);

    private bool LearnsBatchStatistics =>
        options.Method == TrainingMethod.FineTune && !options.FreezeBatchNorm && batchNorms.Length > 0;

    /// <summary>
    /// One step on photos. <see cref="TrainingMethod.Transfer"/> runs the frozen backbone without gradients and trains the head, exactly as
    /// <see cref="TrainFeatures"/> on <see cref="ExtractFeatures"/> would.
    /// </summary>
    /// <param name="imagesNhwc">uint8 [N, imageSize, imageSize, 3], RGB.</param>
    /// <param name="imageSize">Side of the square photos in pixels.</param>
    /// <param name="labels">The class of each of the N photos, N at least 1 (2 where BatchNorm statistics are learnt).</param>
    /// <returns>Sums over the batch, of the logits before the step.</returns>
    /// <exception cref="ArgumentException">The batch is empty, too small, or its bytes do not fill the shape.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not a class.</exception>
    /// <exception cref="TrainingDivergedException">The loss is not finite.</exception>
    public BatchMetrics TrainImages(ReadOnlySpan<byte> imagesNhwc, int imageSize, ReadOnlySpan<int> labels)
    {
        CheckLabels(labels);
        if (labels.Length == 1 && LearnsBatchStatistics)
        {
            throw new ArgumentException("BatchNorm cannot learn from a batch of one photo; cut batches with EpochOrder.Batches.", nameof(labels));
        }

        using var scope = NewDisposeScope();
        var input = images.ToDevice(imagesNhwc, imageSize, labels.Length);
        SeedStep();
        Tensor logits;
        if (options.Method == TrainingMethod.Transfer)
        {
            var pooled = FrozenFeatures(input);
            backbone.train();
            logits = backbone.ForwardHead(pooled);
        }
        else
        {
            EnterTraining();
            logits = backbone.call(input);
        }

        return Descend(logits, labels);
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
        SeedStep();
        if (!backbone.training)
        {
            backbone.train();
        }

        return Descend(backbone.ForwardHead(rows), labels);
    }

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

    /// <summary>
    /// Copies out everything that training has changed, to go on from there later: weights, optimiser state and the number of steps.
    /// Transfer learning leaves the frozen backbone out and notes its fingerprint.
    /// </summary>
    /// <returns>Plain bytes, ready for a safetensors file; <see cref="Checkpoint"/> says what is in it.</returns>
    public StateDict CaptureCheckpoint() => state.Capture(Step);

    /// <summary>
    /// Goes on from a checkpoint. On the same kind of machine with the same number of CPU threads, the steps that follow give the weights, bit for
    /// bit, that the uninterrupted run would have had.
    /// </summary>
    /// <param name="checkpoint">A checkpoint of a run with the same backbone, frozen weights, options and steps an epoch.</param>
    /// <exception cref="CheckpointMismatchException">It is of another run; nothing was changed.</exception>
    /// <exception cref="WeightsMismatchException">Its tensors do not fit the network; nothing was changed.</exception>
    public void RestoreCheckpoint(StateDict checkpoint) => Step = state.Restore(checkpoint);

    /// <summary>Frees the optimiser's state and the buffers; the network stays the caller's.</summary>
    public void Dispose()
    {
        optimizer.Dispose();
        images.Dispose();
        features.Dispose();
        targets.Dispose();
    }

    private static bool IsBatchNorm(nn.Module module) =>
        module is TorchSharp.Modules.BatchNorm1d or TorchSharp.Modules.BatchNorm2d or TorchSharp.Modules.BatchNorm3d;

    private Tensor FrozenFeatures(Tensor input)
    {
        backbone.eval();
        using var frozen = no_grad();
        return backbone.ForwardFeatures(input);
    }

    private void EnterTraining()
    {
        backbone.train();
        if (options.FreezeBatchNorm)
        {
            foreach (var batchNorm in batchNorms)
            {
                batchNorm.eval();
            }
        }
    }

    private void SeedStep()
    {
        long seed = (long)SplitMix64.Key(options.Seed, DropoutStream, (ulong)Step);
        using var generator = manual_seed(seed);
        if (device.type == DeviceType.CUDA)
        {
            cuda.manual_seed_all(seed);
        }
    }

    private BatchMetrics Descend(Tensor logits, ReadOnlySpan<int> labels)
    {
        var loss = nn.functional.cross_entropy(logits, SendLabels(labels), label_smoothing: options.LabelSmoothing);
        IReadOnlyList<Tensor> gradients = [.. autograd.grad([loss], parameterTensors)];
        if (options.GradientClipNorm > 0)
        {
            gradients = GradientClipping.Clip(gradients, options.GradientClipNorm);
        }

        double learningRate = LearningRate;
        optimizer.Step(gradients, learningRate, Step + 1);
        double meanLoss = loss.ToSingle();
        if (!double.IsFinite(meanLoss))
        {
            throw new TrainingDivergedException(Step, learningRate);
        }

        Step++;
        return Count(ToHost(logits.detach()), labels, meanLoss * labels.Length);
    }
}
