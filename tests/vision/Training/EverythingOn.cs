using BirdGrid.Vision.Training;

namespace BirdGrid.Vision.Tests.Training;

/// <summary>A recipe with everything that changes how a learner learns.</summary>
internal static class EverythingOn
{
    /// <summary>Photos of each class in the tests' training split.</summary>
    public static IReadOnlyList<int> ClassCounts { get; } = [4, 8, 12, 16];

    public static TrainingOptions Options(Precision precision) => TrainingOptions.ForScratch() with
    {
        Epochs = 4,
        BatchSize = 12,
        Optimizer = OptimizerKind.AdamW,
        LearningRate = 0.01,
        WarmupEpochs = 1.5,
        GradientClipNorm = 5,
        Seed = 42,
        HeadLearningRateFactor = 2,
        LayerDecay = 0.8,
        Unfreezing = new UnfreezingOptions { HeadEpochs = 1, ThawEpochs = 1 },
        EmaDecay = 0.9,
        Mix = new MixOptions { MixupAlpha = 0.4, CutMixAlpha = 1, Probability = 0.8 },
        Erasing = new ErasingOptions { Probability = 0.5, Fill = ErasingFill.Noise },
        ClassBalance = new ClassBalanceOptions { Mode = ClassBalanceMode.Weights, Beta = 0.99 },
        MicroBatchSize = 5,
        Precision = precision,
    };
}
