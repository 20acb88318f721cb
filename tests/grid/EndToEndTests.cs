using System.Security.Cryptography;
using BirdGrid.Grid.Tests.Support;
using BirdGrid.V1;
using Google.Protobuf;
using Grpc.Core;

namespace BirdGrid.Grid.Tests;

/// <summary>The main job against a real silo process: photos in, a version out, a bird recognised, and all of it still there after a restart.</summary>
public sealed class EndToEndTests
{
    [Fact]
    public async Task Photos_become_a_version_that_recognises_them_and_survives_a_restart()
    {
        using var folder = new TemporaryFolder();
        await using var silo = await SiloProcess.StartAsync(folder["data"]);

        var dataset = await silo.ImportBirdsAsync(folder["birds"]);
        Assert.Equal((4, 36, 12), (dataset.Classes.Count, dataset.TrainPhotos, dataset.ValidationPhotos));
        Assert.Equal(dataset, await silo.ImportBirdsAsync(folder["birds"]));

        var started = await silo.StartTrainingAsync(GridFixtureExtensions.ScratchSession("first", epochs: 6));
        var session = await silo.WaitForEndAsync(started.Id);
        Assert.Equal([1, 2, 3, 4, 5, 6], session.Epochs.Select(e => e.Epoch_));
        Assert.True(session.Epochs[^1].TrainLoss < session.Epochs[0].TrainLoss, "six epochs must lower the training loss");
        Assert.Equal(started.Id, (await silo.StartTrainingAsync(GridFixtureExtensions.ScratchSession("first", epochs: 6))).Id);

        var models = new ModelService.ModelServiceClient(silo.Channel);
        var promote = new PromoteRequest { Model = "birds", Version = 1, Alias = "champion", Who = "test", Why = "first", IdempotencyKey = "promote-1" };
        await models.PromoteAsync(promote);
        var history = await models.PromoteAsync(promote);
        Assert.Single(history.Moves);

        await AssertExportedAsync(models, history.Versions[0]);
        var before = await ClassifyAsync(silo, folder["birds"]);
        Assert.Equal(("birds", 1), (before.Model, before.Version));
        Assert.Equal(4, before.Labels.Count);
        Assert.Equal(1.0, before.Labels.Sum(l => l.Probability), 3);

        await silo.KillAsync();
        await silo.StartAsync();
        Assert.Equal(history, await models.GetHistoryAsync(new GetModelHistoryRequest { Model = "birds" }));
        Assert.Equal(session.Epochs, (await new TrainingService.TrainingServiceClient(silo.Channel).GetAsync(new GetTrainingRequest { Id = started.Id })).Epochs);
        Assert.Equal(before.Labels, (await ClassifyAsync(silo, folder["birds"])).Labels);
    }

    [Fact]
    public async Task A_version_can_be_continued_with_another_augmentation_and_its_lineage_says_so()
    {
        using var folder = new TemporaryFolder();
        await using var silo = await SiloProcess.StartAsync(folder["data"]);
        await silo.ImportBirdsAsync(folder["birds"]);
        var first = await silo.StartTrainingAsync(GridFixtureExtensions.ScratchSession("parent", epochs: 2));
        await silo.WaitForEndAsync(first.Id);

        var request = GridFixtureExtensions.ScratchSession("child", epochs: 1);
        request.Spec.Initialization = Initialization.Continued;
        request.Spec.ParentVersion = "birds";
        request.Spec.Backbone = string.Empty;
        request.Spec.Augmentation = "light";
        var second = await silo.StartTrainingAsync(request);
        await silo.WaitForEndAsync(second.Id);

        var version = await new ModelService.ModelServiceClient(silo.Channel).GetVersionAsync(new GetModelVersionRequest { Reference = "birds@2" });
        Assert.Equal(("birds@1", "resnet9"), (version.Lineage.ParentVersion, version.Lineage.Backbone));
        Assert.Contains("birds@1", version.Lineage.InitialWeights, StringComparison.Ordinal);
    }

    private static async Task AssertExportedAsync(ModelService.ModelServiceClient models, ModelVersion version)
    {
        Assert.InRange(version.Onnx.MaxLogitDifference, 0, 1e-3);
        using var call = models.Export(new ExportModelRequest { Reference = "birds@1" });
        using var file = new MemoryStream();
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            Assert.Equal(file.Length == 0 ? version.Onnx.Model : null, call.ResponseStream.Current.Model);
            call.ResponseStream.Current.Data.WriteTo(file);
        }

        Assert.Equal(version.Onnx.Model.Sha256, Convert.ToHexStringLower(SHA256.HashData(file.ToArray())));
        using var unquantized = models.Export(new ExportModelRequest { Reference = "birds@1", Precision = ModelPrecision.Int8 });
        var refused = await Assert.ThrowsAsync<RpcException>(() => unquantized.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(StatusCode.NotFound, refused.StatusCode);
    }

    private static async Task<ClassifyResponse> ClassifyAsync(SiloProcess silo, string folder)
    {
        string photo = Directory.EnumerateFiles(folder, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        return await new ClassificationService.ClassificationServiceClient(silo.Channel).ClassifyAsync(new ClassifyRequest
        {
            Model = "birds",
            Photo = ByteString.CopyFrom(await File.ReadAllBytesAsync(photo)),
            TopK = 10,
        });
    }
}
