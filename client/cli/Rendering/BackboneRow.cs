using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Inference;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Cli.Rendering;

/// <summary>A backbone to choose or not.</summary>
/// <param name="Config">What is known of it.</param>
/// <param name="File">Its ImageNet weights on this machine, or null.</param>
/// <param name="Throughput">Its speed on this machine, or null where it was not measured.</param>
internal sealed record BackboneRow(BackboneConfig Config, PretrainedWeightsFile? File, InferenceThroughput? Throughput)
{
    /// <summary>torchvision's file that figures are shown of: the one that is here, else the one that would be fetched; null where there is none.</summary>
    public PublishedWeights? Weights { get; } = (File is null ? null : PublishedAs(Config, File)) ?? (Config.Weights is [var first, ..] ? first : null);

    /// <summary>torchvision's file of a name, or null where the file is of another origin.</summary>
    public static PublishedWeights? PublishedAs(BackboneConfig config, PretrainedWeightsFile file)
    {
        string name = Path.GetFileName(file.Path);
        return config.Weights.FirstOrDefault(weights => weights.FileName == name || weights.FormerFileName == name);
    }
}
