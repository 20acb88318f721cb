using System.Diagnostics;
using System.Globalization;
using BirdGrid.Vision.Augmentation;
using BirdGrid.Vision.Photos;
using BirdGrid.Vision.Training;

namespace BirdGrid.Bench.Control;

/// <summary>The runs of the control: for every seed every arm, on the same photos with the same number of steps.</summary>
/// <param name="train">Training photos.</param>
/// <param name="test">Test photos, looked at once for each head.</param>
/// <param name="features">The frozen network.</param>
/// <param name="imageSize">Side of the images in pixels.</param>
internal sealed class ControlRun(LabelledPhotos train, LabelledPhotos test, FrozenFeatures features, int imageSize)
{
    private readonly HeadTraining head = new(features.Width, train.Classes.Count, train.Labels);
    private readonly float[] testRows = features.Of(RenderTest(test, imageSize)).FeatureRows;

    /// <summary>Trains and tests every arm with every seed.</summary>
    /// <param name="arms">The arms.</param>
    /// <param name="seeds">The seeds.</param>
    /// <param name="notes">Takes a line for each result.</param>
    /// <param name="cancellationToken">Gives up; features computed so far are kept.</param>
    public IEnumerable<ControlResult> Run(IReadOnlyList<ControlArm> arms, IReadOnlyList<ulong> seeds, TextWriter notes, CancellationToken cancellationToken)
    {
        foreach (ulong seed in seeds)
        {
            string[][] plain = [];
            foreach (var arm in arms)
            {
                long started = Stopwatch.GetTimestamp();
                int computedBefore = features.Computed;
                var variants = Variants(arm, seed, cancellationToken);
                if (arm.Name == ControlArm.Base)
                {
                    plain = [.. variants.Select(v => v.Hashes)];
                }

                var result = Result(arm, seed, variants, plain);
                notes.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{arm.Name,-28} seed {seed}: top-1 {result.Top1:0.0000} top-5 {result.Top5:0.0000} loss {result.Loss:0.000}; {features.Computed - computedBefore} images computed, {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s"));
                notes.Flush();
                yield return result;
            }
        }
    }

    private static List<byte[]> RenderTest(LabelledPhotos test, int imageSize)
    {
        var transform = new EvaluationTransform(imageSize, imageSize);
        return [.. test.Photos.Select(photo =>
        {
            byte[] image = new byte[transform.ImageBytes];
            transform.Render(photo, image);
            return image;
        })];
    }

    private (string[] Hashes, float[] Rows)[] Variants(ControlArm arm, ulong seed, CancellationToken cancellationToken)
    {
        var augmenter = new Augmenter(arm.Policy, seed, imageSize);
        var variants = new (string[] Hashes, float[] Rows)[arm.Variants];
        for (int variant = 0; variant < variants.Length; variant++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            byte[][] images = new byte[train.Photos.Count][];
            for (int photo = 0; photo < images.Length; photo++)
            {
                images[photo] = new byte[augmenter.OutputBytes];
                augmenter.Render(train.Photos[photo], variant, photo, images[photo]);
            }

            variants[variant] = features.Of(images);
        }

        return variants;
    }

    private ControlResult Result(ControlArm arm, ulong seed, (string[] Hashes, float[] Rows)[] variants, string[][] plain)
    {
        var options = TrainingOptions.ForTransfer() with { Seed = seed, FeatureVariants = arm.Variants };
        var (trainLoss, steps, wrong, report) = head.Run(options, [.. variants.Select(v => v.Rows)], testRows, test.Labels);
        bool comparable = plain.Length == variants.Length;
        int[] altered = [.. Enumerable.Range(0, train.Photos.Count).Select(photo => Enumerable.Range(0, variants.Length).Count(v => !comparable || variants[v].Hashes[photo] != plain[v][photo]))];
        return new ControlResult
        {
            Arm = arm.Name,
            Seed = seed,
            Policy = arm.Policy.ToJson(),
            Variants = arm.Variants,
            AlteredImages = altered.Sum() / ((double)altered.Length * variants.Length),
            AlteredPhotos = altered.Count(a => a > 0) / (double)altered.Length,
            ImageSize = imageSize,
            Epochs = options.Epochs,
            Steps = steps,
            TrainLoss = trainLoss,
            Top1 = report.Top1,
            Top5 = report.Top5,
            Loss = report.MeanLoss,
            TestPhotos = report.PhotoCount,
            Wrong = wrong,
        };
    }
}
