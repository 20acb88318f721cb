using System.Collections.Concurrent;
using BirdGrid.Grains.Inference.Engines;
using BirdGrid.Grains.Models;
using BirdGrid.Vision.Inference.Engines;

namespace BirdGrid.Grains.Tests.Inference.Support;

/// <summary>Loads fake engines, one for each load of a version.</summary>
public sealed class FakeLoader : IEngineLoader
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource> holds = new();

    /// <summary>Changes an engine before it is used.</summary>
    public Action<ModelVersion, FakeEngine> Prepare { get; set; } = (_, _) => { };

    /// <summary>Versions that cannot be loaded.</summary>
    public ConcurrentDictionary<int, string> Broken { get; } = new();

    public ConcurrentQueue<(int Version, FakeEngine Engine)> Loaded { get; } = new();

    /// <summary>Keeps loads of a version waiting until the result is set.</summary>
    public TaskCompletionSource Hold(int version) => holds[version] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<IInferenceEngine> LoadAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        if (holds.TryGetValue(version.Version, out var hold))
        {
            await hold.Task;
        }

        if (Broken.TryGetValue(version.Version, out string? why))
        {
            throw new InvalidOperationException(why);
        }

        var engine = new FakeEngine(version.Labels.Count);
        Prepare(version, engine);
        Loaded.Enqueue((version.Version, engine));
        return engine;
    }
}
