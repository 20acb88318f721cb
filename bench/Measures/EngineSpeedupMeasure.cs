using System.Globalization;
using BirdGrid.Bench.Support;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Export.Onnx;
using BirdGrid.Vision.Inference.Engines;
using BirdGrid.Vision.Quantization;
using BirdGrid.Vision.Weights;
using TorchSharp;

namespace BirdGrid.Bench.Measures;

/// <summary>
/// How much faster the CPU engine is than eager TorchSharp on one core with one thread each: both take the same bytes and normalise them themselves.
/// They take turns, call by call; each side's time is the median. MobileNetV2, EfficientNet-B0 and ResNet-50, one photo and eight: the figure is
/// the smallest of the six. Beside it: MobileNetV2 in 8-bit integers, and what that costs in accuracy on the shared ImageNet photos, of which every
/// other calibrates and the rest are counted.
/// </summary>
internal sealed class EngineSpeedupMeasure : IMeasure
{
    private const int ClassCount = 1000;
    private const int WarmUpCalls = 3;
    private const double SecondsEach = 8;
    private const int FewestCalls = 7;

    private static readonly string[] Backbones = ["mobilenet_v2", "efficientnet_b0", "resnet50"];
    private static readonly int[] BatchSizes = [1, 8];

    /// <inheritdoc/>
    public string Name => "engine-vs-torchsharp-speedup";

    /// <inheritdoc/>
    public string Description => "smallest ratio of eager TorchSharp's time to the ONNX engine's over three networks at batches of 1 and 8, one core";

    /// <inheritdoc/>
    public bool IsOfOneCore => true;

    /// <inheritdoc/>
    public Task<double> RunAsync(TextWriter notes, CancellationToken cancellationToken)
    {
        torch.set_num_threads(1);
        notes.WriteLine("network            batch   TorchSharp ms    ONNX ms    ratio");
        double smallest = double.PositiveInfinity;
        foreach (string name in Backbones)
        {
            foreach (int batchSize in BatchSizes)
            {
                cancellationToken.ThrowIfCancellationRequested();
                smallest = Math.Min(smallest, Compare(name, batchSize, notes));
            }
        }

        CompareQuantized(notes, cancellationToken);
        return Task.FromResult(smallest);
    }

    private static double Compare(string name, int batchSize, TextWriter notes)
    {
        using var backbone = BackboneRegistry.Create(name, ClassCount, seed: 0);
        var weights = ModuleWeights.Capture(backbone);
        var config = backbone.Config;
        using var torchEngine = TorchEngine.Load(name, ClassCount, config.InputSize, SafetensorsFile.ToBytes(weights), torch.CPU);
        using var onnxEngine = OnnxEngine.Load(OnnxExporter.Export(weights, OnnxModelInfo.Of(config, Labels())));
        var (torchMs, onnxMs) = TakeTurns(torchEngine, onnxEngine, batchSize);
        notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-18} {batchSize,5} {torchMs,15:0.00} {onnxMs,10:0.00} {torchMs / onnxMs,8:0.00}"));
        return torchMs / onnxMs;
    }

    private static void CompareQuantized(TextWriter notes, CancellationToken cancellationToken)
    {
        var photos = ImageNetPhotos.Read();
        byte[] exact = OnnxExporter.Export(
            SafetensorsFile.Read(SharedFolder.Require("weights", "mobilenet_v2_imagenet1k.safetensors")), OnnxModelInfo.Of(MobileNetV2.Default, Labels()));
        var calibration = photos.Where((_, i) => i % 2 == 0).Select(photo => (ReadOnlyMemory<byte>)photo.ImageHwc).ToList();
        var heldOut = photos.Where((_, i) => i % 2 == 1).ToList();
        using var exactEngine = OnnxEngine.Load(exact);
        foreach (double percentile in (double[])[100, new QuantizationOptions().Percentile])
        {
            byte[] quantized = ModelQuantizer.Quantize(exact, calibration, new QuantizationOptions { Percentile = percentile }, cancellationToken);
            using var engine = OnnxEngine.Load(quantized);
            notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"mobilenet_v2 int8, ranges of {percentile} % of the values: {quantized.Length / 1048576.0:0.0} MiB (fp32 {exact.Length / 1048576.0:0.0}); of {heldOut.Count} held-out photos {ImageNetPhotos.CountRight(engine, heldOut)} right, of all {photos.Count} {ImageNetPhotos.CountRight(engine, photos)} (fp32 {ImageNetPhotos.CountRight(exactEngine, heldOut)} and {ImageNetPhotos.CountRight(exactEngine, photos)})"));
            if (percentile < 100)
            {
                foreach (int batchSize in BatchSizes)
                {
                    var (exactMs, quantizedMs) = TakeTurns(exactEngine, engine, batchSize);
                    notes.WriteLine(string.Create(CultureInfo.InvariantCulture, $"mobilenet_v2 int8, batch {batchSize}: fp32 {exactMs:0.00} ms, int8 {quantizedMs:0.00} ms, ratio {exactMs / quantizedMs:0.00}"));
                }
            }
        }
    }

    private static (double First, double Second) TakeTurns(IInferenceEngine first, IInferenceEngine second, int batchSize)
    {
        byte[] pixels = new byte[batchSize * PreparedImages.BytesPerImage(PixelFormat.Bytes, first.ImageSize)];
        new Random(batchSize).NextBytes(pixels);
        PreparedImages[] images = [new(pixels, PixelFormat.Bytes, batchSize)];
        float[] logits = new float[batchSize * first.ClassCount];
        for (int call = 0; call < WarmUpCalls; call++)
        {
            first.Run(images, logits);
            second.Run(images, logits);
        }

        double once = Timing.MedianMs(1, () => first.Run(images, logits)) + Timing.MedianMs(1, () => second.Run(images, logits));
        int calls = Math.Max(FewestCalls, (int)(SecondsEach * 1000 / once));
        var times = new List<(double First, double Second)>();
        for (int call = 0; call < calls; call++)
        {
            times.Add((Timing.MedianMs(1, () => first.Run(images, logits)), Timing.MedianMs(1, () => second.Run(images, logits))));
        }

        return (Timing.Median(times.Select(time => time.First)), Timing.Median(times.Select(time => time.Second)));
    }

    private static string[] Labels() => [.. Enumerable.Range(0, ClassCount).Select(i => $"class {i}")];
}
