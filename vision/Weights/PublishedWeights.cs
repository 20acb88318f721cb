namespace BirdGrid.Vision.Weights;

/// <summary>
/// A file of ImageNet weights that torchvision publishes, with what torchvision states about it
/// (the <c>Weights</c> enumerations in torchvision/models/*.py).
/// </summary>
public sealed record PublishedWeights
{
    /// <summary>Folder address of torchvision's files.</summary>
    public static Uri TorchvisionAddress { get; } = new("https://download.pytorch.org/models/");

    /// <summary>torchvision's file name; the digits before the extension begin the file's SHA-256.</summary>
    public required string FileName { get; init; }

    /// <summary>
    /// Name of the same file in earlier releases of torchvision, or null. Its digits are not those of the file's SHA-256:
    /// https://github.com/pytorch/vision/issues/7744.
    /// </summary>
    public string? FormerFileName { get; init; }

    /// <summary>torchvision's name of the training recipe: <c>IMAGENET1K_V1</c>.</summary>
    public required string Recipe { get; init; }

    /// <summary>Top-1 accuracy on ImageNet's 50,000 validation photos, 0 to 1.</summary>
    public required double Top1 { get; init; }

    /// <summary>Top-5 accuracy on ImageNet's 50,000 validation photos, 0 to 1.</summary>
    public required double Top5 { get; init; }

    /// <summary>Shorter side in pixels before the centre crop with which the accuracy was measured.</summary>
    public required int ResizeSize { get; init; }

    /// <summary>
    /// Filter of that resize. BirdGrid resizes bilinearly whatever is stated here: its training photos pass through bilinear sampling as well,
    /// and a model is best measured on what it was trained on.
    /// </summary>
    public ResizeInterpolation Interpolation { get; init; }

    /// <summary>Size in MiB, to three decimals.</summary>
    public required double Mebibytes { get; init; }

    /// <summary>Size in bytes where it is known to the byte, else null.</summary>
    public long? Bytes { get; init; }

    /// <summary>torchvision's address of the file.</summary>
    public Uri Address => new(TorchvisionAddress, FileName);

    /// <summary>First hexadecimal digits of the file's SHA-256, in lower case.</summary>
    /// <exception cref="InvalidOperationException">The file name promises none.</exception>
    public string ChecksumPrefix => WeightsChecksum.PromisedBy(FileName)
        ?? throw new InvalidOperationException($"{FileName} promises no checksum.");
}
