using static BirdGrid.Vision.Training.OptionCheck;

namespace BirdGrid.Vision.Training;

/// <content>What may be trained with.</content>
public sealed partial record TrainingOptions
{
    /// <summary>Checks every value on its own and the few that depend on each other.</summary>
    /// <exception cref="InvalidTrainingOptionException">The first value that is out of its range.</exception>
    public void Validate()
    {
        RequireDefined(Method, nameof(Method));
        Require(Epochs is >= 1 and <= 10_000, nameof(Epochs), Epochs, "between 1 and 10000");
        Require(BatchSize is >= 1 and <= 4096, nameof(BatchSize), BatchSize, "between 1 and 4096");
        RequireDefined(Optimizer, nameof(Optimizer));
        Require(LearningRate is > 0 and <= 100, nameof(LearningRate), LearningRate, "above 0 and at most 100");
        Require(Momentum is >= 0 and < 1, nameof(Momentum), Momentum, "at least 0 and below 1");
        Require(WeightDecay is >= 0 and <= 1, nameof(WeightDecay), WeightDecay, "between 0 and 1");
        RequireDefined(Schedule, nameof(Schedule));
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
        ValidateRecipe();
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

    private void ValidateRecipe()
    {
        Require(LayerDecay is > 0 and <= 1, nameof(LayerDecay), LayerDecay, "above 0 and at most 1");
        Require(EmaDecay is >= 0 and < 1, nameof(EmaDecay), EmaDecay, "at least 0 and below 1");
        Require(MicroBatchSize >= 0 && MicroBatchSize <= BatchSize, nameof(MicroBatchSize), MicroBatchSize, $"between 0 (off) and the {BatchSize} photos of a batch");
        Require(
            MicroBatchSize != 1 || Method == TrainingMethod.Transfer || FreezeBatchNorm,
            nameof(MicroBatchSize),
            MicroBatchSize,
            $"0 or at least 2 while {nameof(FreezeBatchNorm)} is false: one photo has no variance");
        RequireDefined(Precision, nameof(Precision));
        Unfreezing?.Validate(nameof(Unfreezing), Epochs);
        Mix?.Validate(nameof(Mix));
        Erasing?.Validate(nameof(Erasing));
        ClassBalance?.Validate(nameof(ClassBalance));
        Resizing?.Validate(nameof(Resizing));
        TestTime?.Validate(nameof(TestTime));
        if (Method != TrainingMethod.FineTune)
        {
            const string OnlyFineTuning = $"while {nameof(Method)} is not {nameof(TrainingMethod.FineTune)}: transfer trains the head alone, on cached features";
            Require(LayerDecay == 1, nameof(LayerDecay), LayerDecay, $"1 {OnlyFineTuning}");
            Require(Precision == Precision.Full, nameof(Precision), Precision, $"{Precision.Full} {OnlyFineTuning}");
            RequireAbsent(Unfreezing, nameof(Unfreezing), OnlyFineTuning);
            RequireAbsent(Mix, nameof(Mix), OnlyFineTuning);
            RequireAbsent(Erasing, nameof(Erasing), OnlyFineTuning);
            RequireAbsent(Resizing, nameof(Resizing), OnlyFineTuning);
        }
    }

    private static void RequireAbsent(object? group, string name, string reason) => Require(group is null, name, "set", $"left out {reason}");
}
