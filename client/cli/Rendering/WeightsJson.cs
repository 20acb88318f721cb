using BirdGrid.Vision.Weights;

namespace BirdGrid.Cli.Rendering;

/// <summary>A file of torchvision as JSON for scripts.</summary>
/// <param name="File">File name.</param>
/// <param name="Recipe">torchvision's name of the training recipe.</param>
/// <param name="Top1">Top-1 accuracy on ImageNet, 0 to 1.</param>
/// <param name="Top5">Top-5 accuracy on ImageNet, 0 to 1.</param>
/// <param name="Mebibytes">Size in MiB.</param>
/// <param name="Bytes">Size in bytes where it is known to the byte, else null.</param>
/// <param name="Sha256Prefix">First digits of its SHA-256.</param>
/// <param name="Address">torchvision's address.</param>
internal sealed record WeightsJson(string File, string Recipe, double Top1, double Top5, double Mebibytes, long? Bytes, string Sha256Prefix, string Address)
{
    /// <summary>Of a published file.</summary>
    public static WeightsJson From(PublishedWeights weights) => new(
        weights.FileName, weights.Recipe, weights.Top1, weights.Top5, weights.Mebibytes, weights.Bytes, weights.ChecksumPrefix, weights.Address.AbsoluteUri);
}
