using BirdGrid.Grid.Tests.Support;
using BirdGrid.V1;

namespace BirdGrid.Grid.Tests;

/// <summary>A silo that is killed in mid-training and started again loses nothing.</summary>
public sealed class KilledSiloTests
{
    private static readonly string[] Recipe =
    [
        "emaDecay=0.9", "layerDecay=0.9", "microBatchSize=4", "unfreezing.headEpochs=1", "unfreezing.thawEpochs=2", "mix.cutMixAlpha=1", "erasing.fill=Noise",
        "classBalance.mode=Sampling", "resizing.growthShare=0.6",
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_session_goes_on_from_its_checkpoint_and_ends_with_the_weights_of_an_undisturbed_run(bool withRecipe)
    {
        const int Epochs = 6;
        using var folder = new TemporaryFolder();

        string undisturbed;
        await using (var silo = await SiloProcess.StartAsync(folder["quiet"], "BirdGrid:Device:Threads=1"))
        {
            await silo.ImportBirdsAsync(folder["birds"]);
            undisturbed = await WeightsHashAsync(silo, await TrainAsync(silo, Epochs, withRecipe));
        }

        await using var killed = await SiloProcess.StartAsync(folder["killed"], "BirdGrid:Device:Threads=1");
        await killed.ImportBirdsAsync(folder["birds"]);
        var started = await killed.StartTrainingAsync(Session("kill", Epochs, withRecipe));
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

    private static async Task<TrainingSession> TrainAsync(SiloProcess silo, int epochs, bool withRecipe)
    {
        var started = await silo.StartTrainingAsync(Session("quiet", epochs, withRecipe));
        return await silo.WaitForEndAsync(started.Id);
    }

    private static StartTrainingRequest Session(string key, int epochs, bool withRecipe)
    {
        var request = GridFixtureExtensions.ScratchSession(key, epochs);
        request.Spec.Settings.AddRange(withRecipe ? Recipe : []);
        return request;
    }

    private static async Task<string> WeightsHashAsync(SiloProcess silo, TrainingSession session)
    {
        Assert.Equal(TrainingState.Completed, session.State);
        var version = await new ModelService.ModelServiceClient(silo.Channel).GetVersionAsync(new GetModelVersionRequest { Reference = "birds@1" });
        return version.Weights.Sha256;
    }
}
