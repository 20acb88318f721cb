using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Training;

namespace BirdGrid.Vision.Tests.Training;

/// <summary>Several learners that take every step together, as devices do over the grid.</summary>
internal sealed class SharedSteps : IDisposable
{
    private readonly TrainingOptions options;
    private readonly Backbone[] backbones;

    public SharedSteps(Func<Backbone> network, TrainingOptions options, int stepsPerEpoch, int devices, Func<Backbone>? createCopy = null)
    {
        this.options = options;
        backbones = [.. Enumerable.Range(0, devices).Select(_ => network())];
        Learners = [.. backbones.Select(backbone => new Learner(backbone, options, stepsPerEpoch, createCopy: createCopy))];
    }

    public Learner[] Learners { get; }

    /// <summary>One step on a batch; every device says the same of it.</summary>
    public BatchMetrics Train(byte[] imagesNhwc, int[] labels)
    {
        float[] sum = Sum(imagesNhwc, labels);
        var metrics = Learners.Select(learner => learner.ApplyContributions(sum)).ToList();
        Assert.All(metrics, said => Assert.Equal(metrics[0], said));
        return metrics[0];
    }

    /// <summary>The contributions to a step on a batch, added up in the order of the devices.</summary>
    public float[] Sum(byte[] imagesNhwc, int[] labels)
    {
        float[] sum = new float[Learners[0].ContributionLength];
        for (int rank = 0; rank < Learners.Length; rank++)
        {
            float[] contribution = new float[sum.Length];
            var share = BatchShare.Of(options, labels.Length, rank, Learners.Length);
            byte[] images = [.. share.Positions.SelectMany(photo => imagesNhwc.Skip(photo * ColouredSquares.ImageBytes).Take(ColouredSquares.ImageBytes))];
            Learners[rank].Contribute(images, TinyBackbone.ImageSize, share.Of(labels), share, contribution);
            sum = [.. sum.Zip(contribution, (upTo, next) => upTo + next)];
        }

        return sum;
    }

    public void Dispose()
    {
        foreach (var learner in Learners)
        {
            learner.Dispose();
        }

        foreach (var backbone in backbones)
        {
            backbone.Dispose();
        }
    }
}
