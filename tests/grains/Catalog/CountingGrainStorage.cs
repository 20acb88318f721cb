using System.Collections.Concurrent;
using BirdGrid.Grains.Catalog;
using Orleans.Storage;

namespace BirdGrid.Grains.Tests.Catalog;

/// <summary>States of catalogs in memory, with a count of the writes and the most names that one held.</summary>
internal sealed class CountingGrainStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<GrainId, object> states = new();
    private int writes;
    private int largestNames;

    public int Writes => writes;

    public int LargestNames => largestNames;

    /// <summary>Writes that fail from now on.</summary>
    public int FailNext { get; set; }

    public void Put(GrainId grainId, CatalogState state) => states[grainId] = state;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        grainState.RecordExists = states.TryGetValue(grainId, out object? stored);
        grainState.State = stored is null ? Activator.CreateInstance<T>() : Copy((T)stored);
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (FailNext > 0)
        {
            FailNext--;
            return Task.FromException(new IOException("The disk is full."));
        }

        Interlocked.Increment(ref writes);
        int names = grainState.State switch { CatalogState index => index.Names.Count, CatalogShardState shard => shard.Names.Count, _ => 0 };
        largestNames = Math.Max(largestNames, names);
        states[grainId] = Copy(grainState.State)!;
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();

    private static T Copy<T>(T state) => state switch
    {
        CatalogState index => (T)(object)new CatalogState { Names = [.. index.Names], ShardCount = index.ShardCount },
        CatalogShardState shard => (T)(object)new CatalogShardState { Names = [.. shard.Names] },
        _ => throw new NotSupportedException($"{typeof(T)} is no state of a catalog."),
    };
}
