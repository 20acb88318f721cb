using BirdGrid.Vision.Training;

namespace BirdGrid.Vision.Tests.Training;

/// <summary>A problem anyone can learn: a square of the class's colour somewhere on dark noise.</summary>
internal static class ColouredSquares
{
    public const int ClassCount = 4;
    public const int ImageBytes = TinyBackbone.ImageSize * TinyBackbone.ImageSize * 3;

    private static readonly byte[][] Colours = [[230, 30, 30], [30, 230, 30], [30, 30, 230], [230, 230, 30]];

    public static (byte[] ImagesNhwc, int[] Labels) Draw(int count, int seed)
    {
        const int Size = TinyBackbone.ImageSize;
        const int Side = 6;
        var random = new Random(seed);
        byte[] images = new byte[count * ImageBytes];
        int[] labels = new int[count];
        for (int photo = 0; photo < count; photo++)
        {
            labels[photo] = random.Next(ClassCount);
            var pixels = images.AsSpan(photo * ImageBytes, ImageBytes);
            for (int i = 0; i < pixels.Length; i++)
            {
                pixels[i] = (byte)random.Next(60);
            }

            int left = random.Next(Size - Side);
            int top = random.Next(Size - Side);
            for (int y = top; y < top + Side; y++)
            {
                for (int x = left; x < left + Side; x++)
                {
                    Colours[labels[photo]].CopyTo(pixels[(((y * Size) + x) * 3)..]);
                }
            }
        }

        return (images, labels);
    }

    /// <summary>One epoch in the run's own order; returns the sums over it.</summary>
    public static BatchMetrics TrainEpoch(Learner learner, byte[] images, int[] labels, TrainingOptions options)
    {
        var total = default(BatchMetrics);
        int[] order = EpochOrder.Permutation(labels.Length, options.Seed, learner.Epoch);
        foreach (var batch in EpochOrder.Batches(order, options.BatchSize))
        {
            byte[] batchImages = new byte[batch.Length * ImageBytes];
            int[] batchLabels = new int[batch.Length];
            for (int i = 0; i < batch.Length; i++)
            {
                images.AsSpan(batch.Span[i] * ImageBytes, ImageBytes).CopyTo(batchImages.AsSpan(i * ImageBytes));
                batchLabels[i] = labels[batch.Span[i]];
            }

            total += learner.TrainImages(batchImages, TinyBackbone.ImageSize, batchLabels);
        }

        return total;
    }
}
