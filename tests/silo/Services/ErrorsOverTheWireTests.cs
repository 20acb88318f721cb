extern alias client;

using BirdGrid.Client;
using BirdGrid.Silo.Tests.Support;
using client::BirdGrid.V1;
using Grpc.Core;

namespace BirdGrid.Silo.Tests.Services;

/// <summary>What callers are told: the status code, a stable reason and a sentence that names what was wrong.</summary>
public sealed class ErrorsOverTheWireTests(SiloFixture silo) : IClassFixture<SiloFixture>
{
    [Fact]
    public Task An_unknown_dataset_is_not_found() =>
        Refused(StatusCode.NotFound, "unknown-dataset", "nothing", () => silo.Client.Datasets.GetAsync("nothing"));

    [Fact]
    public Task An_unknown_model_is_not_found() =>
        Refused(StatusCode.NotFound, "unknown-model", "nothing", () => silo.Client.Models.GetHistoryAsync("nothing"));

    [Fact]
    public Task An_unknown_session_is_not_found() =>
        Refused(StatusCode.NotFound, "unknown-session", "ts-0", () => silo.Client.Training.GetAsync("ts-0"));

    [Fact]
    public Task A_bad_name_is_an_invalid_argument() =>
        Refused(StatusCode.InvalidArgument, "bad-name", "Bad Name", () => silo.Client.Models.GetHistoryAsync("Bad Name"));

    [Fact]
    public Task An_unknown_backbone_is_refused_and_the_known_ones_are_named() =>
        Refused(StatusCode.InvalidArgument, "unknown-backbone", "mobilenet_v2", () => silo.Client.Training.StartAsync(new TrainingSpec { Dataset = "d", Model = "m", Backbone = "vgg" }));

    [Fact]
    public Task An_unknown_policy_is_refused() =>
        Refused(StatusCode.InvalidArgument, "bad-training-spec", "wild", () => silo.Client.Training.StartAsync(new TrainingSpec { Dataset = "d", Model = "m", Augmentation = "wild" }));

    [Fact]
    public Task A_value_out_of_range_is_named() =>
        Refused(StatusCode.InvalidArgument, "bad-training-option", "Epochs", () => silo.Client.Training.StartAsync(new TrainingSpec { Dataset = "d", Model = "m", Epochs = -1 }));

    [Fact]
    public Task Transfer_from_scratch_is_refused() =>
        Refused(StatusCode.InvalidArgument, "transfer-from-scratch", "frozen", () => silo.Client.Training.StartAsync(new TrainingSpec { Dataset = "d", Model = "m", Method = TrainingMethod.Transfer, Initialization = Initialization.Scratch }));

    [Fact]
    public Task Classifying_without_a_model_is_not_found() =>
        Refused(StatusCode.NotFound, "unknown-model", "nothing", () => silo.Client.Classification.ClassifyAsync("nothing", new byte[] { 1, 2, 3 }));

    [Fact]
    public async Task An_import_must_begin_with_a_header()
    {
        using var call = new DatasetService.DatasetServiceClient(silo.Channel).Import();
        await call.RequestStream.WriteAsync(new ImportRequest { Photo = new PhotoHeader { Label = "a", FileName = "a.jpg", Length = 1 } });

        var error = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal((StatusCode.InvalidArgument, "header-missing"), (error.StatusCode, error.Trailers.GetValue("birdgrid-reason")));
    }

    [Theory]
    [InlineData(65L << 20, "photo-too-large")]
    [InlineData(0L, "photo-too-large")]
    public async Task A_photo_s_length_is_checked_before_room_is_made(long length, string reason)
    {
        using var call = new DatasetService.DatasetServiceClient(silo.Channel).Import();
        await call.RequestStream.WriteAsync(new ImportRequest { Header = new ImportHeader { Dataset = "big" } });
        await call.RequestStream.WriteAsync(new ImportRequest { Photo = new PhotoHeader { Label = "a", FileName = "a.jpg", Length = length } });

        var error = await Assert.ThrowsAsync<RpcException>(() => DrainAsync(call.ResponseStream));
        Assert.Equal(reason, error.Trailers.GetValue("birdgrid-reason"));
        Assert.DoesNotContain(await silo.Client.Datasets.ListAsync(), d => d.Dataset == "big");
    }

    [Fact]
    public async Task Status_names_the_silo_its_role_and_what_can_be_trained()
    {
        var status = await silo.Client.GetStatusAsync();
        Assert.Equal("all", Assert.Single(status.Silos).Role);
        Assert.Contains("efficientnet_b0", status.Backbones);
        Assert.Contains("mobius", status.Augmentations);
    }

    private static async Task DrainAsync(IAsyncStreamReader<ImportResponse> responses)
    {
        while (await responses.MoveNext(CancellationToken.None))
        {
            Assert.Null(responses.Current.Version);
        }
    }

    private static async Task Refused(StatusCode code, string reason, string named, Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<BirdGridException>(call);
        Assert.Equal((code, reason), (error.Status, error.Reason));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }
}
