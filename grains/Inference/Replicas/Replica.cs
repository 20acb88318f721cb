using BirdGrid.Grains.Blobs;
using BirdGrid.Grains.Disks;
using BirdGrid.Grains.Inference.Engines;
using BirdGrid.Grains.Inference.Messages;
using BirdGrid.Grains.Inference.Serving;
using BirdGrid.Grains.Models;
using BirdGrid.Vision.Export.Onnx;
using BirdGrid.Vision.Inference.Engines;
using BirdGrid.Vision.Weights;

namespace BirdGrid.Grains.Inference.Replicas;

/// <summary>
/// A replica of a model version on its way into memory and out of it: loading, warming up, ready, draining, unloaded, or failed. Requests load it.
/// Its methods may be called from any thread, and wait for each other where they must.
/// </summary>
/// <param name="readVersion">Reads the version.</param>
/// <param name="loader">Brings it into memory.</param>
/// <param name="options">Batches and queue.</param>
/// <param name="place">Model, version, number of the replica and name of the silo.</param>
/// <param name="changed">Told of every change of state.</param>
/// <param name="clock">Time.</param>
internal sealed class Replica(
    Func<Task<ModelVersion>> readVersion,
    IEngineLoader loader,
    InferenceOptions options,
    ReplicaPlace place,
    Action<ReplicaServing> changed,
    TimeProvider clock)
{
    private readonly Lock gate = new();
    private ReplicaStatistics statistics = new(clock);
    private Task<ReplicaWorker>? loading;
    private Task unloading = Task.CompletedTask;
    private bool hasLeft;
    private (ServingState State, string Reason, DateTimeOffset Since) now = (ServingState.Unloaded, "Nothing has asked for it yet.", clock.GetUtcNow());

    /// <summary>Where it is.</summary>
    public ServingState State => now.State;

    /// <summary>Images that wait.</summary>
    public int QueueLength => Worker?.QueueLength ?? 0;

    /// <summary>Bytes of the loaded network as it is stored; 0 where none is loaded.</summary>
    public long MemoryBytes { get; private set; }

    /// <summary>Time since the last request; null where it is not ready.</summary>
    public TimeSpan? Idle => State == ServingState.Ready ? Worker?.Idle : null;

    /// <summary>Labels of its metrics.</summary>
    public KeyValuePair<string, object?>[] Tags { get; } = [new("model", place.Model), new("version", place.Version), new("replica", place.Replica)];

    private ReplicaWorker? Worker => loading is { IsCompletedSuccessfully: true } loaded ? loaded.Result : null;

    /// <summary>As it is now.</summary>
    public ReplicaServing Describe() => new()
    {
        Replica = place.Replica,
        Silo = place.Silo,
        State = now.State,
        Reason = now.Reason,
        Since = now.Since,
        Engine = Worker?.Description.ToString() ?? string.Empty,
        MemoryBytes = MemoryBytes,
        QueueLength = QueueLength,
        Statistics = statistics.Snapshot(),
    };

    /// <summary>Loads and warms it, where it is not.</summary>
    /// <param name="reason">Why, for people.</param>
    /// <exception cref="ConflictException">It cannot be loaded.</exception>
    /// <exception cref="OrleansException">A call that loading needs was lost (<see cref="LostCall"/>); it may be tried again.</exception>
    public Task LoadAsync(string reason) => LoadedAsync(reason);

    /// <summary>What computes; loads it first where it is not in memory.</summary>
    /// <param name="reason">Why, for people.</param>
    public Task<ReplicaWorker> WorkerAsync(string reason) => LoadedAsync(reason);

    /// <summary>Classifies; loads it first where it is not.</summary>
    public async Task<InferOutput> InferAsync(InferInput input, CancellationToken cancellationToken)
    {
        while (true)
        {
            var worker = await LoadedAsync("A request asked for it.");
            try
            {
                return await worker.InferAsync(input, cancellationToken);
            }
            catch (ReplicaDrainingException)
            {
                // It was on its way out: wait until it is, then in again.
                await unloading;
            }
        }
    }

    /// <summary>Answers what waits and takes it out of memory.</summary>
    /// <param name="reason">Why, for people.</param>
    public Task UnloadAsync(string reason)
    {
        lock (gate)
        {
            if (loading is null)
            {
                return unloading;
            }

            var loaded = loading;
            unloading = UnloadAsync(loaded, reason);
            return unloading;
        }
    }

    /// <summary>Answers what waits, and loads no more: requests that come too late are lost calls, to be made again elsewhere.</summary>
    /// <param name="reason">Why, for people.</param>
    public Task LeaveAsync(string reason)
    {
        lock (gate)
        {
            hasLeft = true;
        }

        return UnloadAsync(reason);
    }

    private Task<ReplicaWorker> LoadedAsync(string reason)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(hasLeft && loading is null, this);
            // A load that failed is tried again.
            if (loading is null or { IsFaulted: true } or { IsCanceled: true })
            {
                loading = LoadAfterAsync(unloading, reason);
            }

            return loading;
        }
    }

    private async Task<ReplicaWorker> LoadAfterAsync(Task previous, string reason)
    {
        await previous;
        Enter(ServingState.Loading, reason);
        try
        {
            var version = await readVersion();
            var engine = await loader.LoadAsync(version, CancellationToken.None);
            try
            {
                Enter(ServingState.WarmingUp, reason);
                await QuietThread.RunAsync("warm-up", () => WarmUp(engine));
            }
            catch
            {
                await EngineMemory.ReleaseAsync(engine);
                throw;
            }

            statistics = new ReplicaStatistics(clock);
            var worker = new ReplicaWorker(version.Key, engine, options, statistics, new ReplicaMeter(version.Model, version.Version), clock);
            MemoryBytes = version.Weights.Length;
            Enter(ServingState.Ready, reason);
            return worker;
        }
        catch (Exception failure)
        {
            string why = failure is GridException or OnnxModelException or WeightsFormatException or WeightsMismatchException or BlobStoreException ? failure.Message : "It could not be loaded; the silo's log says why.";
            Enter(ServingState.Failed, why);

            // A call that was lost on the way says nothing of the version: whoever asked asks again.
            throw failure is GridException || LostCall.Is(failure) || DiskFaults.Of(failure) != DiskFault.None || LostCall.IsDamage(failure) ? failure : new ConflictException("version-not-loadable", $"{place.Model}@{place.Version} cannot be loaded: {why}");
        }
    }

    private async Task UnloadAsync(Task<ReplicaWorker> loaded, string reason)
    {
        ReplicaWorker worker;
        try
        {
            worker = await loaded;
        }
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            // It never was in memory, and has said why.
            return;
        }

        Enter(ServingState.Draining, reason);
        await worker.DrainAsync();
        MemoryBytes = 0;
        lock (gate)
        {
            loading = loading == loaded ? null : loading;
        }

        EngineMemory.Return();
        Enter(ServingState.Unloaded, reason);
    }

    private int WarmUp(IInferenceEngine engine)
    {
        var sizes = options.PreferredBatchSizes.Append(1).Append(options.MaximumBatchSize).Distinct().OrderDescending();
        foreach (int size in sizes)
        {
            byte[] blank = new byte[size * PreparedImages.BytesPerImage(PixelFormat.Bytes, engine.ImageSize)];
            float[] logits = new float[size * engine.ClassCount];
            engine.Run([new PreparedImages(blank, PixelFormat.Bytes, size)], logits);
            if (Array.Exists(logits, logit => !float.IsFinite(logit)))
            {
                throw new ConflictException("answer-not-finite", $"{place.Model}@{place.Version} answers a blank image with logits that are no numbers: its weights are damaged, or its training diverged.");
            }
        }

        return options.MaximumBatchSize;
    }

    private void Enter(ServingState state, string reason)
    {
        now = (state, reason, clock.GetUtcNow());
        changed(Describe());
    }
}
