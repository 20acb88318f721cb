using BirdGrid.Bench.Support;
using BirdGrid.Client;
using BirdGrid.Client.Load;
using Grpc.Net.Client;

namespace BirdGrid.Bench.Serving;

/// <summary>A silo that serves on one core, a bare runtime that has the same core in its turn, and this process, whose clients have another.</summary>
internal sealed class ServingBench : IAsyncDisposable
{
    /// <summary>The core of what is measured; the clients run on the last one.</summary>
    public const int ServerCore = 0;

    private static readonly TimeSpan WarmUpLength = TimeSpan.FromSeconds(60);

    private readonly ServedModels models;

    private ServingBench(ServedModels models, BenchSilo silo, RawRuntime raw, IReadOnlyList<ReadOnlyMemory<byte>> photos)
    {
        this.models = models;
        Silo = silo;
        Raw = raw;
        Photos = photos;
        Client = new BirdGridClient(new BirdGridClientOptions { Address = silo.Url, Attempts = 1 });
        Channel = GrpcChannel.ForAddress(silo.Url);
    }

    /// <summary>The silo, a process of its own.</summary>
    public BenchSilo Silo { get; }

    /// <summary>The limit.</summary>
    public RawRuntime Raw { get; }

    /// <summary>JPEG photos of the shared material, in memory.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Photos { get; }

    /// <summary>Typed client.</summary>
    public BirdGridClient Client { get; }

    /// <summary>Bare channel.</summary>
    public GrpcChannel Channel { get; }

    /// <summary>Publishes a backbone (so many versions of it) and starts to serve it.</summary>
    public static async Task<ServingBench> StartAsync(string backbone, CancellationToken cancellationToken, int versions = 1, params string[] settings)
    {
        if (Environment.ProcessorCount != 1)
        {
            throw new InvalidOperationException("The clients are to have one core, and the server another.");
        }

        var models = await ServedModels.PublishAsync([.. Enumerable.Repeat(("birds", backbone), versions)], cancellationToken);
        string[] more = [.. settings.SelectMany(s => new[] { "--set", s })];
        var silo = await BenchSilo.StartAsync(models.Path, ["--threads", "1", .. more], ServerCore, cancellationToken);
        var files = Directory.EnumerateFiles(SharedFolder.Require("photos"), "*.*", SearchOption.AllDirectories)
            .Where(f => Path.GetExtension(f).ToUpperInvariant() is ".JPG" or ".JPEG").Order(StringComparer.Ordinal);
        return new ServingBench(models, silo, new RawRuntime(backbone), await LoadPhotos.ReadAsync(files, cancellationToken: cancellationToken));
    }

    /// <summary>Classifications of the photos.</summary>
    public ClassifyTarget PhotoTarget() => new(Client, "birds", Photos);

    /// <summary>The photos, prepared here beforehand.</summary>
    public TensorTarget TensorTarget() => new(Channel, "birds", [.. Photos.Take(32).Select(Raw.Decode)], Raw.ImageSize);

    /// <summary>Sends until the silo has made its final code, and decodes until the bare decoder has.</summary>
    public async Task WarmUpAsync(ILoadTarget target, LoadShape shape, bool sendsPhotos, CancellationToken cancellationToken)
    {
        await SendAsync(target, shape, WarmUpLength, cancellationToken);
        if (sendsPhotos)
        {
            PinnedThread.Run(ServerCore, () => Raw.DecodeMs(Photos, WarmUpLength / 3));
        }
    }

    /// <summary>Sends for a while and says what came of it.</summary>
    public static async Task<LoadWindow> SendAsync(ILoadTarget target, LoadShape shape, TimeSpan length, CancellationToken cancellationToken)
    {
        await using var run = LoadRun.Start(target, shape);
        await Task.Delay(length, cancellationToken);
        return run.Cut();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Channel.Dispose();
        Raw.Dispose();
        await Silo.DisposeAsync();
        models.Dispose();
    }
}
