using BirdGrid.Vision.Inference;

namespace BirdGrid.Cli.Rendering;

/// <summary>A backbone as JSON for scripts.</summary>
/// <param name="Name">Registry name.</param>
/// <param name="Parameters">Parameters at 1000 classes.</param>
/// <param name="MultiplyAdds">Multiply-adds of one photo.</param>
/// <param name="InputSize">Side of the input in pixels.</param>
/// <param name="ResizeSize">Shorter side in pixels before the centre crop.</param>
/// <param name="Features">Length of the feature vector.</param>
/// <param name="Weights">torchvision's file, or null.</param>
/// <param name="Path">The weights on this machine, or null.</param>
/// <param name="Measured">Speed on this machine, or null.</param>
internal sealed record BackboneJson(
    string Name, long Parameters, long MultiplyAdds, int InputSize, int ResizeSize, int Features, WeightsJson? Weights, string? Path, InferenceThroughput? Measured)
{
    /// <summary>Of a row.</summary>
    public static BackboneJson From(BackboneRow row) => new(
        row.Config.Name,
        row.Config.ParameterCount,
        row.Config.MultiplyAddCount,
        row.Config.InputSize,
        row.Config.ResizeSize,
        row.Config.FeatureCount,
        row.Weights is { } weights ? WeightsJson.From(weights) : null,
        row.File?.Path,
        row.Throughput);
}
