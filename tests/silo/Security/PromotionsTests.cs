extern alias client;

using BirdGrid.Client;
using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Datasets;
using BirdGrid.Grains.Models;
using BirdGrid.Silo.Hosting;
using BirdGrid.Silo.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Promotion = client::BirdGrid.V1.PromoteRequest;

namespace BirdGrid.Silo.Tests.Security;

/// <summary>The record says who promoted: whoever authenticated, whatever the request says.</summary>
public sealed class PromotionsTests : IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("birdgrid-who-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(data, recursive: true);

    [Theory]
    [InlineData(true, "claimed", "real")]
    [InlineData(true, "", "real")]
    [InlineData(false, "claimed", "claimed")]
    public async Task The_name_is_the_identity_s(bool authenticated, string said, string recorded)
    {
        string[] settings = SecuredSilo.KeySettings(0, "real", "admin", out string key);
        await using var silo = await RunningSilo.StartAsync(new SiloStartOptions { DataDirectory = data, Url = "http://127.0.0.1:0", Device = "cpu", Settings = authenticated ? settings : [] }, Token);
        await silo.Services.GetRequiredService<IGrainFactory>().GetGrain<IModelGrain>("wren").Publish(Version());
        using var client = new BirdGridClient(new BirdGridClientOptions { Address = silo.Url, ApiKey = key });

        var history = await client.Models.PromoteAsync(new Promotion { Model = "wren", Version = 1, Who = said, Why = "test" }, Token);

        Assert.Equal(recorded, Assert.Single(history.Moves).Who);
    }

    private static PublishVersionRequest Version()
    {
        var blob = new BlobRef(new string('a', 64), 1);
        return new PublishVersionRequest
        {
            Lineage = new Lineage { SessionId = "ts-1", Dataset = "d", DatasetVersion = 1, Manifest = blob, Backbone = "resnet9", Method = "FineTune", Initialization = "Scratch", Seed = 1, AugmentationJson = "{}", OptionsJson = "{}", CodeVersion = "test", EpochsRun = 1, KeptEpoch = 1 },
            Evaluation = new EvaluationSummary { Split = DatasetSplit.Test, Photos = 1, Top1 = 1, Top5 = 1, Loss = 0, ClassPhotos = [1], ClassAccuracy = [1], Confusion = [1] },
            Labels = ["robin"],
            Preprocessing = new Preprocessing("resnet9", 72, 64, [0, 0, 0], [1, 1, 1]),
            Weights = blob,
            Report = blob,
        };
    }
}
