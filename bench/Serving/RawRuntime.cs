using System.Diagnostics;
using BirdGrid.Vision.Backbones;
using BirdGrid.Vision.Export.Onnx;
using BirdGrid.Vision.Photos;
using BirdGrid.Vision.Weights;
using Microsoft.ML.OnnxRuntime;

namespace BirdGrid.Bench.Serving;

/// <summary>
/// The limit: a bare ONNX Runtime session with one thread over tensors that lie ready, and the decoder over photos that lie in memory. No queue, no
/// server, no normalisation.
/// </summary>
internal sealed class RawRuntime : IDisposable
{
    private readonly InferenceSession session;
    private readonly RunOptions run = new();
    private readonly PhotoDecoder decoder = new();
    private readonly EvaluationTransform transform;
    private readonly int inputLength;

    /// <summary>Builds a session of the network that <see cref="ServedModels"/> publishes first.</summary>
    public RawRuntime(string backbone)
    {
        var config = BackboneRegistry.Find(backbone);
        var info = OnnxModelInfo.Of(config, ServedModels.Labels);
        byte[] model = OnnxExporter.Export(SafetensorsFile.Read(ServedModels.WeightsOf(backbone, 0)), info);
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL };
        session = new InferenceSession(model, options);
        transform = new EvaluationTransform(config.ResizeSize, config.InputSize);
        ImageSize = config.InputSize;
        inputLength = 3 * ImageSize * ImageSize;
    }

    /// <summary>Side of an image in pixels.</summary>
    public int ImageSize { get; }

    /// <summary>Decodes and prepares a photo.</summary>
    /// <returns>uint8 HWC.</returns>
    public byte[] Decode(ReadOnlyMemory<byte> photo)
    {
        byte[] image = new byte[transform.ImageBytes];
        Decode(photo, image);
        return image;
    }

    /// <summary>Images a second over preloaded tensors of the given batch size, for about as long as asked for.</summary>
    public double ImagesPerSecond(int batchSize, TimeSpan length)
    {
        float[] values = Values(batchSize);
        using var input = OrtValue.CreateTensorValueFromMemory(values, [batchSize, 3, ImageSize, ImageSize]);
        Run(input);
        long batches = 0;
        long started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < length)
        {
            Run(input);
            batches++;
        }

        return batches * batchSize / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Milliseconds of decoding and of running each photo by itself, in turn.</summary>
    public (double Decode, double Run)[] LatenciesMs(IReadOnlyList<ReadOnlyMemory<byte>> photos, int count)
    {
        float[] values = Values(1);
        byte[] image = new byte[transform.ImageBytes];
        using var input = OrtValue.CreateTensorValueFromMemory(values, [1, 3, ImageSize, ImageSize]);
        var times = new (double Decode, double Run)[count];
        for (int i = 0; i < count; i++)
        {
            long started = Stopwatch.GetTimestamp();
            Decode(photos[i % photos.Count], image);
            long decoded = Stopwatch.GetTimestamp();
            Run(input);
            times[i] = (Stopwatch.GetElapsedTime(started, decoded).TotalMilliseconds, Stopwatch.GetElapsedTime(decoded).TotalMilliseconds);
        }

        return times;
    }

    /// <summary>Milliseconds of decoding a photo, the mean over all of them.</summary>
    public double DecodeMs(IReadOnlyList<ReadOnlyMemory<byte>> photos, TimeSpan length)
    {
        byte[] image = new byte[transform.ImageBytes];
        long decoded = 0;
        long started = Stopwatch.GetTimestamp();
        do
        {
            foreach (var photo in photos)
            {
                Decode(photo, image);
                decoded++;
            }
        }
        while (Stopwatch.GetElapsedTime(started) < length);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds / decoded;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        run.Dispose();
        session.Dispose();
    }

    private void Decode(ReadOnlyMemory<byte> photo, byte[] image) => transform.Render(decoder.Decode(photo, transform.ResizeSize), image);

    // As normalised pixels are: about -2 to 2.
    private float[] Values(int images)
    {
        var random = new Random(1);
        float[] values = new float[images * inputLength];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)((4 * random.NextDouble()) - 2);
        }

        return values;
    }

    private void Run(OrtValue input)
    {
        using var outputs = session.Run(run, [OnnxExporter.InputName], [input], [OnnxExporter.OutputName]);
    }
}
