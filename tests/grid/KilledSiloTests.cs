using BirdGrid.Grid.Tests.Support;
using BirdGrid.V1;

namespace BirdGrid.Grid.Tests;

/// <summary>A silo that is killed in mid-training and started again loses nothing.</summary>
public sealed class KilledSiloTests
{
    [Fact]
    public async Task A_session_goes_on_from_its_checkpoint_and_ends_with_the_weights_of_an_undisturbed_run()
    {
        const int Epochs = 6;
        using var folder = new TemporaryFolder();

        string undisturbed;
        await using (var silo = await SiloProcess.StartAsync(folder["quiet"], "BirdGrid:Device:Threads=1"))
        {
            await silo.ImportBirdsAsync(folder["birds"]);
            undisturbed = await WeightsHashAsync(silo, await TrainAsync(silo, Epochs));
        }

        await using var killed = await SiloProcess.StartAsync(folder["killed"], "BirdGrid:Device:Threads=1");
        await killed.ImportBirdsAsync(folder["birds"]);
        var started = await killed.StartTrainingAsync(GridFixtureExtensions.ScratchSession("kill", Epochs));
        foreach (int epoch in new[] { 2, 4 })
        {
            await killed.WaitForAsync(started.Id, s => s.Epochs.Count >= epoch);
            await killed.KillAsync();
            await killed.StartAsync();
        }

        var session = await killed.WaitForEndAsync(started.Id);
        Assert.Equal(Enumerable.Range(1, Epochs), session.Epochs.Select(e => e.Epoch_));
        Assert.True(session.Fence >= 3, $"two kills need three trainers, there were {session.Fence}");
        Assert.Equal(undisturbed, await WeightsHashAsync(killed, session));
    }

    private static async Task<TrainingSession> TrainAsync(SiloProcess silo, int epochs)
    {
        var started = await silo.StartTrainingAsync(GridFixtureExtensions.ScratchSession("quiet", epochs));
        return await silo.WaitForEndAsync(started.Id);
    }

    private static async Task<string> WeightsHashAsync(SiloProcess silo, TrainingSession session)
    {
        Assert.Equal(TrainingState.Completed, session.State);
        var version = await new ModelService.ModelServiceClient(silo.Channel).GetVersionAsync(new GetModelVersionRequest { Reference = "birds@1" });
        return version.Weights.Sha256;
    }
}
