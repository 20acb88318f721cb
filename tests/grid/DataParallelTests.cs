using System.Runtime.InteropServices;
using BirdGrid.Grid.Tests.Support;
using BirdGrid.V1;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Grid.Tests;

/// <summary>Sessions that several devices train together, each a gpu silo of its own on a CPU, against the same session on one.</summary>
public sealed class DataParallelTests
{
    private const int Epochs = 4;

    // Only the order of summation differs. Largest difference of a weight after all epochs; measured: 6e-8.
    private const double WeightTolerance = 1e-6;
    private const double LossTolerance = 1e-6;

    [Fact]
    public async Task Several_devices_end_with_the_weights_and_figures_of_one_and_twice_with_the_same_bits()
    {
        await using var grid = await GridCluster.StartAsync("cpu,gateway", "gpu", "gpu", "gpu");
        await TrainParentAsync(grid);
        var (one, oneWeights) = await TrainAsync(grid, "one", devices: 1);
        Assert.All(one.Epochs, epoch => Assert.Equal(0, epoch.ExchangedBytes));

        foreach (int devices in new[] { 2, 3 })
        {
            var (many, weights) = await TrainAsync(grid, $"many-{devices}", devices);
            Assert.Equal(devices, many.Spec.Devices);
            Assert.All(many.Epochs, epoch => Assert.True(epoch.ExchangedBytes > 0, "gradients cross the grid"));
            Assert.InRange(Distance(oneWeights, weights), 0, WeightTolerance);
            foreach (var (expected, epoch) in one.Epochs.Zip(many.Epochs))
            {
                Assert.Equal(expected.TrainLoss, epoch.TrainLoss, LossTolerance);
                Assert.Equal(expected.TrainAccuracy, epoch.TrainAccuracy);
                Assert.Equal(expected.ValidationLoss, epoch.ValidationLoss, LossTolerance);
                Assert.Equal(expected.ValidationAccuracy, epoch.ValidationAccuracy);
            }

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

    private static async Task TrainParentAsync(GridCluster grid)
    {
        var gateway = grid.Silos[0];
        await gateway.ImportBirdsAsync(grid.PathOf("birds"));
        var request = GridFixtureExtensions.ScratchSession("parent", epochs: 2);
        request.Spec.Model = "parent";
        await gateway.WaitForEndAsync((await gateway.StartTrainingAsync(request)).Id);
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
        request.Spec.FreezeBatchNorm = true;
        request.Spec.Devices = devices;
        request.Spec.Optimizer = Optimizer.Sgd;
        request.Spec.Settings.AddRange(["mix.mixupAlpha=0.2", "erasing.probability=0.3", "emaDecay=0.9", "gradientClipNorm=1"]);
        return request;
    }

    private static async Task<StateDict> WeightsAsync(GridCluster grid, TrainingSession session)
    {
        var version = await new ModelService.ModelServiceClient(grid.Silos[0].Channel).GetVersionAsync(new GetModelVersionRequest { Reference = $"{session.Spec.Model}@1" });
        string hash = version.Weights.Sha256;
        string file = Path.Combine(grid.PathOf("blobs"), hash[..2], hash);
        return SafetensorsFile.Read(await File.ReadAllBytesAsync(file));
    }

    private static double Distance(StateDict one, StateDict other) => one.Tensors.Max(tensor =>
        tensor.Name.EndsWith("num_batches_tracked", StringComparison.Ordinal) ? 0 : Floats(tensor).Zip(Floats(other[tensor.Name])).Max(pair => Math.Abs((double)pair.First - pair.Second)));

    private static float[] Floats(WeightTensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.Data.Span).ToArray();
}
