namespace BirdGrid.Vision.Training;

/// <summary>
/// Everything that decides how a network learns, as plain data. The defaults are those of <see cref="ForTransfer"/>.
/// Two runs with equal options, photos and starting weights on the same kind of machine end in equal weights.
/// </summary>
public sealed record TrainingOptions
{
    /// <summary>Which layers learn.</summary>
    public TrainingMethod Method { get; init; } = TrainingMethod.Transfer;

    /// <summary>Passes over the training photos, 1 to 10000.</summary>
    public int Epochs { get; init; } = 100;

    /// <summary>Photos a step, 1 to 4096; at least 2 where BatchNorm statistics are learnt.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>The update rule.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.AdamW;

    /// <summary>Peak learning rate, above 0, at most 100.</summary>
    public double LearningRate { get; init; } = 3e-3;

    /// <summary>Momentum of <see cref="OptimizerKind.Sgd"/>, 0 to below 1; AdamW does not use it.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Whether <see cref="OptimizerKind.Sgd"/> looks ahead along its momentum (Nesterov); AdamW does not use it.</summary>
    public bool Nesterov { get; init; } = true;

    /// <summary>Weight decay, 0 to 1; biases and normalisation parameters are never decayed.</summary>
    public double WeightDecay { get; init; } = 1e-2;

    /// <summary>Course of the learning rate after the warm-up.</summary>
    public ScheduleKind Schedule { get; init; } = ScheduleKind.Cosine;

    /// <summary>Epochs (fractions allowed) in which the learning rate rises linearly to its peak, 0 to below <see cref="Epochs"/>.</summary>
    public double WarmupEpochs { get; init; }

    /// <summary>Epochs between two drops of <see cref="ScheduleKind.Step"/>, at least 1.</summary>
    public int StepEpochs { get; init; } = 10;

    /// <summary>Factor of each drop of <see cref="ScheduleKind.Step"/>, above 0, at most 1.</summary>
    public double StepFactor { get; init; } = 0.1;

    /// <summary>
    /// Share of the target probability spread evenly over all classes, 0 to below 1.
    /// Szegedy et al. 2016, "Rethinking the Inception Architecture", arXiv:1512.00567.
    /// </summary>
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>Epochs without a better validation result after which training stops, 0 to 10000; 0 never stops early.</summary>
    public int EarlyStoppingPatience { get; init; }

    /// <summary>
    /// Whether fine-tuning keeps BatchNorm's running mean and variance as they came (their scale and shift still learn).
    /// Right for pretrained weights, where small batches would spoil the statistics; must be false from scratch. Transfer never moves them.
    /// </summary>
    public bool FreezeBatchNorm { get; init; } = true;

    /// <summary>Augmented variants of each photo whose features are cached for <see cref="TrainingMethod.Transfer"/>, 1 to 64.</summary>
    public int FeatureVariants { get; init; } = 4;

    /// <summary>Learning rate of the head relative to the other layers, above 0, at most 1000; only fine-tuning uses it.</summary>
    public double HeadLearningRateFactor { get; init; } = 1;

    /// <summary>Largest L2 norm of the whole gradient, longer ones are scaled down to it; at least 0, and 0 leaves gradients alone.</summary>
    public double GradientClipNorm { get; init; }

    /// <summary>Seed of every random draw of the run.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// Insists on exact repetition: the CPU only, and a checkpoint only resumes with the number of CPU threads it was written with
    /// (another number adds up in another order). The host sets that number with <c>torch.set_num_threads</c>. When false, a run may be resumed
    /// anywhere, and is repeated exactly only where the machine happens to allow it.
    /// </summary>
    public bool Deterministic { get; init; }

    /// <summary>Head only on a frozen pretrained backbone: AdamW 3e-3, cosine, 100 epochs of cached features.</summary>
    public static TrainingOptions ForTransfer() => new();

    /// <summary>
    /// All layers from pretrained weights: Nesterov SGD, the new head ten times faster than the layers below it, which are nearly right already.
    /// </summary>
    public static TrainingOptions ForFineTune() => new()
    {
        Method = TrainingMethod.FineTune,
        Epochs = 12,
        BatchSize = 32,
        Optimizer = OptimizerKind.AdamW,
        LearningRate = 1e-4,
        WeightDecay = 1e-2,
        WarmupEpochs = 1,
        HeadLearningRateFactor = 10,
    };

    /// <summary>All layers from drawn weights: Nesterov SGD with a longer warm-up, BatchNorm statistics learnt.</summary>
    public static TrainingOptions ForScratch() => new()
    {
        Method = TrainingMethod.FineTune,
        Epochs = 30,
        BatchSize = 32,
        Optimizer = OptimizerKind.Sgd,
        LearningRate = 0.05,
        WeightDecay = 5e-4,
        WarmupEpochs = 2,
        FreezeBatchNorm = false,
    };

    /// <summary>Checks every value on its own and the few that depend on each other.</summary>
    /// <exception cref="InvalidTrainingOptionException">The first value that is out of its range.</exception>
    public void Validate()
    {
        Require(Enum.IsDefined(Method), nameof(Method), Method, $"one of {string.Join(", ", Enum.GetNames<TrainingMethod>())}");
        Require(Epochs is >= 1 and <= 10_000, nameof(Epochs), Epochs, "between 1 and 10000");
        Require(BatchSize is >= 1 and <= 4096, nameof(BatchSize), BatchSize, "between 1 and 4096");
        Require(Enum.IsDefined(Optimizer), nameof(Optimizer), Optimizer, $"one of {string.Join(", ", Enum.GetNames<OptimizerKind>())}");
        Require(LearningRate is > 0 and <= 100, nameof(LearningRate), LearningRate, "above 0 and at most 100");
        Require(Momentum is >= 0 and < 1, nameof(Momentum), Momentum, "at least 0 and below 1");
        Require(WeightDecay is >= 0 and <= 1, nameof(WeightDecay), WeightDecay, "between 0 and 1");
        Require(Enum.IsDefined(Schedule), nameof(Schedule), Schedule, $"one of {string.Join(", ", Enum.GetNames<ScheduleKind>())}");
        Require(WarmupEpochs >= 0 && WarmupEpochs < Epochs, nameof(WarmupEpochs), WarmupEpochs, $"at least 0 and below the {Epochs} epochs");
        Require(StepEpochs >= 1, nameof(StepEpochs), StepEpochs, "at least 1");
        Require(StepFactor is > 0 and <= 1, nameof(StepFactor), StepFactor, "above 0 and at most 1");
        Require(LabelSmoothing is >= 0 and < 1, nameof(LabelSmoothing), LabelSmoothing, "at least 0 and below 1");
        Require(EarlyStoppingPatience is >= 0 and <= 10_000, nameof(EarlyStoppingPatience), EarlyStoppingPatience, "between 0 and 10000");
        Require(FeatureVariants is >= 1 and <= 64, nameof(FeatureVariants), FeatureVariants, "between 1 and 64");
        Require(
            HeadLearningRateFactor is > 0 and <= 1000, nameof(HeadLearningRateFactor), HeadLearningRateFactor, "above 0 and at most 1000");
        Require(
            GradientClipNorm >= 0 && double.IsFinite(GradientClipNorm), nameof(GradientClipNorm), GradientClipNorm, "at least 0 and finite");
        Require(
            Optimizer != OptimizerKind.Sgd || !Nesterov || Momentum > 0, nameof(Nesterov), Nesterov, $"false while {nameof(Momentum)} is 0");
        Require(
            Method == TrainingMethod.Transfer || FreezeBatchNorm || BatchSize >= 2,
            nameof(BatchSize),
            BatchSize,
            $"at least 2 while {nameof(FreezeBatchNorm)} is false: one photo has no variance");
    }

    /// <summary>Does what <see cref="Validate"/> does, and checks that the method suits the weights that training starts from.</summary>
    /// <param name="pretrained">Whether the backbone starts from trained weights (ImageNet's or an earlier model version's).</param>
    /// <exception cref="InvalidTrainingOptionException">The first value that is out of its range or does not suit the start.</exception>
    public void ValidateStart(bool pretrained)
    {
        Validate();
        Require(
            pretrained || Method == TrainingMethod.FineTune,
            nameof(Method),
            Method,
            $"{TrainingMethod.FineTune} without pretrained weights: a frozen backbone with drawn weights has no useful features");
        Require(
            pretrained || !FreezeBatchNorm,
            nameof(FreezeBatchNorm),
            FreezeBatchNorm,
            "false without pretrained weights: there are no statistics to keep");
    }

    private static void Require(bool holds, string propertyName, object value, string allowed)
    {
        if (!holds)
        {
            throw new InvalidTrainingOptionException(propertyName, value, allowed);
        }
    }
}
