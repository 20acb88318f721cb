using BirdGrid.Grains.Augmentation;
using BirdGrid.Grains.Datasets;
using BirdGrid.Grains.Devices;
using BirdGrid.Vision.Training;

namespace BirdGrid.Grains.Training;

/// <summary>One learning-rate search, from weights to curve. The network is thrown away at its end.</summary>
internal sealed class LearningRateRun(
    string searchId,
    BatchSource batches,
    DeviceExecutor device,
    DeviceLease lease,
    ManifestStore manifests,
    InitialWeightsLoader initialWeights,
    TimeProvider clock)
{
    /// <summary>Searches.</summary>
    /// <param name="spec">What would be trained, pinned.</param>
    /// <param name="dataset">The pinned dataset version.</param>
    /// <param name="range">Rates to try.</param>
    /// <param name="finder">Takes the losses.</param>
    /// <param name="say">Told what is done, and after each step an empty text.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RunAsync(TrainingSpec spec, DatasetVersion dataset, LearningRateRange range, LearningRateFinder finder, Action<string> say, CancellationToken cancellationToken)
    {
        say(lease.Holder is { } holder ? $"Waits for the device: session {holder} is training on it." : $"Loads {spec.Backbone}.");
        using var leased = await lease.AcquireAsync(searchId, cancellationToken);
        var session = await TrainingPlan.ReadAsync(spec, dataset, manifests, cancellationToken);

        // The rate is for the size that most epochs have.
        var plan = session with { Options = session.Options with { Resizing = null } };
        say($"Loads {spec.Backbone}.");
        var initial = await initialWeights.LoadAsync(plan, cancellationToken);
        await using var learner = await LearnerHost.CreateSearchAsync(device, plan, initial, range, cancellationToken);
        var steps = Steps(plan).Take(range.Steps).ToList();
        int step = 0;
        await foreach (var imagesNhwc in batches.ReadAsync(steps.Select(s => s.Request), clock, cancellationToken))
        {
            int[] labels = plan.LabelsOf(steps[step++].Photos);
            finder.Add(await learner.RunAsync("search-step", l => Loss(l, imagesNhwc.Span, plan.ImageSize, labels), cancellationToken));
            say(string.Empty);
            if (finder.IsFinished)
            {
                break;
            }
        }
    }

    private static IEnumerable<(AugmentRequest Request, int[] Photos)> Steps(TrainingPlan plan)
    {
        for (int epoch = 1; ; epoch++)
        {
            int[][] order = plan.TrainBatches(epoch);
            foreach (var step in BatchRequests.OfEpoch(plan, order, epoch).Zip(order))
            {
                yield return step;
            }
        }
    }

    private static double Loss(Learner learner, ReadOnlySpan<byte> imagesNhwc, int imageSize, int[] labels)
    {
        try
        {
            return learner.TrainImages(imagesNhwc, imageSize, labels).MeanLoss;
        }
        catch (TrainingDivergedException)
        {
            return double.NaN;
        }
    }
}
