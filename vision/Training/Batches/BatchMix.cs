using BirdGrid.Vision.Tensors;
using static TorchSharp.torch;

namespace BirdGrid.Vision.Training;

/// <summary>How one batch is mixed with itself in reverse order; see <see cref="MixOptions"/>.</summary>
/// <param name="OwnShare">Share of each photo's own pixels and label, 0 to 1; the rest is its partner's.</param>
/// <param name="Pasted">CutMix's rectangle, or null for mixup.</param>
internal readonly record struct BatchMix(double OwnShare, PixelRectangle? Pasted)
{
    private const ulong Stream = 0x6D6978; // "mix" in ASCII

    /// <summary>Nothing is mixed.</summary>
    public static BatchMix None { get; } = new(1, null);

    /// <summary>Whether there is anything to mix.</summary>
    public bool IsNone => OwnShare >= 1;

    /// <summary>Whether a photo's partner has the larger share.</summary>
    public bool IsPartnerDominant => OwnShare < 0.5;

    /// <summary>The mix of a step.</summary>
    /// <param name="options">What may be drawn; null: nothing.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="step">Step of the run.</param>
    /// <param name="imageSize">Side of the photos in pixels.</param>
    public static BatchMix Draw(MixOptions? options, ulong seed, long step, int imageSize)
    {
        if (options is null)
        {
            return None;
        }

        var random = new SplitMix64(SplitMix64.Key(seed, Stream, (ulong)step));
        if (random.NextDouble() >= options.Probability)
        {
            return None;
        }

        bool cuts = options.CutMixAlpha > 0 && (options.MixupAlpha == 0 || random.NextDouble() < options.SwitchProbability);
        return cuts
            ? Cut(BetaDraw.Symmetric(options.CutMixAlpha, ref random), imageSize, ref random)
            : new BatchMix(BetaDraw.Symmetric(options.MixupAlpha, ref random), null);
    }

    /// <summary>Mixes photos in place.</summary>
    /// <param name="imagesNchw">float [N, C, H, W].</param>
    public void Apply(Tensor imagesNchw)
    {
        if (IsNone)
        {
            return;
        }

        using var scope = NewDisposeScope();
        if (Pasted is { } box)
        {
            var region = imagesNchw.narrow(2, box.Top, box.Height).narrow(3, box.Left, box.Width);
            region.copy_(region.flip(0));
            return;
        }

        var partners = imagesNchw.flip(0);
        imagesNchw.MultiplyInPlace(OwnShare).AddInPlace(partners, 1 - OwnShare);
    }

    // The paper's box: its centre anywhere, clipped at the border; the share is then what is really left.
    private static BatchMix Cut(double share, int imageSize, ref SplitMix64 random)
    {
        int side = (int)(imageSize * Math.Sqrt(1 - share));
        (int top, int height) = Clip((int)random.NextBelow((uint)imageSize), side, imageSize);
        (int left, int width) = Clip((int)random.NextBelow((uint)imageSize), side, imageSize);
        var box = new PixelRectangle(top, left, height, width);
        return box.Area == 0 ? None : new BatchMix(1 - (box.Area / ((double)imageSize * imageSize)), box);
    }

    private static (int First, int Length) Clip(int centre, int side, int imageSize)
    {
        int first = Math.Max(0, centre - (side / 2));
        return (first, Math.Min(imageSize, centre - (side / 2) + side) - first);
    }
}
