using BirdGrid.Vision.Weights;

namespace BirdGrid.Cli.Rendering;

/// <summary>A file of ImageNet weights that is here or could be.</summary>
/// <param name="Backbone">Registry name of its backbone.</param>
/// <param name="File">File name.</param>
/// <param name="Recipe">torchvision's name of the training recipe, or null where the file is of another origin.</param>
/// <param name="Top1">Top-1 accuracy on ImageNet as torchvision states it, 0 to 1, or null.</param>
/// <param name="Mebibytes">Size in MiB.</param>
/// <param name="Here">own or cache; null where it is not on this machine.</param>
/// <param name="Path">The file on this machine, or null.</param>
internal sealed record WeightsRow(string Backbone, string File, string? Recipe, double? Top1, double Mebibytes, string? Here, string? Path)
{
    private const double BytesPerMebibyte = 1048576;

    /// <summary>A file that is not here.</summary>
    public static WeightsRow Missing(string backbone, PublishedWeights file) =>
        new(backbone, file.FileName, file.Recipe, file.Top1, file.Mebibytes, Here: null, Path: null);

    /// <summary>A file that is here.</summary>
    public static WeightsRow Present(string backbone, PretrainedWeightsFile file, PublishedWeights? published) => new(
        backbone,
        System.IO.Path.GetFileName(file.Path),
        published?.Recipe,
        published?.Top1,
        Math.Round(new FileInfo(file.Path).Length / BytesPerMebibyte, 3),
        file.Source == PretrainedWeightsSource.Directory ? "own" : "cache",
        file.Path);
}
