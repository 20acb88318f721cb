using static TorchSharp.torch;

namespace BirdGrid.Vision.Training;

/// <summary>Erases rectangles of a batch's photos; see <see cref="ErasingOptions"/>.</summary>
internal static class RandomErasing
{
    private const ulong Stream = 0x6572617365; // "erase" in ASCII
    private const int Attempts = 10;

    /// <summary>Erases in place. Noise comes from torch's generator, which the learner seeds for every step.</summary>
    /// <param name="imagesNchw">Normalised photos, float [N, C, size, size].</param>
    /// <param name="options">What may be drawn; null: nothing.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="step">Step of the run.</param>
    /// <param name="positions">Where in the step's batch the photos are; null: they are the batch.</param>
    public static void Apply(Tensor imagesNchw, ErasingOptions? options, ulong seed, long step, IReadOnlyList<int>? positions = null)
    {
        if (options is null)
        {
            return;
        }

        int size = (int)imagesNchw.shape[3];
        var boxes = Draw(options, seed, step, positions ?? [.. Enumerable.Range(0, (int)imagesNchw.shape[0])], size);
        for (int photo = 0; photo < boxes.Length; photo++)
        {
            if (boxes[photo] is { } box)
            {
                using var scope = NewDisposeScope();
                var region = imagesNchw.narrow(0, photo, 1).narrow(2, box.Top, box.Height).narrow(3, box.Left, box.Width);
                if (options.Fill == ErasingFill.Noise)
                {
                    region.normal_(0, 1);
                }
                else
                {
                    region.zero_();
                }
            }
        }
    }

    /// <summary>The rectangle of each photo at some positions of a batch, or null.</summary>
    public static PixelRectangle?[] Draw(ErasingOptions options, ulong seed, long step, IReadOnlyList<int> positions, int imageSize)
    {
        ulong batch = SplitMix64.Key(seed, Stream, (ulong)step);
        var boxes = new PixelRectangle?[positions.Count];
        for (int photo = 0; photo < boxes.Length; photo++)
        {
            var random = new SplitMix64(SplitMix64.Key(batch, Stream, (ulong)positions[photo]));
            boxes[photo] = random.NextDouble() < options.Probability ? Draw(options, imageSize, ref random) : null;
        }

        return boxes;
    }

    // As the paper: draw until a rectangle fits; where none does in a few attempts, the photo stays whole.
    private static PixelRectangle? Draw(ErasingOptions options, int imageSize, ref SplitMix64 random)
    {
        double logAspect = -Math.Log(options.AspectMin);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            double area = (options.AreaMin + ((options.AreaMax - options.AreaMin) * random.NextDouble())) * imageSize * imageSize;
            double aspect = Math.Exp(logAspect * ((2 * random.NextDouble()) - 1));
            int height = (int)Math.Round(Math.Sqrt(area * aspect));
            int width = (int)Math.Round(Math.Sqrt(area / aspect));
            if (height >= 1 && width >= 1 && height <= imageSize && width <= imageSize)
            {
                int top = (int)random.NextBelow((uint)(imageSize - height + 1));
                int left = (int)random.NextBelow((uint)(imageSize - width + 1));
                return new PixelRectangle(top, left, height, width);
            }
        }

        return null;
    }
}
