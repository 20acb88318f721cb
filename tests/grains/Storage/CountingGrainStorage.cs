using System.Collections.Concurrent;
using BirdGrid.Grains.Catalog;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;

namespace BirdGrid.Grains.Tests.Storage;

/// <summary>States in memory, with a count of the writes and the most names that a catalog's state held.</summary>
internal sealed class CountingGrainStorage : IGrainStorage
{
    private static readonly DeepCopier Copier = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<DeepCopier>();

    private readonly ConcurrentDictionary<GrainId, object> states = new();
    private int writes;
    private int largestNames;

    public int Writes => writes;

    public int LargestNames => largestNames;

    /// <summary>Writes that fail from now on.</summary>
    public int FailNext { get; set; }

    /// <summary>Writes wait for it.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public void Put(GrainId grainId, CatalogState state) => states[grainId] = state;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        grainState.RecordExists = states.TryGetValue(grainId, out object? stored);
        grainState.State = stored is null ? Activator.CreateInstance<T>() : Copier.Copy((T)stored);
        return Task.CompletedTask;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (FailNext > 0)
        {
            FailNext--;
            throw new IOException("The disk is full.");
        }

        await Gate;
        Interlocked.Increment(ref writes);
        int names = grainState.State switch { CatalogState index => index.Names.Count, CatalogShardState shard => shard.Names.Count, _ => 0 };
        largestNames = Math.Max(largestNames, names);
        states[grainId] = Copier.Copy(grainState.State)!;
        grainState.RecordExists = true;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();
}
