using BirdGrid.Grid.Tests.Support;
using BirdGrid.TestSupport;
using BirdGrid.V1;
using Google.Protobuf;

namespace BirdGrid.Grid.Tests;

/// <summary>The main job with the blobs in a bucket: what one silo trains, the bucket alone carries over to a silo without the first one's files.</summary>
public sealed class S3BlobsTests(S3Server server) : IClassFixture<S3Server>
{
    [Fact]
    public async Task A_version_whose_weights_lie_in_a_bucket_outlives_the_cache()
    {
        using var folder = new TemporaryFolder();
        string[] settings =
        [
            "BirdGrid:Blobs:Provider=S3",
            $"BirdGrid:Blobs:S3:Endpoint={server.Address}",
            $"BirdGrid:Blobs:S3:Bucket={S3Server.Bucket}",
            $"BirdGrid:Blobs:S3:AccessKey={S3Server.Key}",
            $"BirdGrid:Blobs:S3:SecretKey={S3Server.Key}",
            "BirdGrid:Blobs:S3:Prefix=grid",
            "BirdGrid:Blobs:Cache:MaximumMiB=64",
        ];
        await using var silo = await SiloProcess.StartAsync(folder["data"], settings);
        var dataset = await silo.ImportBirdsAsync(folder["birds"]);
        var session = await silo.StartTrainingAsync(GridFixtureExtensions.ScratchSession("in-a-bucket", epochs: 2));
        await silo.WaitForEndAsync(session.Id);
        var before = await ClassifyAsync(silo, folder["birds"]);

        Assert.False(Directory.Exists(Path.Combine(folder["data"], "blobs")));
        Assert.True(server.KeysBelow("grid").Count > dataset.TrainPhotos + dataset.ValidationPhotos, "photos, renditions, manifest, checkpoints and weights lie in the bucket");
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(folder["data"], "blob-cache"), "*", SearchOption.AllDirectories));

        await silo.KillAsync();
        Directory.Delete(Path.Combine(folder["data"], "blob-cache"), recursive: true);
        await silo.StartAsync();

        Assert.Equal(before.Labels, (await ClassifyAsync(silo, folder["birds"])).Labels);
    }

    private static async Task<ClassifyResponse> ClassifyAsync(SiloProcess silo, string folder)
    {
        string photo = Directory.EnumerateFiles(folder, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        var request = new ClassifyRequest { Model = "birds@1", Photo = ByteString.CopyFrom(await File.ReadAllBytesAsync(photo)), TopK = 10 };
        return await new ClassificationService.ClassificationServiceClient(silo.Channel).ClassifyAsync(request);
    }
}
