using BirdGrid.V1;

namespace BirdGrid.Grid.Tests.Support;

/// <summary>A small training of the compact network from scratch, the same for the same arguments.</summary>
internal static class ScratchSpec
{
    /// <summary>The specification.</summary>
    public static TrainingSpec Of(string dataset, int epochs) => new()
    {
        Model = "birds",
        Dataset = dataset,
        Backbone = "resnet9",
        Method = TrainingMethod.FineTune,
        Initialization = Initialization.Scratch,
        Augmentation = "mobius",
        Seed = 5,
        Epochs = epochs,
        BatchSize = 8,
        LearningRate = 0.01,
    };
}
