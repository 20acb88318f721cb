using BirdGrid.Vision.Backbones;

namespace BirdGrid.Vision.Weights;

/// <summary>Tells the backbone of a state dict by its number of parameters below the head, which no two backbones share.</summary>
internal static class BackboneGuess
{
    private const int CountedClasses = 1000;

    private static readonly string[] BufferNames = [".running_mean", ".running_var", ".num_batches_tracked"];

    /// <summary>The backbone, or null where none has as many.</summary>
    public static BackboneConfig? From(StateDict weights) => BackboneRegistry.Configs.FirstOrDefault(config =>
    {
        string head = config.ClassifierName + ".";
        long expected = config.ParameterCount - (CountedClasses * (config.FeatureCount + 1L));
        return expected == weights.Tensors
            .Where(tensor => !tensor.Name.StartsWith(head, StringComparison.Ordinal) && !Array.Exists(BufferNames, name => tensor.Name.EndsWith(name, StringComparison.Ordinal)))
            .Sum(tensor => tensor.Shape.Aggregate(1L, (count, side) => count * side));
    });
}
