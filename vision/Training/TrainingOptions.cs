using System.Text.Json;

namespace BirdGrid.Vision.Training;

/// <summary>Hyper-parameters of a training session: pure data, complete, comparable.</summary>
public sealed record TrainingOptions
{
    /// <summary>Which layers are trained.</summary>
    public TrainingMethod Method { get; init; } = TrainingMethod.FineTune;

    /// <summary>Passes over the training photos, 1 to 10,000.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Photos of an optimiser step, 2 to 4,096.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The optimiser.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Sgd;

    /// <summary>Peak learning rate, above 0 up to 10.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>Momentum of SGD, 0 to below 1.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Weight decay, 0 to 1; biases and normalisation parameters are exempt.</summary>
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>How the learning rate goes on after the warm-up.</summary>
    public ScheduleKind Schedule { get; init; } = ScheduleKind.Cosine;

    /// <summary>Epochs, also fractions, of linear rise to the peak, 0 up to <see cref="Epochs"/>.</summary>
    public double WarmupEpochs { get; init; } = 0.5;

    /// <summary>Epochs between the drops of <see cref="ScheduleKind.Step"/>, at least 1.</summary>
    public int StepEpochs { get; init; } = 10;

    /// <summary>Factor of a drop, above 0 up to 1.</summary>
    public double StepFactor { get; init; } = 0.1;

    /// <summary>Share of the target that is spread over all classes (Szegedy et al., CVPR 2016), 0 to below 1.</summary>
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>Epochs without a better validation accuracy before training stops, 0: never.</summary>
    public int EarlyStoppingPatience { get; init; }

    /// <summary>Keeps the running statistics of batch normalisation as loaded, and uses them. Must be off when training from scratch.</summary>
    public bool FreezeBatchNorm { get; init; } = true;

    /// <summary>Augmented variants of each photo whose features are cached, 1 to 64; transfer learning only.</summary>
    public int FeatureVariants { get; init; } = 4;

    /// <summary>The head's learning rate over the other layers', above 0 up to 1,000; fine-tuning only.</summary>
    public double HeadLearningRateFactor { get; init; } = 1;

    /// <summary>Largest norm of the whole gradient, 0: not clipped.</summary>
    public double GradientClipNorm { get; init; }

    /// <summary>Where all randomness comes from: head, batch order, augmentation, dropout.</summary>
    public ulong Seed { get; init; }

    /// <summary>Defaults of transfer learning: a linear probe on cached features.</summary>
    public static TrainingOptions ForTransfer() => new()
    {
        Method = TrainingMethod.Transfer,
        Epochs = 50,
        BatchSize = 64,
        Optimizer = OptimizerKind.AdamW,
        LearningRate = 3e-3,
        WeightDecay = 1e-2,
        WarmupEpochs = 1,
    };

    /// <summary>Defaults of fine-tuning from pretrained weights or an earlier version.</summary>
    public static TrainingOptions ForFineTune() => new()
    {
        Method = TrainingMethod.FineTune,
        Epochs = 10,
        LearningRate = 5e-3,
        HeadLearningRateFactor = 4,
        GradientClipNorm = 5,
    };

    /// <summary>Defaults of training from random weights.</summary>
    public static TrainingOptions ForScratch() => new()
    {
        Method = TrainingMethod.FineTune,
        Epochs = 30,
        LearningRate = 0.05,
        WeightDecay = 5e-4,
        WarmupEpochs = 2,
        FreezeBatchNorm = false,
        GradientClipNorm = 5,
    };

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="ArgumentException">It is not such JSON, or a value is out of range.</exception>
    public static TrainingOptions FromJson(string json)
    {
        try
        {
            var options = JsonSerializer.Deserialize(json, TrainingOptionsJson.Default.TrainingOptions)
                ?? throw new ArgumentException("Training options must not be null.", nameof(json));
            options.Validate();
            return options;
        }
        catch (JsonException malformed)
        {
            throw new ArgumentException($"These are no training options: {malformed.Message}", nameof(json), malformed);
        }
    }

    /// <summary>Writes the options, every value, always in the same order.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, TrainingOptionsJson.Default.TrainingOptions);

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        Require(Epochs is >= 1 and <= 10_000, nameof(Epochs), Epochs, "1 to 10000");
        Require(BatchSize is >= 2 and <= 4096, nameof(BatchSize), BatchSize, "2 to 4096");
        Require(LearningRate is > 0 and <= 10, nameof(LearningRate), LearningRate, "above 0 up to 10");
        Require(Momentum is >= 0 and < 1, nameof(Momentum), Momentum, "0 to below 1");
        Require(WeightDecay is >= 0 and <= 1, nameof(WeightDecay), WeightDecay, "0 to 1");
        Require(WarmupEpochs >= 0 && WarmupEpochs <= Epochs, nameof(WarmupEpochs), WarmupEpochs, "0 to the number of epochs");
        Require(StepEpochs >= 1, nameof(StepEpochs), StepEpochs, "1 or more");
        Require(StepFactor is > 0 and <= 1, nameof(StepFactor), StepFactor, "above 0 up to 1");
        Require(LabelSmoothing is >= 0 and < 1, nameof(LabelSmoothing), LabelSmoothing, "0 to below 1");
        Require(EarlyStoppingPatience >= 0, nameof(EarlyStoppingPatience), EarlyStoppingPatience, "0 or more");
        Require(FeatureVariants is >= 1 and <= 64, nameof(FeatureVariants), FeatureVariants, "1 to 64");
        Require(HeadLearningRateFactor is > 0 and <= 1000, nameof(HeadLearningRateFactor), HeadLearningRateFactor, "above 0 up to 1000");
        Require(GradientClipNorm >= 0 && double.IsFinite(GradientClipNorm), nameof(GradientClipNorm), GradientClipNorm, "0 or more");
    }

    private static void Require(bool holds, string name, object value, string range)
    {
        if (!holds)
        {
            throw new ArgumentException($"{name} is {value}; it must be {range}.", name);
        }
    }
}
