extern alias client;

using BirdGrid.Client.Datasets;
using BirdGrid.Silo.Tests.Support;
using BirdGrid.Vision.SyntheticBirds;
using client::BirdGrid.V1;
using Grpc.Core;

namespace BirdGrid.Silo.Tests.Services;

/// <summary>Lists through a whole silo, page by page.</summary>
public sealed class ListPagesTests(SiloFixture silo) : IClassFixture<SiloFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lists_go_on_where_the_page_before_ended()
    {
        string folder = Path.Combine(silo.DataDirectory, "photos");
        BirdDatasetWriter.Write(folder, seed: 3, speciesCount: 2, photosPerSpecies: 6, side: 64);
        var sessions = new List<string>();
        foreach (string dataset in (string[])["wren", "robin", "finch"])
        {
            await silo.Client.Datasets.ImportAsync(new ImportHeader { Dataset = dataset, RenditionSize = 64 }, PhotoFolder.Read(folder), cancellationToken: Token);
            var session = await silo.Client.Training.StartAsync(new TrainingSpec { Dataset = dataset, Model = dataset, Backbone = "resnet9", Initialization = Initialization.Scratch }, cancellationToken: Token);
            await silo.Client.Training.CancelAsync(session.Id, "enough", Token);
            sessions.Insert(0, session.Id);
        }

        var datasets = new DatasetService.DatasetServiceClient(silo.Channel);
        var first = await datasets.ListAsync(new ListDatasetsRequest { Limit = 2 }, cancellationToken: Token);
        var second = await datasets.ListAsync(new ListDatasetsRequest { Limit = 2, PageToken = first.NextPageToken }, cancellationToken: Token);
        Assert.Equal(["finch", "robin"], first.Datasets.Select(d => d.Dataset));
        Assert.Equal(["wren"], second.Datasets.Select(d => d.Dataset));
        Assert.Empty(second.NextPageToken);

        var training = new TrainingService.TrainingServiceClient(silo.Channel);
        var newest = await training.ListAsync(new ListTrainingRequest { Limit = 1 }, cancellationToken: Token);
        Assert.Equal(sessions[0], Assert.Single(newest.Sessions).Id);
        Assert.Equal(sessions[1..], (await training.ListAsync(new ListTrainingRequest { PageToken = newest.NextPageToken }, cancellationToken: Token)).Sessions.Select(s => s.Id));
        Assert.Equal(sessions, (await silo.Client.Training.ListAsync(limit: 3, Token)).Select(s => s.Id));
        Assert.Equal(3, (await silo.Client.Datasets.ListAsync(Token)).Count);

        var unknown = await Assert.ThrowsAsync<RpcException>(async () => await training.ListAsync(new ListTrainingRequest { PageToken = "yesterday" }, cancellationToken: Token));
        Assert.Equal((StatusCode.InvalidArgument, "unknown-page-token"), (unknown.StatusCode, unknown.Trailers.GetValue("birdgrid-reason")));
    }
}
