using System.Runtime.InteropServices;
using BirdGrid.Grid.Tests.Support;
using BirdGrid.TestSupport;
using BirdGrid.V1;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Grid.Tests;

/// <summary>
/// Sessions that several devices train together, each a gpu silo of its own on a CPU, against the same session on one. Only the order of sums differs, and
/// with it what single sums are rounded to; how far that may carry weights and figures apart is derived here from the network and the session, not
/// from what one processor's kernels give (docs/decisions/0022-what-rounding-may-change.md has figures of several).
/// </summary>
public sealed class DataParallelTests(ITestOutputHelper output)
{
    private const int Epochs = 4;
    private const int BatchSize = 8;
    private const int TrainPhotos = 36;
    private const int MeasuredPhotos = 12;
    private const int StepsPerEpoch = 5;
    private const double LearningRate = 0.01;
    private const double Momentum = 0.9;
    private const double ClipNorm = 1;

    // ResNet9 on 64 pixels: eight convolutions and the classifier. The longest dot product is 3 x 3 x 256 terms, the longest sum that of a weight of the
    // first convolution, over 32 x 32 positions of every photo. Rectified are 188,416 values of a photo, compared by pools 114,688; the last
    // layers have 256 channels at 4 x 4 positions.
    private const int Layers = 9;
    private const int LongestProduct = 9 * 256;
    private const int LongestSum = BatchSize * 32 * 32;
    private const long Units = BatchSize * (188_416 + 114_688);
    private const long SmallestLayer = BatchSize * 256 * 4 * 4;

    /// <summary>The bounds are root mean squares.</summary>
    private const double StandardDeviations = 3;

    /// <summary>Length of the loss's gradient, which is clipped to 1 in training, and 0.2 to 0.6 for drawn weights.</summary>
    private const double Slope = 4;

    /// <summary>A fault of sharing, such as a share with another's weight, turns every gradient by a tenth or more; the tolerance must stay well below.</summary>
    private const double MovedAtLeast = 20;

    private static readonly double Rounding = RoundingBound.OfGradient(Layers, LongestSum, RoundingBound.Float);

    /// <summary>
    /// Largest distance (root of the sum of squares over all weights) after all steps. A step takes a gradient that is at most <see cref="ClipNorm"/> long, and
    /// is carried on by the momentum: it moves weights by rate / (1 - momentum) times its length in all. Rounding adds up from step to step; the units
    /// that flip are others in each, so that their squares add up.
    /// </summary>
    private static readonly double WeightTolerance = StandardDeviations * LearningRate / (1 - Momentum) * ClipNorm * (
        (Epochs * StepsPerEpoch * Rounding)
        + (Math.Sqrt(Epochs * StepsPerEpoch) * RoundingBound.OfFlips(RoundingBound.FlippedUnits(Units, LongestProduct, RoundingBound.Float), SmallestLayer)));

    [Fact]
    public async Task Several_devices_end_with_the_weights_and_figures_of_one_and_twice_with_the_same_bits()
    {
        await using var grid = await GridCluster.StartAsync("cpu,gateway", "gpu", "gpu", "gpu");
        var parentWeights = await TrainParentAsync(grid);
        var (one, oneWeights) = await TrainAsync(grid, "one", devices: 1);
        Assert.All(one.Epochs, epoch => Assert.Equal(0, epoch.ExchangedBytes));
        Assert.InRange(Distance(parentWeights, oneWeights), MovedAtLeast * WeightTolerance, double.MaxValue);

        foreach (int devices in new[] { 2, 3 })
        {
            var (many, weights) = await TrainAsync(grid, $"many-{devices}", devices);
            Assert.Equal(devices, many.Spec.Devices);
            Assert.All(many.Epochs, epoch => Assert.True(epoch.ExchangedBytes > 0, "gradients cross the grid"));
            double distance = Distance(oneWeights, weights);
            output.WriteLine($"{devices} devices: weights moved by {Distance(parentWeights, oneWeights):G3} lie {distance:G3} apart, {WeightTolerance:G3} allowed; largest difference {Differences(oneWeights, weights).Max(Math.Abs):G3}");
            Assert.InRange(distance, 0, WeightTolerance);
            CompareFigures(one, many, distance);

            var (_, again) = await TrainAsync(grid, $"again-{devices}", devices);
            Assert.Equal(0, Distance(weights, again));
        }
    }

    [Fact]
    public async Task A_session_that_loses_a_device_goes_on_from_its_checkpoint_with_the_same_weights()
    {
        await using var grid = await GridCluster.StartAsync("cpu,gateway", "gpu", "gpu");
        await TrainParentAsync(grid);
        var (_, undisturbed) = await TrainAsync(grid, "quiet", devices: 2);

        var gateway = grid.Silos[0];
        var started = await gateway.StartTrainingAsync(Request("killed", devices: 2));
        for (int loss = 0; loss < 2; loss++)
        {
            // One of the two leads, the other does not: each is lost once.
            var silo = grid.Silos[loss + 1];
            await gateway.WaitForAsync(started.Id, s => s.Epochs.Count >= loss + 1);
            await silo.KillAsync();
            await silo.StartAsync();
        }

        var session = await gateway.WaitForEndAsync(started.Id);
        Assert.Equal(Enumerable.Range(1, Epochs), session.Epochs.Select(e => e.Epoch_));
        Assert.True(session.Fence >= 3, $"two losses need three runs, there were {session.Fence}");
        Assert.Equal(0, Distance(undisturbed, await WeightsAsync(grid, session)));
    }

    [Fact]
    public async Task A_session_waits_until_there_are_as_many_devices_as_it_asks_for()
    {
        await using var grid = await GridCluster.StartAsync("cpu,gateway", "gpu");
        await TrainParentAsync(grid);
        var gateway = grid.Silos[0];
        var started = await gateway.StartTrainingAsync(Request("waits", devices: 2));
        await gateway.WaitForAsync(started.Id, s => s.State == TrainingState.Queued && s.Message.Contains("2 devices", StringComparison.Ordinal));
        await grid.AddAsync("gpu");
        await gateway.WaitForEndAsync(started.Id);
    }

    // A loss differs by no more than the distance of the weights explains, and its own rounding. One photo may have two logits closer than that.
    private void CompareFigures(TrainingSession one, TrainingSession many, double distance)
    {
        double lossTolerance = (Slope * distance) + Rounding;
        foreach (var (expected, epoch) in one.Epochs.Zip(many.Epochs))
        {
            output.WriteLine($"epoch {epoch.Epoch_}: train loss {expected.TrainLoss:R} and {epoch.TrainLoss:R}, test loss {expected.ValidationLoss:R} and {epoch.ValidationLoss:R}, {lossTolerance:G3} allowed");
            Assert.Equal(expected.TrainLoss, epoch.TrainLoss, lossTolerance);
            Assert.Equal(expected.ValidationLoss, epoch.ValidationLoss, lossTolerance);
            Assert.Equal(expected.TrainAccuracy, epoch.TrainAccuracy, OnePhotoOf(TrainPhotos));
            Assert.Equal(expected.ValidationAccuracy, epoch.ValidationAccuracy, OnePhotoOf(MeasuredPhotos));
        }

        static double OnePhotoOf(int photos) => 1.001 / photos;
    }

    /// <summary>Nothing may be selected on: sessions publish the weights of their last epoch.</summary>
    private static async Task<StateDict> TrainParentAsync(GridCluster grid)
    {
        var gateway = grid.Silos[0];
        var dataset = await gateway.ImportBirdsAsync(grid.PathOf("birds"), selectsEpochs: false);
        Assert.Equal((TrainPhotos, MeasuredPhotos), (dataset.TrainPhotos, dataset.TestPhotos));
        var request = GridFixtureExtensions.ScratchSession("parent", epochs: 2);
        request.Spec.Model = "parent";
        request.Spec.ValidationFraction = 0;
        return await WeightsAsync(grid, await gateway.WaitForEndAsync((await gateway.StartTrainingAsync(request)).Id));
    }

    private static async Task<(TrainingSession Session, StateDict Weights)> TrainAsync(GridCluster grid, string name, int devices)
    {
        var gateway = grid.Silos[0];
        var session = await gateway.WaitForEndAsync((await gateway.StartTrainingAsync(Request(name, devices))).Id);
        return (session, await WeightsAsync(grid, session));
    }

    /// <summary>Continues with BatchNorm's statistics as they are: what is learnt then does not depend on how a batch is shared.</summary>
    private static StartTrainingRequest Request(string name, int devices)
    {
        var request = GridFixtureExtensions.ScratchSession(name, Epochs);
        request.Spec.Model = name;
        request.Spec.Initialization = Initialization.Continued;
        request.Spec.ParentVersion = "parent@1";
        request.Spec.ValidationFraction = 0;
        request.Spec.FreezeBatchNorm = true;
        request.Spec.Devices = devices;
        request.Spec.Optimizer = Optimizer.Sgd;
        request.Spec.BatchSize = BatchSize;
        request.Spec.LearningRate = LearningRate;
        request.Spec.Momentum = Momentum;
        request.Spec.Settings.AddRange(["mix.mixupAlpha=0.2", "erasing.probability=0.3", "emaDecay=0.9", $"gradientClipNorm={ClipNorm}"]);
        return request;
    }

    private static async Task<StateDict> WeightsAsync(GridCluster grid, TrainingSession session)
    {
        var version = await new ModelService.ModelServiceClient(grid.Silos[0].Channel).GetVersionAsync(new GetModelVersionRequest { Reference = $"{session.Spec.Model}@1" });
        string hash = version.Weights.Sha256;
        string file = Path.Combine(grid.PathOf("blobs"), hash[..2], hash);
        return SafetensorsFile.Read(await File.ReadAllBytesAsync(file));
    }

    private static double Distance(StateDict one, StateDict other) => Math.Sqrt(Differences(one, other).Sum(difference => difference * difference));

    private static IEnumerable<double> Differences(StateDict one, StateDict other) =>
        from tensor in one.Tensors
        where !tensor.Name.EndsWith("num_batches_tracked", StringComparison.Ordinal)
        from pair in Floats(tensor).Zip(Floats(other[tensor.Name]))
        select (double)pair.First - pair.Second;

    private static float[] Floats(WeightTensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.Data.Span).ToArray();
}
