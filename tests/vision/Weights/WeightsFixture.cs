using System.Security.Cryptography;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Vision.Tests.Weights;

/// <summary>An empty cache and own folder, and a small file of weights that a backbone's configuration names.</summary>
internal sealed class WeightsFixture : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly HttpClient http = new();

    /// <summary>A safetensors file with one tensor, <c>a</c>.</summary>
    public static byte[] Body { get; } = MakeBody();

    /// <summary>resnet18 with <see cref="Body"/> for weights.</summary>
    public static BackboneConfig Config { get; } = BackboneRegistry.Find("resnet18") with
    {
        Weights =
        [
            BackboneRegistry.Find("resnet18").Weights[0] with
            {
                FileName = $"tiny-{Convert.ToHexStringLower(SHA256.HashData(Body))[..8]}.pth",
                FormerFileName = "tiny-00000000.pth",
            },
        ],
    };

    public string Directory => folder.Path;

    public string CacheDirectory => folder.File("cache/weights");

    public string CachedFile => Path.Combine(CacheDirectory, Config.WeightsFileName!);

    public string PartialFile => CachedFile + ".part";

    /// <summary>A search; without a mirror it is offline.</summary>
    public PretrainedWeights Search(Uri? mirror, string? directory = null, TimeSpan? stallTimeout = null, int attempts = 5, TimeProvider? time = null) => new(
        Options(mirror, directory, stallTimeout, attempts), http, time);

    public PretrainedWeightsOptions Options(Uri? mirror, string? directory = null, TimeSpan? stallTimeout = null, int attempts = 5) => new()
    {
        Directory = directory,
        CacheDirectory = CacheDirectory,
        Mirror = mirror,
        Offline = mirror is null,
        StallTimeout = stallTimeout ?? TimeSpan.FromSeconds(30),
        Attempts = attempts,
        RetryDelay = TimeSpan.FromMilliseconds(1),
    };

    /// <summary>Puts what a broken download has left into the cache.</summary>
    public void LeavePart(ReadOnlySpan<byte> bytes)
    {
        System.IO.Directory.CreateDirectory(CacheDirectory);
        File.WriteAllBytes(PartialFile, bytes);
    }

    public void Dispose()
    {
        http.Dispose();
        folder.Dispose();
    }

    private static byte[] MakeBody()
    {
        byte[] bytes = new byte[300_000];
        new Random(7).NextBytes(bytes);
        return SafetensorsFile.ToBytes(new StateDict([new WeightTensor("a", WeightDType.U8, [bytes.Length], bytes)]));
    }
}
