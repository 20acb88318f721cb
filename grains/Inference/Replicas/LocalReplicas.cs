using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace BirdGrid.Grains.Inference.Replicas;

/// <summary>The replicas on this silo, by their grains' keys: the front beside them hands them requests without a message.</summary>
internal sealed class LocalReplicas
{
    private readonly ConcurrentDictionary<string, Replica> replicas = new(StringComparer.Ordinal);

    /// <summary>A replica that is here and ready.</summary>
    public bool TryGetReady(string key, [NotNullWhen(true)] out Replica? replica) =>
        replicas.TryGetValue(key, out replica) && replica.State == Serving.ServingState.Ready;

    /// <summary>A version's first replica that is here and ready; null: there is none.</summary>
    /// <param name="versionKey"><c>model@3</c>.</param>
    /// <param name="count">Replicas that a version has in the grid.</param>
    public Replica? FindReady(string versionKey, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (TryGetReady(ReplicaPlace.KeyOf(versionKey, i), out var replica))
            {
                return replica;
            }
        }

        return null;
    }

    /// <summary>A replica has come.</summary>
    public void Add(string key, Replica replica) => replicas[key] = replica;

    /// <summary>A replica leaves.</summary>
    public void Remove(string key, Replica replica) => replicas.TryRemove(new KeyValuePair<string, Replica>(key, replica));
}
