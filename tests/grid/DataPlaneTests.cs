using BirdGrid.Grid.Tests.Support;
using BirdGrid.V1;

namespace BirdGrid.Grid.Tests;

/// <summary>The same session on one, two and three cpu silos, and while cpu silos die and drain: the same batches, the same weights.</summary>
public sealed class DataPlaneTests(ITestOutputHelper output)
{
    private const int Epochs = 4;
    private const int PhotosPerSpecies = 24;

    [Fact]
    public async Task Batches_and_weights_do_not_depend_on_the_cpu_silos()
    {
        await using var grid = await GridCluster.StartAsync("gpu", "cpu");
        var trainer = grid.Silos[0];
        await trainer.ImportBirdsAsync(grid.PathOf("birds"), photosPerSpecies: PhotosPerSpecies);

        var alone = await TrainAsync(trainer, "one");
        var second = await grid.AddAsync("cpu");
        var two = await TrainAsync(trainer, "two");
        var third = await grid.AddAsync("cpu");
        var three = await TrainAsync(trainer, "three");

        string[] digests = [.. alone.Epochs.Select(e => e.BatchDigest)];
        Assert.Equal(Epochs, digests.Distinct().Count());
        Assert.All(digests, digest => Assert.Matches("^[0-9a-f]{32}$", digest));
        string weights = await WeightsHashAsync(trainer, alone);
        foreach (var session in new[] { two, three })
        {
            Assert.Equal(digests, session.Epochs.Select(e => e.BatchDigest));
            Assert.Equal(weights, await WeightsHashAsync(trainer, session));
        }

        // The silos that came after the import have used their decoding threads for batches alone.
        Assert.All([second, third], silo => Assert.True(ThreadTimes.Seconds(silo.Pid, "birdgrid-cpu") > 0, "the silo has made no batch"));

        var started = await trainer.StartTrainingAsync(Request("disturbed"));
        await trainer.WaitForAsync(started.Id, s => s.Progress.Step > 0);
        await third.KillAsync();
        await Patience.AskAsync(() => trainer.WaitForAsync(started.Id, s => s.Epochs.Count >= 1));
        Assert.Equal(0, await second.StopAsync());
        var disturbed = await Patience.AskAsync(() => trainer.WaitForEndAsync(started.Id));
        Assert.Equal(digests, disturbed.Epochs.Select(e => e.BatchDigest));
        Assert.Equal(weights, await WeightsHashAsync(trainer, disturbed));

        foreach (var (name, session) in new[] { ("one", alone), ("two", two), ("three", three), ("one killed, one drained", disturbed) })
        {
            output.WriteLine($"{name}: {string.Join(" ", session.Epochs.Select(e => e.BatchDigest[..8]))} {weights[..8]}, epochs of {string.Join(" ", session.Epochs.Select(e => $"{e.Seconds:0.0}"))} s, waited {string.Join(" ", session.Epochs.Select(e => $"{e.DataWaitSeconds:0.00}"))} s");
        }
    }

    [Fact]
    public async Task A_session_without_a_cpu_silo_says_what_it_waits_for_and_goes_on_when_one_comes()
    {
        await using var grid = await GridCluster.StartAsync("gpu", "cpu");
        var trainer = grid.Silos[0];
        await trainer.ImportBirdsAsync(grid.PathOf("birds"));
        Assert.Equal(0, await grid.Silos[1].StopAsync());

        var started = await Patience.AskAsync(() => trainer.StartTrainingAsync(Request("waiting")));
        await Patience.AskAsync(() => trainer.WaitForAsync(started.Id, s => s.Message == "Waits for a silo with the role cpu (or all): none is active."));
        await grid.AddAsync("cpu");
        var session = await Patience.AskAsync(() => trainer.WaitForEndAsync(started.Id));
        Assert.Equal(Epochs, session.Epochs.Count);
    }

    private static async Task<TrainingSession> TrainAsync(SiloProcess trainer, string key)
    {
        var started = await trainer.StartTrainingAsync(Request(key));
        return await trainer.WaitForEndAsync(started.Id);
    }

    private static StartTrainingRequest Request(string key) => GridFixtureExtensions.ScratchSession(key, Epochs);

    private static async Task<string> WeightsHashAsync(SiloProcess silo, TrainingSession session)
    {
        var reference = new GetModelVersionRequest { Reference = $"{session.ModelVersion.Model}@{session.ModelVersion.Version}" };
        return (await new ModelService.ModelServiceClient(silo.Channel).GetVersionAsync(reference)).Weights.Sha256;
    }
}
