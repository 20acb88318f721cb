namespace BirdGrid.Vision.Weights;

/// <summary>
/// What a weights file may hold, whatever it says of itself. The largest network that is known here has some 1,500 tensors; everything else is
/// bounded by the bytes of the file.
/// </summary>
internal static class WeightsLimits
{
    /// <summary>Most tensors of a file, and most members of its zip archive, entries of its metadata and storages.</summary>
    public const int MaxTensors = 50_000;

    /// <summary>Most characters of a storage's key; torch.save writes numbers.</summary>
    public const int MaxKeyLength = 256;

    /// <summary>
    /// How many times the bytes of a file its tensors may have together. Tensors share storages in sound files (tied weights), but not over and over.
    /// </summary>
    public const int MaxShares = 4;
}
