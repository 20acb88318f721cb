using System.Diagnostics;
using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Devices;
using BirdGrid.Grains.Models;
using BirdGrid.Grains.Placement;
using BirdGrid.Vision.Evaluation;
using BirdGrid.Vision.Inference;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Placement;

namespace BirdGrid.Grains.Inference;

/// <inheritdoc cref="IClassifierGrain"/>
/// <remarks>A batch is whatever waits when the device is free, up to a limit: nobody waits for a batch to fill.</remarks>
[RequireSiloRole(SiloRole.Gpu)]
[Immovable]
[Reentrant]
public sealed class ClassifierGrain(DeviceExecutor device, IBlobStore blobs, IOptions<InferenceOptions> options) : Grain, IClassifierGrain
{
    private readonly Queue<Pending> queue = new();
    private Task<LoadedModel>? loading;
    private bool pumping;

    /// <inheritdoc/>
    public async Task<ClassifyOutput> Classify(ClassifyInput input, CancellationToken cancellationToken = default)
    {
        if (queue.Count >= options.Value.QueueLimit)
        {
            throw new BusyException("classifier-queue-full", $"{queue.Count} photos wait at {this.GetPrimaryKeyString()} already; try again shortly, with fewer requests at a time.");
        }

        var model = await LoadOnceAsync();
        int imageSize = model.Version.Preprocessing.CropSize;
        if (input.ImageHwc.Length != imageSize * imageSize * 3)
        {
            throw new RefusedException("wrong-input-size", $"{model.Version.Key} takes images of {imageSize} x {imageSize} pixels, {imageSize * imageSize * 3} bytes; {input.ImageHwc.Length} came.");
        }

        var pending = new Pending(input, cancellationToken);
        queue.Enqueue(pending);
        if (!pumping)
        {
            pumping = true;
            _ = PumpAsync(model);
        }

        return await pending.Answer.Task;
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (loading is { IsCompletedSuccessfully: true })
        {
            var model = await loading;
            await device.RunAsync("unload", DevicePriority.Inference, () => Unload(model.Predictor), CancellationToken.None);
        }

        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    private static bool Unload(Predictor predictor)
    {
        predictor.Dispose();
        return true;
    }

    private async Task<LoadedModel> LoadOnceAsync()
    {
        var attempt = loading ??= LoadAsync();
        try
        {
            return await attempt;
        }
        catch when (loading == attempt)
        {
            // The next request tries again.
            loading = null;
            throw;
        }
    }

    private async Task<LoadedModel> LoadAsync()
    {
        string key = this.GetPrimaryKeyString();
        var version = await GrainFactory.GetGrain<IModelVersionGrain>(key[..key.LastIndexOf('/')]).Get();
        byte[] weights = await blobs.ReadAsync(version.Weights, CancellationToken.None);
        var predictor = await device.RunAsync("load", DevicePriority.Inference, () => Predictor.Load(version.Preprocessing.Backbone, version.Labels.Count, weights, device.Device), CancellationToken.None);
        return new LoadedModel(version, predictor);
    }

    private async Task PumpAsync(LoadedModel model)
    {
        while (TakeBatch() is { Count: > 0 } batch)
        {
            try
            {
                await AnswerAsync(model, batch);
            }
            catch (Exception failure)
            {
                batch.ForEach(p => p.Answer.TrySetException(failure));
            }
        }

        pumping = false;
    }

    private List<Pending> TakeBatch()
    {
        var batch = new List<Pending>();
        while (batch.Count < options.Value.MaximumBatchSize && queue.TryDequeue(out var next))
        {
            if (next.CancellationToken.IsCancellationRequested)
            {
                next.Answer.TrySetCanceled(next.CancellationToken);
            }
            else
            {
                batch.Add(next);
            }
        }

        return batch;
    }

    private async Task AnswerAsync(LoadedModel model, List<Pending> batch)
    {
        int imageSize = model.Version.Preprocessing.CropSize;
        int imageBytes = imageSize * imageSize * 3;
        int classes = model.Version.Labels.Count;
        byte[] imagesNhwc = new byte[batch.Count * imageBytes];
        for (int i = 0; i < batch.Count; i++)
        {
            batch[i].Input.ImageHwc.CopyTo(imagesNhwc.AsSpan(i * imageBytes));
        }

        float[] logits = new float[batch.Count * classes];
        long begun = 0;
        double computeMs = await device.RunAsync("classify", DevicePriority.Inference, () =>
        {
            begun = Stopwatch.GetTimestamp();
            model.Predictor.Predict(imagesNhwc, imageSize, logits);
            return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        }, CancellationToken.None);

        InferenceMetrics.BatchSize.Record(batch.Count);
        for (int i = 0; i < batch.Count; i++)
        {
            var best = TopK.FromLogits(logits.AsSpan(i * classes, classes), batch[i].Input.TopK);
            batch[i].Answer.TrySetResult(new ClassifyOutput
            {
                Labels = [.. best.Select(b => new LabelScore(model.Version.Labels[b.ClassIndex], b.Probability))],
                QueueMs = Stopwatch.GetElapsedTime(batch[i].Arrived, begun).TotalMilliseconds,
                ComputeMs = computeMs,
                BatchSize = batch.Count,
            });
        }
    }

    private sealed record LoadedModel(ModelVersion Version, Predictor Predictor);

    private sealed record Pending(ClassifyInput Input, CancellationToken CancellationToken)
    {
        public long Arrived { get; } = Stopwatch.GetTimestamp();

        public TaskCompletionSource<ClassifyOutput> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
