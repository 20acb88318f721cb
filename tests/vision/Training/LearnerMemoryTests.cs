using BirdGrid.Vision.Augmentation;
using BirdGrid.Vision.Photos;
using BirdGrid.Vision.Training;
using TorchSharp;

namespace BirdGrid.Vision.Tests.Training;

/// <summary>A long run holds as many tensors at its end as after its first epoch.</summary>
[Collection(TorchGenerator.Name)]
public sealed class LearnerMemoryTests : IDisposable
{
    private const int Steps = 1000;
    private const int PhotoCount = 22;
    private const int BatchSize = 8;

    private readonly int threads = torch.get_num_threads();

    // Threads that wait for each other thousands of times cost minutes on a busy machine, and the network is too small to need them.
    public LearnerMemoryTests() => torch.set_num_threads(1);

    public void Dispose() => torch.set_num_threads(threads);

    [Theory]
    [InlineData(OptimizerKind.AdamW, 0)]
    [InlineData(OptimizerKind.AdamW, 1)]
    [InlineData(OptimizerKind.Sgd, 0)]
    public void A_thousand_steps_on_augmented_photos_leave_as_many_tensors_as_the_first_epoch(OptimizerKind optimizer, double clipNorm)
    {
        var options = TrainingOptions.ForScratch() with { BatchSize = BatchSize, Optimizer = optimizer, GradientClipNorm = clipNorm, LearningRate = 1e-3, Epochs = 400 };
        int stepsPerEpoch = EpochOrder.StepsPerEpoch(PhotoCount, BatchSize);
        var augmenter = new Augmenter(AugmentationPolicy.BirdsMobius, seed: 1, TinyBackbone.ImageSize);
        var (photos, labels) = Photos();
        using var backbone = new TinyBackbone(ColouredSquares.ClassCount);
        using var learner = new Learner(backbone, options, stepsPerEpoch);
        long afterFirstEpoch = 0;
        while (learner.Step < Steps)
        {
            int epoch = learner.Epoch;
            foreach (var batch in EpochOrder.Batches(EpochOrder.Permutation(PhotoCount, options.Seed, epoch), BatchSize))
            {
                byte[] imagesNhwc = new byte[batch.Length * ColouredSquares.ImageBytes];
                for (int i = 0; i < batch.Length; i++)
                {
                    int photo = batch.Span[i];
                    augmenter.Render(photos[photo], epoch, photo, imagesNhwc.AsSpan(i * ColouredSquares.ImageBytes));
                }

                learner.TrainImages(imagesNhwc, TinyBackbone.ImageSize, [.. batch.ToArray().Select(photo => labels[photo])]);
            }

            long alive = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            afterFirstEpoch = epoch == 0 ? alive : afterFirstEpoch;
            Assert.Equal(afterFirstEpoch, alive);
        }
    }

    private static (RgbImage[] Photos, int[] Labels) Photos()
    {
        var (images, labels) = ColouredSquares.Draw(PhotoCount, seed: 1);
        var photos = new RgbImage[PhotoCount];
        for (int i = 0; i < photos.Length; i++)
        {
            photos[i] = new RgbImage(TinyBackbone.ImageSize, TinyBackbone.ImageSize);
            images.AsSpan(i * ColouredSquares.ImageBytes, ColouredSquares.ImageBytes).CopyTo(photos[i].PixelsHwc);
        }

        return (photos, labels);
    }
}
