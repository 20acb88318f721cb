using System.Security.Cryptography;
using BirdGrid.TestSupport;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Vision.Tests.Weights;

public sealed class PretrainedWeightsTests : IDisposable
{
    private static readonly byte[] Body = MakeBody();

    private static readonly BackboneConfig Config = BackboneRegistry.Find("resnet18") with
    {
        Weights = [BackboneRegistry.Find("resnet18").Weights[0] with { FileName = $"tiny-{Convert.ToHexStringLower(SHA256.HashData(Body))[..8]}.pth" }],
    };

    private readonly TemporaryFolder folder = new();
    private readonly HttpClient http = new();

    private string CacheDirectory => folder.File("cache/weights");

    private string CachedFile => Path.Combine(CacheDirectory, Config.WeightsFileName!);

    public void Dispose()
    {
        http.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_download_is_checked_kept_and_found_again()
    {
        await using var server = LoopbackServer.Answering("200 OK", Body);
        var progress = new ProgressList();
        var (weights, file) = await Search(server.Address).LoadAsync(Config, progress, TestContext.Current.CancellationToken);
        Assert.Equal(new PretrainedWeightsFile(CachedFile, PretrainedWeightsSource.Download), file);
        Assert.Equal("a", Assert.Single(weights.Tensors).Name);
        Assert.Equal(Body, await File.ReadAllBytesAsync(CachedFile, TestContext.Current.CancellationToken));
        Assert.Equal([$"GET /models/{Config.WeightsFileName} HTTP/1.1"], server.Requests);
        Assert.Equal(new DownloadProgress(Config.WeightsFileName!, Body.Length, Body.Length), progress.Reports[^1]);

        var again = await Search(server.Address).FindAsync(Config, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(new PretrainedWeightsFile(CachedFile, PretrainedWeightsSource.Cache), again);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("404 Not Found", "404")]
    [InlineData("500 Internal Server Error", "500")]
    public async Task A_refusal_is_told_and_leaves_the_cache_empty(string status, string reason)
    {
        await using var server = LoopbackServer.Answering(status, Body);
        await AssertUnavailableAsync(server.Address, reason);
    }

    [Fact]
    public async Task Content_of_another_checksum_is_not_kept()
    {
        byte[] wrong = [.. Body];
        wrong[^1] ^= 1;
        await using var server = LoopbackServer.Answering("200 OK", wrong);
        await AssertUnavailableAsync(server.Address, "SHA-256");
    }

    [Fact]
    public async Task A_connection_cut_in_the_middle_leaves_nothing()
    {
        await using var server = LoopbackServer.Answering("200 OK", Body, sentBytes: Body.Length / 2);
        await AssertUnavailableAsync(server.Address, "download");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task A_server_that_falls_silent_is_given_up(int sentBytes)
    {
        await using var server = LoopbackServer.Answering("200 OK", Body, sentBytes, isSilentAtTheEnd: true);
        await AssertUnavailableAsync(server.Address, "nothing came for", TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task No_server_at_all_is_told()
    {
        Uri gone;
        await using (var server = LoopbackServer.Answering("200 OK", Body))
        {
            gone = server.Address;
        }

        await AssertUnavailableAsync(gone, gone.ToString());
    }

    [Fact]
    public async Task A_cancelled_download_leaves_nothing()
    {
        await using var server = LoopbackServer.Answering("200 OK", Body, sentBytes: 100, isSilentAtTheEnd: true);
        using var cancellation = new CancellationTokenSource();
        var progress = new ProgressList { OnReport = cancellation.Cancel };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Search(server.Address).FindAsync(Config, progress, cancellation.Token));
        Assert.Empty(Directory.GetFiles(CacheDirectory));
    }

    [Fact]
    public async Task A_damaged_file_in_the_cache_is_fetched_anew()
    {
        Directory.CreateDirectory(CacheDirectory);
        await File.WriteAllBytesAsync(CachedFile, Body[..10], TestContext.Current.CancellationToken);
        await using var server = LoopbackServer.Answering("200 OK", Body);
        var file = await Search(server.Address).FindAsync(Config, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(PretrainedWeightsSource.Download, file.Source);
        Assert.Equal(Body, await File.ReadAllBytesAsync(CachedFile, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("resnet18_imagenet1k.safetensors")]
    [InlineData("resnet18_imagenet1k.pth")]
    [InlineData(null)]
    public async Task The_users_own_folder_comes_first(string? fileName)
    {
        string path = folder.File(fileName ?? Config.WeightsFileName!);
        await File.WriteAllBytesAsync(path, Body, TestContext.Current.CancellationToken);
        var (weights, file) = await Search(baseAddress: null, directory: folder.Path).LoadAsync(Config, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(new PretrainedWeightsFile(path, PretrainedWeightsSource.Directory), file);
        Assert.Single(weights.Tensors);
    }

    [Fact]
    public async Task The_error_says_what_was_tried_and_what_to_do()
    {
        var search = Search(baseAddress: null, directory: folder.Path);
        var error = await Assert.ThrowsAsync<WeightsUnavailableException>(() => search.FindAsync(Config, cancellation: TestContext.Current.CancellationToken));
        Assert.Equal(3, error.Tried.Count);
        Assert.Contains(folder.Path, error.Message, StringComparison.Ordinal);
        Assert.Contains(CachedFile, error.Message, StringComparison.Ordinal);
        Assert.Contains("BIRDGRID_WEIGHTS", error.Message, StringComparison.Ordinal);

        var compact = BackboneRegistry.Find("resnet9");
        error = await Assert.ThrowsAsync<WeightsUnavailableException>(() => search.FindAsync(compact, cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("trained from scratch", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_shared_weights_are_found_and_fit_the_network()
    {
        string directory = SharedData.Require("weights");
        using var backbone = BackboneRegistry.Create("mobilenet_v2", classCount: 3, seed: 0);
        var (weights, file) = await Search(baseAddress: null, directory).LoadAsync(backbone.Config, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(PretrainedWeightsSource.Directory, file.Source);
        ModuleWeights.LoadPretrained(backbone, weights);
        Assert.Equal(3, backbone.ClassCount);
    }

    [Fact]
    public void Every_torchvision_file_name_promises_a_checksum()
    {
        var names = BackboneRegistry.Names.Select(name => BackboneRegistry.Find(name).WeightsFileName).OfType<string>().ToList();
        Assert.Equal(
            ["b0353104", "f37072fd", "0676ba61", "7f5810bc"],
            names.Select(WeightsChecksum.PromisedBy));
        Assert.Null(WeightsChecksum.PromisedBy("mobilenet_v2_imagenet1k.pth"));
    }

    private static byte[] MakeBody() =>
        SafetensorsFile.ToBytes(new StateDict([new WeightTensor("a", WeightDType.U8, [300_000], new byte[300_000])]));

    private PretrainedWeights Search(Uri? baseAddress, string? directory = null, TimeSpan? stallTimeout = null) => new(
        new PretrainedWeightsOptions
        {
            Directory = directory,
            CacheDirectory = CacheDirectory,
            BaseAddress = baseAddress,
            StallTimeout = stallTimeout ?? TimeSpan.FromSeconds(30),
        },
        http);

    private async Task AssertUnavailableAsync(Uri baseAddress, string reason, TimeSpan? stallTimeout = null)
    {
        var search = Search(baseAddress, stallTimeout: stallTimeout);
        var error = await Assert.ThrowsAsync<WeightsUnavailableException>(() => search.FindAsync(Config, cancellation: TestContext.Current.CancellationToken));
        Assert.Contains(reason, error.Tried[^1], StringComparison.Ordinal);
        Assert.NotNull(error.InnerException);
        Assert.Empty(Directory.GetFiles(CacheDirectory));
    }

    private sealed class ProgressList : IProgress<DownloadProgress>
    {
        public List<DownloadProgress> Reports { get; } = [];

        public Action? OnReport { get; init; }

        public void Report(DownloadProgress value)
        {
            Reports.Add(value);
            OnReport?.Invoke();
        }
    }
}
