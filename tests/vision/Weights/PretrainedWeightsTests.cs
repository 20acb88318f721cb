using BirdGrid.TestSupport;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Weights;
using static BirdGrid.Vision.Tests.Weights.WeightsFixture;

namespace BirdGrid.Vision.Tests.Weights;

/// <summary>Where weights are looked for, in which order, and what is said when they are nowhere.</summary>
public sealed class PretrainedWeightsTests : IDisposable
{
    private readonly WeightsFixture fixture = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => fixture.Dispose();

    [Fact]
    public async Task A_download_is_checked_kept_and_found_again()
    {
        await using var server = LoopbackServer.Answering("200 OK", Body);
        var progress = new ProgressList();
        var (weights, file) = await fixture.Search(server.Address).LoadAsync(Config, progress, Cancellation);
        Assert.Equal(new PretrainedWeightsFile(fixture.CachedFile, PretrainedWeightsSource.Download), file);
        Assert.Equal("a", Assert.Single(weights.Tensors).Name);
        Assert.Equal(Body, await File.ReadAllBytesAsync(fixture.CachedFile, Cancellation));
        Assert.Equal($"GET /models/{Config.WeightsFileName} HTTP/1.1", Assert.Single(server.Requests).Line);
        Assert.Equal(new DownloadProgress(Config.WeightsFileName!, Body.Length, Body.Length), progress.Reports[^1]);

        var again = await fixture.Search(server.Address).FindAsync(Config, cancellation: Cancellation);
        Assert.Equal(new PretrainedWeightsFile(fixture.CachedFile, PretrainedWeightsSource.Cache), again);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_damaged_file_in_the_cache_is_fetched_anew()
    {
        Directory.CreateDirectory(fixture.CacheDirectory);
        await File.WriteAllBytesAsync(fixture.CachedFile, Body[..10], Cancellation);
        await using var server = LoopbackServer.Answering("200 OK", Body);
        var file = await fixture.Search(server.Address).FindAsync(Config, cancellation: Cancellation);
        Assert.Equal(PretrainedWeightsSource.Download, file.Source);
        Assert.Equal(Body, await File.ReadAllBytesAsync(fixture.CachedFile, Cancellation));
    }

    [Theory]
    [InlineData("resnet18_imagenet1k.safetensors")]
    [InlineData("resnet18_imagenet1k.pth")]
    [InlineData("tiny-00000000.pth")]
    [InlineData(null)]
    public async Task The_users_own_folder_comes_first(string? fileName)
    {
        string path = Path.Combine(fixture.Directory, fileName ?? Config.WeightsFileName!);
        await File.WriteAllBytesAsync(path, Body, Cancellation);
        var search = fixture.Search(mirror: null, directory: fixture.Directory);
        var (weights, file) = await search.LoadAsync(Config, cancellation: Cancellation);
        Assert.Equal(new PretrainedWeightsFile(path, PretrainedWeightsSource.Directory), file);
        Assert.Equal(file, search.Locate(Config));
        Assert.Single(weights.Tensors);
    }

    [Fact]
    public async Task An_imported_file_in_the_cache_comes_before_torchvisions()
    {
        Directory.CreateDirectory(fixture.CacheDirectory);
        string imported = Path.Combine(fixture.CacheDirectory, "resnet18_imagenet1k.safetensors");
        await File.WriteAllBytesAsync(fixture.CachedFile, Body, Cancellation);
        var search = fixture.Search(mirror: null);
        Assert.Equal(new PretrainedWeightsFile(fixture.CachedFile, PretrainedWeightsSource.Cache), search.Locate(Config));

        await File.WriteAllBytesAsync(imported, Body, Cancellation);
        Assert.Equal(new PretrainedWeightsFile(imported, PretrainedWeightsSource.Cache), await search.FindAsync(Config, cancellation: Cancellation));
        Assert.Equal(new PretrainedWeightsFile(imported, PretrainedWeightsSource.Cache), search.Locate(Config));
    }

    [Fact]
    public async Task A_file_pulled_by_name_goes_into_the_cache_once()
    {
        await using var server = LoopbackServer.Answering("200 OK", Body);
        var search = fixture.Search(server.Address, directory: fixture.Directory);
        Assert.Equal(PretrainedWeightsSource.Download, (await search.PullAsync(Config, Config.Weights[0], cancellation: Cancellation)).Source);
        Assert.Equal(PretrainedWeightsSource.Cache, (await search.PullAsync(Config, Config.Weights[0], cancellation: Cancellation)).Source);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task The_error_says_what_was_tried_and_what_to_do()
    {
        var search = fixture.Search(mirror: null, directory: fixture.Directory);
        Assert.Null(search.Locate(Config));
        var error = await Assert.ThrowsAsync<WeightsUnavailableException>(() => search.FindAsync(Config, cancellation: Cancellation));
        Assert.Equal(3, error.Tried.Count);
        Assert.Contains(fixture.Directory, error.Tried[0], StringComparison.Ordinal);
        Assert.Contains(fixture.CacheDirectory, error.Tried[1], StringComparison.Ordinal);
        Assert.Contains(Config.WeightsFileName!, error.Tried[1], StringComparison.Ordinal);
        Assert.Contains("BirdGrid:Weights:Offline", error.Tried[2], StringComparison.Ordinal);
        Assert.Contains("BIRDGRID_WEIGHTS", error.Message, StringComparison.Ordinal);
        Assert.Contains("birdgrid weights import", error.Message, StringComparison.Ordinal);

        var compact = BackboneRegistry.Find("resnet9");
        error = await Assert.ThrowsAsync<WeightsUnavailableException>(() => search.FindAsync(compact, cancellation: Cancellation));
        Assert.Contains("trained from scratch", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_own_folder_that_is_not_there_is_told()
    {
        var search = fixture.Search(mirror: null, directory: Path.Combine(fixture.Directory, "none"));
        var error = await Assert.ThrowsAsync<WeightsUnavailableException>(() => search.FindAsync(Config, cancellation: Cancellation));
        Assert.Contains("does not exist", error.Tried[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_shared_weights_are_found_and_fit_the_network()
    {
        string directory = SharedData.Require("weights");
        using var backbone = BackboneRegistry.Create("mobilenet_v2", classCount: 3, seed: 0);
        var (weights, file) = await fixture.Search(mirror: null, directory).LoadAsync(backbone.Config, cancellation: Cancellation);
        Assert.Equal(PretrainedWeightsSource.Directory, file.Source);
        ModuleWeights.LoadPretrained(backbone, weights);
        Assert.Equal(3, backbone.ClassCount);
    }
}
