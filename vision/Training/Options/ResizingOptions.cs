using static BirdGrid.Vision.Training.OptionCheck;

namespace BirdGrid.Vision.Training;

/// <summary>
/// Progressive resizing: the first epochs see small pictures, which train several times faster, and the size rises linearly to the final one.
/// Used by fast.ai since 2018; Tan and Le 2021, "EfficientNetV2: Smaller Models and Faster Training", arXiv:2104.00298. Evaluation always
/// uses the final size.
/// </summary>
public sealed record ResizingOptions
{
    /// <summary>Sizes on the way are multiples of this many pixels, the stride of the backbones.</summary>
    public const int Multiple = 32;

    /// <summary>Size of the first epoch as a share of the final one, 0.1 to 1.</summary>
    public double StartScale { get; init; } = 0.57;

    /// <summary>Share of the epochs after which the final size is reached, above 0 to 1.</summary>
    public double GrowthShare { get; init; } = 0.6;

    /// <summary>The size of an epoch's training pictures, a multiple of <see cref="Multiple"/> below the final size.</summary>
    /// <param name="epoch">Epoch, counted from 0.</param>
    /// <param name="epochs">Epochs of the run.</param>
    /// <param name="finalSize">Side of the network input in pixels.</param>
    /// <returns>Side in pixels, at most <paramref name="finalSize"/>.</returns>
    public int SizeAt(int epoch, int epochs, int finalSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        double share = Math.Min(1, epoch / (GrowthShare * epochs));
        if (share >= 1)
        {
            return finalSize;
        }

        double size = finalSize * (StartScale + ((1 - StartScale) * share));
        return Math.Min(finalSize, Math.Max(1, (int)Math.Round(size / Multiple, MidpointRounding.AwayFromZero)) * Multiple);
    }

    internal void Validate(string name)
    {
        Require(StartScale is >= 0.1 and <= 1, $"{name}.{nameof(StartScale)}", StartScale, "between 0.1 and 1");
        Require(GrowthShare is > 0 and <= 1, $"{name}.{nameof(GrowthShare)}", GrowthShare, "above 0 and at most 1");
    }
}
