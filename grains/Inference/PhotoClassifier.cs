using System.Collections.Concurrent;
using System.Diagnostics;
using BirdGrid.Grains.Devices;
using BirdGrid.Grains.Models;
using BirdGrid.Grains.Telemetry;
using BirdGrid.Vision.Photos;
using Microsoft.Extensions.Options;

namespace BirdGrid.Grains.Inference;

/// <inheritdoc cref="IPhotoClassifier"/>
/// <param name="grains">Finds models and replicas.</param>
/// <param name="decoder">Decodes photos.</param>
/// <param name="cpu">Where decoding runs.</param>
/// <param name="options">Number of replicas, patience with lost ones.</param>
/// <param name="clock">Time.</param>
public sealed class PhotoClassifier(IGrainFactory grains, PhotoDecoder decoder, CpuExecutor cpu, IOptions<InferenceOptions> options, TimeProvider clock) : IPhotoClassifier
{
    private readonly ConcurrentDictionary<string, ModelVersion> versions = new(StringComparer.Ordinal);
    private int turn;

    /// <inheritdoc/>
    public async Task<Classification> ClassifyAsync(string modelReference, ReadOnlyMemory<byte> photo, int topK, CancellationToken cancellationToken)
    {
        if (topK < 1)
        {
            throw new RefusedException("top-k-out-of-range", $"The number of labels ({topK}) must be at least 1.");
        }

        long started = Stopwatch.GetTimestamp();
        using var activity = BirdGridTelemetry.Source.StartActivity("classify");
        var reference = ModelReference.Parse(modelReference);
        var version = await RetryAsync(_ => FindVersionAsync(reference), cancellationToken);
        activity?.SetTag("birdgrid.model", version.Key);

        long decoding = Stopwatch.GetTimestamp();
        byte[] imageHwc = await cpu.RunAsync("decode", () => Prepare(photo, version.Preprocessing), cancellationToken);
        double decodeMs = Stopwatch.GetElapsedTime(decoding).TotalMilliseconds;

        uint first = (uint)Interlocked.Increment(ref turn);
        var output = await RetryAsync(
            losses => grains.GetGrain<IClassifierGrain>($"{version.Key}/{(first + (uint)losses) % (uint)options.Value.Replicas}").Classify(new ClassifyInput(imageHwc, topK), cancellationToken),
            cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(started);
        InferenceMetrics.Duration.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("birdgrid.model", version.Model));
        return new Classification(version.Model, version.Version, output, decodeMs, elapsed.TotalMilliseconds);
    }

    // A silo that dies or leaves takes its replicas' answers along. A classification changes nothing: it is asked for again, of another replica
    // or of the same one where it comes up next.
    private Task<T> RetryAsync<T>(Func<int, Task<T>> call, CancellationToken cancellationToken) => LostCall.RepeatAsync(
        losses =>
        {
            InferenceMetrics.Retries.Add(losses == 0 ? 0 : 1);
            return call(losses);
        },
        TimeSpan.FromSeconds(options.Value.RetrySeconds),
        clock,
        cancellationToken);

    private async Task<ModelVersion> FindVersionAsync(ModelReference reference)
    {
        int number = await grains.GetGrain<IModelGrain>(reference.Model).Resolve(reference);
        string key = ModelReference.KeyOf(reference.Model, number);
        if (!versions.TryGetValue(key, out var version))
        {
            // A published version never changes: once read, it is kept.
            version = versions.GetOrAdd(key, await grains.GetGrain<IModelVersionGrain>(key).Get());
        }

        return version;
    }

    private byte[] Prepare(ReadOnlyMemory<byte> encoded, Preprocessing preprocessing)
    {
        var photo = decoder.Decode(encoded, preprocessing.ResizeSize);
        byte[] imageHwc = new byte[preprocessing.CropSize * preprocessing.CropSize * 3];
        new EvaluationTransform(preprocessing.ResizeSize, preprocessing.CropSize).Render(photo, imageHwc);
        return imageHwc;
    }
}
