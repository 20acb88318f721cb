namespace BirdGrid.Vision.Training;

/// <summary>
/// Everything that decides how a network learns, as plain data. The defaults are those of <see cref="ForTransfer"/>.
/// Two runs with equal options, photos and starting weights on the same kind of machine end in equal weights.
/// </summary>
public sealed partial record TrainingOptions
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

    /// <summary>
    /// Discriminative learning rates: each group of layers (stem, blocks or stages, head) learns at this factor of the rate of the group above it,
    /// above 0, at most 1; only fine-tuning uses it. Howard and Ruder 2018, arXiv:1801.06146, who take 1 / 2.6 between few groups; with the groups
    /// of <see cref="LayerGroups"/> 0.75 to 0.95 are usual.
    /// </summary>
    public double LayerDecay { get; init; } = 1;

    /// <summary>When the layers below the head join in; null: from the start. Only fine-tuning has such layers.</summary>
    public UnfreezingOptions? Unfreezing { get; init; }

    /// <summary>
    /// Decay of the weights' exponential moving average, 0 to below 1; 0: none. The average is what is evaluated and published, the raw weights are
    /// what learns. In step t (from 0) the decay is at most (1 + t) / (10 + t), so that the start is soon forgotten.
    /// Polyak and Juditsky 1992; the form is that of timm and TensorFlow.
    /// </summary>
    public double EmaDecay { get; init; }

    /// <summary>Mixup and CutMix; null: neither. Only fine-tuning sees photos to mix.</summary>
    public MixOptions? Mix { get; init; }

    /// <summary>Random erasing; null: none. Only fine-tuning sees photos to erase from.</summary>
    public ErasingOptions? Erasing { get; init; }

    /// <summary>How rare classes are made up for; null: not at all.</summary>
    public ClassBalanceOptions? ClassBalance { get; init; }

    /// <summary>
    /// Photos that go through the network at a time, 0 to <see cref="BatchSize"/>; 0: the whole batch. The gradients of a batch's parts are added up
    /// before the step, which saves memory and otherwise changes nothing but BatchNorm statistics where these are learnt.
    /// </summary>
    public int MicroBatchSize { get; init; }

    /// <summary>Smaller pictures in the first epochs; null: the final size throughout. Only fine-tuning sees pictures every epoch.</summary>
    public ResizingOptions? Resizing { get; init; }

    /// <summary>A second evaluation of the finished model over several views of each photo; null: none.</summary>
    public TestTimeOptions? TestTime { get; init; }

    /// <summary>Number format of the forward and backward pass; 16 bits are for fine-tuning.</summary>
    public Precision Precision { get; init; }

    /// <summary>Seed of every random draw of the run.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// Insists on exact repetition: the CPU only, and a checkpoint only resumes with the number of CPU threads it was written with
    /// (another number adds up in another order). Processors with other instruction sets have other kernels: on these it repeats to rounding. The host sets that number with <c>torch.set_num_threads</c>. When false, a run may be resumed
    /// anywhere, and is repeated exactly only where the machine happens to allow it.
    /// </summary>
    public bool Deterministic { get; init; }

    /// <summary>Head only on a frozen pretrained backbone: AdamW 3e-3, cosine, 100 epochs of cached features.</summary>
    public static TrainingOptions ForTransfer() => new();

    /// <summary>
    /// All layers from pretrained weights: AdamW, the new head ten times faster than the layers below it, which are nearly right already.
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
}
