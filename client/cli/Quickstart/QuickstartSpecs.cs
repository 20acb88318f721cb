using BirdGrid.V1;

namespace BirdGrid.Cli.Quickstart;

/// <summary>What the tour trains.</summary>
internal static class QuickstartSpecs
{
    /// <summary>The compact network from random weights.</summary>
    public static TrainingSpec Scratch(DatasetVersion version, ulong seed, int epochs) => new()
    {
        Model = version.Dataset,
        Dataset = version.Dataset,
        DatasetVersion = version.Version,
        Backbone = "resnet9",
        Method = TrainingMethod.FineTune,
        Initialization = Initialization.Scratch,
        Augmentation = "mobius",
        Epochs = epochs,
        Seed = seed,
    };

    /// <summary>A head on ImageNet's MobileNetV2.</summary>
    public static TrainingSpec Pretrained(DatasetVersion version, ulong seed) => new()
    {
        Model = version.Dataset,
        Dataset = version.Dataset,
        DatasetVersion = version.Version,
        Backbone = "mobilenet_v2",
        Method = TrainingMethod.Transfer,
        Initialization = Initialization.Pretrained,
        Augmentation = "mobius",
        FeatureVariants = 3,
        Seed = seed,
    };
}
