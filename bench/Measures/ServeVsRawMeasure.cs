using BirdGrid.Bench.Serving;
using BirdGrid.Bench.Support;
using BirdGrid.Client.Load;

namespace BirdGrid.Bench.Measures;

/// <summary>Throughput of a silo over gRPC beside that of the bare runtime on the same core, in turn.</summary>
internal sealed class ServeVsRawMeasure : IMeasure
{
    private const int Rounds = 5;
    private const int Callers = 16;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(5);
    private static readonly int[] BatchSizes = [1, 4, 8, 16];

    private readonly bool sendsPhotos;

    private ServeVsRawMeasure(bool sendsPhotos) => this.sendsPhotos = sendsPhotos;

    /// <summary>Tensors in: all that the server does beside running the network is its own.</summary>
    public static ServeVsRawMeasure Tensors { get; } = new(sendsPhotos: false);

    /// <summary>JPEG in: the server decodes too, and so does what it is compared with.</summary>
    public static ServeVsRawMeasure Photos { get; } = new(sendsPhotos: true);

    /// <inheritdoc/>
    public string Name => sendsPhotos ? "serve-jpeg-vs-raw" : "serve-tensor-vs-raw";

    /// <inheritdoc/>
    public string Description => sendsPhotos
        ? "Throughput of classification of JPEG photos over gRPC by that of decoder and bare ONNX Runtime, one core, MobileNetV2"
        : "Throughput of classification of tensors over gRPC by that of bare ONNX Runtime over preloaded tensors, one core, MobileNetV2";

    /// <inheritdoc/>
    public bool IsOfOneCore => true;

    /// <inheritdoc/>
    public async Task<double> RunAsync(TextWriter notes, CancellationToken cancellationToken)
    {
        double mobile = await RunAsync("mobilenet_v2", notes, cancellationToken);
        await RunAsync("resnet50", notes, cancellationToken);
        return mobile;
    }

    private async Task<double> RunAsync(string backbone, TextWriter notes, CancellationToken cancellationToken)
    {
        await using var bench = await ServingBench.StartAsync(backbone, cancellationToken);
        ILoadTarget target = sendsPhotos ? bench.PhotoTarget() : bench.TensorTarget();
        await bench.WarmUpAsync(target, new ClosedLoop(Callers), sendsPhotos, cancellationToken);
        int best = PinnedThread.Run(ServingBench.ServerCore, () => BatchSizes.MaxBy(size => bench.Raw.ImagesPerSecond(size, Length / 4)));
        var ratios = new List<double>();
        for (int round = 1; round <= Rounds; round++)
        {
            double limit = PinnedThread.Run(ServingBench.ServerCore, () => bench.Raw.ImagesPerSecond(best, Length));
            double decodeMs = sendsPhotos ? PinnedThread.Run(ServingBench.ServerCore, () => bench.Raw.DecodeMs(bench.Photos, Length / 4)) : 0;
            double raw = 1000 / (decodeMs + (1000 / limit));
            var window = await ServingBench.SendAsync(target, new ClosedLoop(Callers), Length, cancellationToken);
            ratios.Add(window.ImagesPerSecond / raw);
            notes.WriteLine(FormattableString.Invariant($"{backbone} round {round}: runtime {limit:F1}/s at batch {best}, decoding {decodeMs:F2} ms, together {raw:F1}/s; server {window.ImagesPerSecond:F1}/s (client {window.ClientCpuMsPerAnswer:F2} ms of its own core a request, {window.Answers - window.Ok} not answered); ratio {ratios[^1]:F3}"));
        }

        double median = Timing.Median(ratios);
        notes.WriteLine(FormattableString.Invariant($"{backbone}: median {median:F3}"));
        return median;
    }
}
