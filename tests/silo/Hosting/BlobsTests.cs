using BirdGrid.Grains.Blobs;
using BirdGrid.Silo.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace BirdGrid.Silo.Tests.Hosting;

/// <summary>Where a silo's blobs lie, and what keeps it from starting.</summary>
public sealed class BlobsTests : IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("birdgrid-silo-").FullName;

    public void Dispose() => Directory.Delete(data, recursive: true);

    [Theory]
    [InlineData("BirdGrid:Blobs:Provider=Tape")]
    [InlineData("BirdGrid:Blobs:Provider=S3")]
    [InlineData("BirdGrid:Blobs:Provider=S3", "BirdGrid:Blobs:S3:Bucket=b", "BirdGrid:Blobs:S3:Endpoint=minio")]
    [InlineData("BirdGrid:Blobs:Provider=S3", "BirdGrid:Blobs:S3:Bucket=b", "BirdGrid:Blobs:Cache:MaximumMiB=0")]
    [InlineData("BirdGrid:Blobs:Provider=S3", "BirdGrid:Blobs:S3:Bucket=b", "BirdGrid:Blobs:Cache:Directory=/proc/nowhere")]
    [InlineData("BirdGrid:Blobs:Directory=/proc/nowhere")]
    public async Task Settings_that_cannot_be_meant_are_refused(params string[] settings) =>
        Assert.Equal(SiloProgram.Misconfigured, await SiloProgram.RunAsync(Start(settings), CancellationToken.None));

    [Fact]
    public async Task A_silo_whose_bucket_does_not_answer_does_not_start_and_says_so()
    {
        var start = Start(
            "BirdGrid:Blobs:Provider=S3", "BirdGrid:Blobs:S3:Bucket=b", "BirdGrid:Blobs:S3:Endpoint=http://127.0.0.1:1", "BirdGrid:Blobs:S3:AccessKey=a", "BirdGrid:Blobs:S3:SecretKey=s", "BirdGrid:Blobs:S3:MaximumAttempts=1");

        var failure = await Assert.ThrowsAsync<BlobStoreException>(() => RunningSilo.StartAsync(start, CancellationToken.None));

        var explained = StartFailure.Explain(failure)!;
        Assert.Equal(SiloProgram.Failure, explained.ExitCode);
        Assert.StartsWith("http://127.0.0.1:1 does not answer: ", explained.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blobs_lie_in_the_folder_that_is_named()
    {
        string folder = Path.Combine(data, "mount", "blobs");
        await using var silo = await RunningSilo.StartAsync(Start($"BirdGrid:Blobs:Directory={folder}"), CancellationToken.None);

        var blob = await silo.Services.GetRequiredService<IBlobStore>().PutAsync("abc"u8.ToArray(), CancellationToken.None);

        Assert.True(File.Exists(Path.Combine(folder, blob.Sha256[..2], blob.Sha256)));
    }

    private SiloStartOptions Start(params string[] settings) => new() { DataDirectory = Path.Combine(data, "silo"), Url = "http://127.0.0.1:0", Device = "cpu", Quiet = true, Settings = settings };
}
